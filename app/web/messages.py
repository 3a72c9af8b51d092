"""Every sentence of the plain pages, in four languages, from one catalogue per language."""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.numbers import format_percent, get_group_symbol

from app.elections.languages import DEFAULT_LANGUAGE as DEFAULT_LANGUAGE
from app.elections.languages import choose_language as choose_language
from app.elections.taxonomy import fallbacks

# In the order in which the pages offer them, each in its own words, without flags.
ENDONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {"ky": "Кыргызча", "ru": "Русский", "uz-Cyrl": "Ўзбекча", "en": "English"}
)
LANGUAGES: Final = tuple(ENDONYMS)


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
    return f"{value:,}".replace(",", _between_groups(language))


def percent(language: str, share: float) -> str:
    """To one decimal."""
    locale = _locale(language)
    pattern = locale.percent_formats[None].pattern.replace("##0", "##0.0")
    return format_percent(share, format=pattern, locale=locale)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of one of `LANGUAGES`; a key that begins with an underscore is about the file itself."""
    text = resources.files("app.web").joinpath(f"messages/{language}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


@cache
def _between_groups(language: str) -> str:
    return get_group_symbol(_locale(language))


@lru_cache(maxsize=64)
def _candidates(language: str) -> tuple[str, ...]:
    return tuple(candidate for candidate in fallbacks(language) if candidate in ENDONYMS)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language if language in ENDONYMS else DEFAULT_LANGUAGE, sep="-")
