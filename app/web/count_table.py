"""Counts as people read them: categories by areas, days, severities, with sums along every side. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Self

from app.aggregation.figures import Cell, Figures

STEPS: Final = 5
# In characters of a head, which are smaller than digits: the least width of a column, what stands beside its
# text, and what all columns have together.
_LEAST: Final = 6.0
_PADDING: Final = 1.5
_DIGIT: Final = 1.2
_ROOM: Final = 108.5
_UNBROKEN: Final = re.compile(r"[^\s-]+-?")


@dataclass(slots=True)
class Sum:
    """Both numbers, and how many of the incidents are verified."""

    incidents: int = 0
    verified: int = 0
    reports: int = 0

    @classmethod
    def of(cls, figures: Figures) -> Self:
        return cls(figures.total, figures.of("verified"), figures.reports)

    def add(self, other: "Sum") -> None:
        self.incidents += other.incidents
        self.verified += other.verified
        self.reports += other.reports

    @property
    def unverified(self) -> int:
        return self.incidents - self.verified


@dataclass(slots=True)
class Row:
    """One line over all columns; `total` also holds what stands in no column."""

    by_column: dict[str | None, Sum] = field(default_factory=dict)
    total: Sum = field(default_factory=Sum)

    def add(self, column: str | None, sum: Sum) -> None:
        self.by_column.setdefault(column, Sum()).add(sum)
        self.total.add(sum)

    def add_row(self, other: "Row") -> None:
        for column, sum in other.by_column.items():
            self.add(column, sum)

    def __getitem__(self, column: str | None) -> Sum:
        return self.by_column.get(column, Sum())


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are areas, and None for what is not located if there is any. Context stands apart."""

    columns: tuple[str | None, ...]
    groups: dict[str, Row]
    violations: Row
    context: Row
    total: Row
    largest: int

    def step(self, incidents: int) -> int:
        """How dark a cell is: 0 for none, 5 for the largest; where all are few, one step an incident."""
        if not incidents:
            return 0
        return 1 + (incidents - 1) * (STEPS - 1) // (max(self.largest, STEPS) - 1)


def fits(columns: Iterable[tuple[str, Sum]], total: tuple[str, Sum]) -> bool:
    """Whether all columns, each with its head, stand side by side on a page as wide as ours gets.

    A head breaks between its words and after its hyphens, a figure before its reports; nothing else does, and
    in the column of totals only the head.
    """
    widths = [_width(head, len(f"({each.reports})")) for head, each in columns]
    widths.append(_width(total[0], len(f"{total[1].incidents} ({total[1].reports})")))
    return sum(widths) <= _ROOM


def _width(head: str, digits: int) -> float:
    return max(_LEAST, digits * _DIGIT, *map(len, _UNBROKEN.findall(head))) + _PADDING


def by_group_and_area(cells: Iterable[Cell], areas: Sequence[str], groups: Iterable[str]) -> Table:
    """From cells by category and area. Groups keep their order and are left out when empty."""
    rows = {group: Row() for group in groups}
    violations, context, total = Row(), Row(), Row()
    for cell in cells:
        category, area = str(cell.key[0]), cell.key[1]
        row = rows[category.partition(".")[0]] if cell.figures.violations else context
        row.add(None if area is None else str(area), Sum.of(cell.figures))
    for row in rows.values():
        violations.add_row(row)
    for row in (violations, context):
        total.add_row(row)
    filled = {group: row for group, row in rows.items() if row.total.incidents}
    columns = (*areas, None) if None in total.by_column else tuple(areas)
    found = (part.incidents for row in filled.values() for part in row.by_column.values())
    largest = max(found, default=0)
    return Table(columns, filled, violations, context, total, largest)


def along_one(cells: Iterable[Cell]) -> dict[str | int | None, Sum]:
    """From cells by one thing only, in the order given."""
    found: dict[str | int | None, Sum] = {}
    for cell in cells:
        found.setdefault(cell.key[0], Sum()).add(Sum.of(cell.figures))
    return found


def hours_of(day: date, by_hour: Mapping[str | int | None, Sum]) -> dict[int, Sum]:
    """From the first to the last hour of this day in which something happened, quiet ones between them too.

    `by_hour` is by the first moment of each hour on the election's own clock; an hour that the clock shows
    twice is one.
    """
    found: dict[int, Sum] = {}
    for key, sum in by_hour.items():
        start = None if key is None else datetime.fromisoformat(str(key))
        if start is not None and start.date() == day:
            found.setdefault(start.hour, Sum()).add(sum)
    return {hour: found.get(hour, Sum()) for hour in range(min(found), max(found) + 1)} if found else {}
