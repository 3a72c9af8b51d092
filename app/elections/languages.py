"""The languages of labels, names and pages, and which of them a reader gets. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

Language = Literal["ky", "ru", "uz-Cyrl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT_LANGUAGE: Final[Language] = "en"

_PRIMARY: Final[Mapping[str, Language]] = MappingProxyType({tag.partition("-")[0]: tag for tag in LANGUAGES})
_QUALITY: Final = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)
_MOST_TAGS: Final = 50


def choose_language(query_language: str | None, accept_language: str | None) -> Language:
    """What the address asks for, else what the browser prefers, else English. Nothing is kept of either."""
    if query_language and (asked := _known(query_language)):
        return asked
    for tag in _by_preference(accept_language or ""):
        if preferred := _known(tag):
            return preferred
    return DEFAULT_LANGUAGE


def _known(tag: str) -> Language | None:
    """`uz`, `uz-UZ` and `uz-Latn` all lead to the Uzbek we have, which is better than none."""
    return _PRIMARY.get(tag.strip().lower().replace("_", "-").partition("-")[0])


def _by_preference(accept_language: str) -> list[str]:
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(",", _MOST_TAGS)[:_MOST_TAGS]:
        tag, _, parameter = part.partition(";")
        quality = _QUALITY.fullmatch(parameter)
        if parameter and not quality:
            continue
        wanted.append((float(quality[1]) if quality else 1.0, tag))
    ranked = sorted(wanted, key=lambda entry: entry[0], reverse=True)
    return [tag for weight, tag in ranked if weight > 0]
