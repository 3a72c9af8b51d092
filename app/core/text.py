"""What two people would call the same text: keys that must be unique, search that must find."""

import re
import unicodedata
from typing import Any, Final

_SPACE: Final = re.compile(r"\s+")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def is_storable(value: Any) -> bool:
    """Whether all text in `value` is text that both databases hold: no NUL, no lone surrogate."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(map(is_storable, value))
    return True


def unique_key(name: str) -> str:
    """The form in which names are compared: compatible letters, case and white space make no difference."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def search_key(text: str) -> str:
    """As `unique_key`, and ё is found as е; other marks make other letters (й, ў) and stay."""
    return unique_key(text).replace("ё", "е")
