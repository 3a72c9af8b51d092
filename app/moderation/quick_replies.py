"""Ready-made messages to senders, in the language the sender wrote in. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from app.elections.languages import Language

# Who reads the one usually reads the next.
_INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {"ky": ("ru", "en"), "uz-Cyrl": ("ru", "en"), "ru": ("en",)}


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A `draft` has not been read by somebody whose language it is."""

    code: str
    language: str
    text: str
    draft: bool


def parse(document: Mapping[str, Any], language: Language) -> list[QuickReply]:
    """In this language, each that is missing in the next best."""
    status = document["text_status"]
    found = []
    for reply in document["replies"]:
        best = next(each for each in (language, *_INSTEAD.get(language, ())) if each in reply["text"])
        found.append(QuickReply(reply["code"], best, reply["text"][best], status[best] == "draft"))
    return found


def in_language(language: Language) -> list[QuickReply]:
    return parse(_DOCUMENT, language)


_DOCUMENT: Final = json.loads(
    resources.files("app.moderation").joinpath("data/quick_replies.json").read_text(encoding="utf-8")
)
