"""Every sentence of the plain pages, in four languages, from one catalogue per language."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.numbers import format_decimal

from app.elections.taxonomy import fallbacks

# In the order in which the pages offer them, each in its own words, without flags.
ENDONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {"ky": "Кыргызча", "ru": "Русский", "uz-Cyrl": "Ўзбекча", "en": "English"}
)
LANGUAGES: Final = tuple(ENDONYMS)
DEFAULT_LANGUAGE: Final = "en"
_PRIMARY: Final[Mapping[str, str]] = MappingProxyType({tag.partition("-")[0]: tag for tag in LANGUAGES})
_QUALITY: Final = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)


def translate(language: str, key: str, **values: object) -> str:
    """The sentence in the reader's language, or in the next one that has it. An unknown key is a KeyError."""
    for candidate in _candidates(language):
        if (sentence := catalogue(candidate).get(key)) is not None:
            return sentence.format(**values) if values else sentence
    raise KeyError(key)


def plural(language: str, key: str, count: int, **values: object) -> str:
    """The form of `key` that belongs to `count`; `{count}` is written as the language writes numbers."""
    for candidate in _candidates(language):
        form = f"{key}#{_locale(candidate).plural_form(count)}"
        if (sentence := catalogue(candidate).get(form)) is not None:
            return sentence.format(count=number(candidate, count), **values)
    raise KeyError(key)


def number(language: str, value: int) -> str:
    """With the group separator of the language. Not for codes and station numbers: they are never grouped."""
    return format_decimal(value, locale=_locale(language))


def choose_language(query_language: str | None, accept_language: str | None) -> str:
    """What the address asks for, else what the browser prefers, else English. Nothing is kept of either."""
    if query_language and (asked := _known(query_language)):
        return asked
    for tag in _by_preference(accept_language or ""):
        if preferred := _known(tag):
            return preferred
    return DEFAULT_LANGUAGE


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of one of `LANGUAGES`; a key that begins with an underscore is about the file itself."""
    text = resources.files("app.web").joinpath(f"messages/{language}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


def _candidates(language: str) -> list[str]:
    return [candidate for candidate in fallbacks(language) if candidate in ENDONYMS]


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language if language in ENDONYMS else DEFAULT_LANGUAGE, sep="-")


def _known(tag: str) -> str | None:
    """`uz`, `uz-UZ` and `uz-Latn` all lead to the Uzbek we have, which is better than none."""
    return _PRIMARY.get(tag.strip().lower().replace("_", "-").partition("-")[0])


def _by_preference(accept_language: str) -> list[str]:
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, parameter = part.partition(";")
        quality = _QUALITY.fullmatch(parameter)
        if parameter and not quality:
            continue
        wanted.append((float(quality[1]) if quality else 1.0, tag))
    ranked = sorted(wanted, key=lambda entry: entry[0], reverse=True)
    return [tag for weight, tag in ranked if weight > 0]
