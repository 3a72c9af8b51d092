"""A cell: the coordinates at which one report or incident is counted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

UNDATED = ""
NO_AREA = ""


class Grain(StrEnum):
    """Each cell is kept three times, so that a question reads only rows of the size it asks for."""

    TOTAL = "total"
    DAY = "day"
    HOUR = "hour"


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

    def at_every_grain(self) -> tuple[Key, Key, Key]:
        """One key per grain."""
        rest = (
            self.area, self.category, self.counts_as, self.severity,
            self.phase, self.triage, self.veracity, self.publication,
        )  # fmt: skip
        bucket = self.day if self.hour is None or not self.day else f"{self.day}T{self.hour:02d}"
        return (
            Key(Grain.TOTAL, UNDATED, *rest),
            Key(Grain.DAY, self.day, *rest),
            Key(Grain.HOUR, bucket, *rest),
        )
