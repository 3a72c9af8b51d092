"""What two people would call the same text: keys that must be unique, search that must find, likeness."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

_SPACE: Final = re.compile(r"\s+")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
LONGEST_WORD: Final = 40  # characters; of a longer one the beginning
_WORD: Final = re.compile(r"[^\W_]+")
# Stands inside a word and says nothing: marks on Latin letters, stress, apostrophes, joiners, directions.
_UNSAID: Final = re.compile(
    r"(?<=[a-z])[\u0300-\u036f]+|[\u0300\u0301]|['`\u02bb\u02bc\u2018\u2019]"
    r"|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_COMPARED: Final = 2000  # characters; a longer text is told apart by its beginning
_LEAST_TRIGRAMS: Final = 8  # two strangers may well write the same two words


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


def words(text: str) -> frozenset[str]:
    """Those by which a text is found. Case, accents, apostrophes and ё for е make no difference; й, ў, ң are
    letters of their own."""
    separate = unicodedata.normalize("NFKD", text.replace("№", " ").casefold()).casefold()
    plain = unicodedata.normalize("NFC", _UNSAID.sub("", separate)).replace("ё", "е")
    return frozenset(word[:LONGEST_WORD] for word in _WORD.findall(plain))


def words_of(texts: Mapping[str, str]) -> frozenset[str]:
    """Of all languages together: whoever searches need not know in which one something was written."""
    return words(" ".join(texts.values()))


def trigrams(text: str) -> frozenset[str]:
    """All that is three letters long in a text that went through `search_key`; nothing of a very short one.

    Works without knowing the language: no stemmer exists for Kyrgyz or Uzbek.
    """
    compared = text[:_COMPARED]
    found = frozenset(compared[at : at + 3] for at in range(len(compared) - 2))
    return found if len(found) >= _LEAST_TRIGRAMS else frozenset()
