"""A cell: the coordinates at which one report or incident is counted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

UNDATED = ""
NO_AREA = ""


class Grain(StrEnum):
    """Each cell is kept three times, so that a question reads only rows of the size it asks for.

    TOTAL knows no severity and no phase: they split with the days anyway, and nobody asks for the whole
    by them as often as for category and area.
    """

    TOTAL = "total"
    DAY = "day"
    HOUR = "hour"


ANY_SEVERITY = 0  # in TOTAL
ANY_PHASE = ""


class Key(NamedTuple):
    """Primary key of a rollup row, after the election. Text throughout, so that both databases sort alike.

    `bucket`: "" | "2020-10-04" | "2020-10-04T09", in the election's time zone.
    """

    grain: str
    bucket: str
    area: str
    category: str
    counts_as: str
    severity: int
    phase: str
    triage: str
    veracity: str
    publication: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something counts. `triage` is that of the report; `veracity` and `publication` those of its
    incident, empty while it has none."""

    day: str  # "" when only known more coarsely than the day
    hour: int | None
    area: str
    category: str
    counts_as: str
    severity: int
    phase: str
    triage: str
    veracity: str = ""
    publication: str = ""
    counts: bool = True  # by the rules of counting; what does not is in the fine rollups only

    def at_every_grain(self) -> tuple[Key, Key, Key]:
        """One key per grain."""
        what = (self.area, self.category, self.counts_as)
        state = (self.triage, self.veracity, self.publication)
        bucket = self.day if self.hour is None or not self.day else f"{self.day}T{self.hour:02d}"
        return (
            Key(Grain.TOTAL, UNDATED, *what, ANY_SEVERITY, ANY_PHASE, *state),
            Key(Grain.DAY, self.day, *what, self.severity, self.phase, *state),
            Key(Grain.HOUR, bucket, *what, self.severity, self.phase, *state),
        )
