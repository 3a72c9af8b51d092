"""Changes to the rollups, added up before they are written."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.tallies.cells import Cell, Key


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
