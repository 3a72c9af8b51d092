"""Parameters of an address, in their form: each once, none empty, none unknown, all within bounds. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Final

from app.core.errors import UnknownParameter
from app.core.text import is_storable

MAX_VALUES: Final = 200
MAX_CHARACTERS: Final = 8_000  # of one parameter
MAX_REFUSALS: Final = 10
_MAX_HINTS: Final = 3  # each compares with every word there is
_LONGEST_MEANT: Final = 64  # nobody meant anything by a longer word
_SHORT_LIST: Final = 16

Pairs = Iterable[tuple[str, str]]


class Parameters:
    """Reads parameters and collects what is wrong with them, so that one answer names it all.

    What was sent is never repeated: a wrong parameter or value is named by its position. Finish with
    `check()`; until then an unreadable value reads as if it were not there.
    """

    def __init__(self, pairs: Pairs, known: Collection[str]) -> None:
        self._errors: list[dict[str, str]] = []
        self._given: dict[str, str] = {}
        given = list(pairs)
        times = Counter(name for name, _ in given)
        for position, (name, value) in enumerate(given, 1):
            if self._full():
                break
            if name not in known:
                self._add("query", "unknown-parameter", f"Parameter {position}", known, name)
            elif times[name] > 1:
                self.refuse(name, "repeated", "Give it once; commas between values mean or.")
            elif not value.strip():
                self.refuse(name, "empty", "Give it a value, or leave it out.")
            elif len(value) > MAX_CHARACTERS or not is_storable(value):
                self.refuse(
                    name, "not-text", f"Send text of at most {MAX_CHARACTERS} characters, without NUL."
                )
            else:
                self._given[name] = value

    def text(self, name: str) -> str | None:
        """As it was sent, or None."""
        return self._given.get(name)

    def words(self, name: str, vocabulary: Collection[str]) -> tuple[str, ...]:
        """The words of a comma-separated list, each once, in the order given."""
        found = self._split(name)
        for position, word in enumerate(found, 1):
            if word not in vocabulary and not self._full():
                self._add(f"query/{name}", "unknown-value", f"Value {position}", vocabulary, word)
        return tuple(dict.fromkeys(word for word in found if word in vocabulary))

    def word(self, name: str, vocabulary: Collection[str]) -> str | None:
        """One of these words, or None if the parameter was not given."""
        value = self.text(name)
        if value is None or value in vocabulary:
            return value
        self._add(f"query/{name}", "unknown-value", "The value", vocabulary, value)
        return None

    def number(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number within these bounds, or None if the parameter was not given."""
        value = self.text(name)
        if value is None:
            return None
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) <= 9 and lowest <= int(value) <= highest:
            return int(value)
        self.refuse(name, "not-a-number", f"Should be a whole number from {lowest} to {highest}.")
        return None

    def refuse(self, name: str, code: str, message: str) -> None:
        if not self._full():
            self._errors.append({"pointer": f"query/{name}", "code": code, "message": message})

    def check(self) -> None:
        """Raise UnknownParameter if anything was wrong."""
        if self._errors:
            errors = list({(error["pointer"], error["message"]): error for error in self._errors}.values())
            raise UnknownParameter(f"{errors[0]['pointer']}: {errors[0]['message']}", errors=errors)

    def _split(self, name: str) -> list[str]:
        value = self.text(name)
        if value is None:
            return []
        if value.count(",") >= MAX_VALUES:
            self.refuse(name, "too-many-values", f"At most {MAX_VALUES} values are taken.")
            return []
        return value.split(",")

    def _full(self) -> bool:
        return len(self._errors) >= MAX_REFUSALS

    def _add(self, pointer: str, code: str, what: str, vocabulary: Collection[str], given: str) -> None:
        hint = _hint(given, vocabulary) if len(self._errors) < _MAX_HINTS else "."
        message = f"{what} is not known here{hint}"
        self._errors.append({"pointer": pointer, "code": code, "message": message})


def _hint(given: str, vocabulary: Collection[str]) -> str:
    if not vocabulary:
        return "; none is."
    by_folded = {word.casefold(): word for word in vocabulary}
    meant = get_close_matches(given.casefold(), by_folded, 1) if len(given) <= _LONGEST_MEANT else []
    if meant:
        return f"; did you mean {by_folded[meant[0]]}?"
    if len(vocabulary) <= _SHORT_LIST:
        return f"; known are: {', '.join(sorted(vocabulary))}."
    return "."
