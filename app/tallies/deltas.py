"""Changes to the rollups, added up before they are written."""

from collections import defaultdict
from dataclasses import dataclass, field
from operator import add

from app.tallies.cells import Cell, Key
from app.tallies.sums import SumKey, counters_of, sum_keys


@dataclass(slots=True)
class Deltas:
    """What a transaction adds to and takes from the cells. Sums that cancel out are not written."""

    _sums: defaultdict[Cell, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, cell: Cell | None, *, reports: int = 0, incidents: int = 0) -> None:
        """None is where nothing is counted."""
        if cell is not None:
            sums = self._sums[cell]
            sums[0] += reports
            sums[1] += incidents

    def move(self, old: Cell, new: Cell, *, reports: int = 0, incidents: int = 0) -> None:
        self.add(old, reports=-reports, incidents=-incidents)
        self.add(new, reports=reports, incidents=incidents)

    def rows(self) -> list[tuple[Key, int, int]]:
        """(key, reports, incidents), sorted by key so that writers lock rows in one order."""
        by_key: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0])
        for cell, (reports, incidents) in self._sums.items():
            if reports or incidents:
                for key in cell.at_every_grain():
                    by_key[key][0] += reports
                    by_key[key][1] += incidents
        return sorted((key, sums[0], sums[1]) for key, sums in by_key.items() if any(sums))

    def sums(self) -> list[tuple[SumKey, list[int]]]:
        """(key, counters) of what counts, sorted likewise."""
        by_key: dict[SumKey, list[int]] = {}
        for cell, (reports, incidents) in self._sums.items():
            if cell.counts and (reports or incidents):
                counters = counters_of(cell.veracity, reports, incidents)
                for key in sum_keys(cell):
                    known = by_key.get(key)
                    by_key[key] = counters if known is None else list(map(add, known, counters))
        return sorted((key, counters) for key, counters in by_key.items() if any(counters))
