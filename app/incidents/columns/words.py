"""Which incidents hold a word, in memory: so that common words are found at once. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.incidents.columns.rows import Bools, Ints
from app.incidents.sought import Sought


@dataclass(frozen=True, slots=True)
class Words:
    """All words one after the other, sorted, and of each the incidents that hold it; `moved` are the words of
    incidents whose text has changed since."""

    text: bytes = b""
    ends: Ints = field(default_factory=lambda: np.zeros(1, np.int64))  # of the words, after a zero
    incidents: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    incidents_end: Ints = field(default_factory=lambda: np.zeros(1, np.int64))  # of each word's, after a zero
    moved: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def moving(self, moved: Mapping[int, frozenset[str]]) -> "Words":
        return replace(self, moved={**self.moved, **moved}) if moved else self

    def holding(self, wanted: Sequence[Sought], incidents: int) -> Bools:
        """Of so many incidents, those that hold every word; none if no word is wanted."""
        found = np.full(incidents, bool(wanted))
        for each in wanted:
            found &= self._posted(each, incidents)
        for incident, held in self.moved.items():
            found[incident] = bool(wanted) and all(each.is_met_in(held) for each in wanted)
        return found

    def _posted(self, each: Sought, incidents: int) -> Bools:
        first = self._place(each.word)
        end = self._place(each.beyond)
        found = np.zeros(incidents + 1, np.bool_)  # the last is for what is UNKNOWN
        found[self.incidents[self.incidents_end[first] : self.incidents_end[end]]] = True
        return found[:incidents]

    def _place(self, word: str) -> int:
        """How many words come before it, by code points."""
        return bisect_left(range(len(self.ends) - 1), word.encode(), key=self._word)

    def _word(self, place: int) -> bytes:
        return self.text[self.ends[place] : self.ends[place + 1]]
