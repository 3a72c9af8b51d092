"""Proves the rollups: counts every report and incident again from its row and compares, to the last one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.db.session import ReadSession
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.public import PublicIncident
from app.reports.lifecycle import Triage
from app.reports.models import Report
from app.tallies.models import PublicSum, PublicTally, StaffSum, StaffTally

Table = type[StaffTally | PublicTally | StaffSum | PublicSum]
Numbers = tuple[int, ...]  # reports and incidents; of a sum, each of them by veracity
Coordinates = tuple[Any, ...]

KEY: Final = (
    "grain",
    "bucket",
    "area",
    "category",
    "counts_as",
    "severity",
    "phase",
    "triage",
    "veracity",
    "publication",
)
NUMBERS: Final = ("reports", "incidents")
SUM_KEY: Final = ("days", "starts", "area", "category", "counts_as")
SUM_NUMBERS: Final = (
    "reports_alone",
    "reports_unreviewed",
    "reports_verified",
    "reports_corroborated",
    "reports_contested",
    "reports_unverifiable",
    "incidents_unreviewed",
    "incidents_verified",
    "incidents_corroborated",
    "incidents_contested",
    "incidents_unverifiable",
    "incidents_refuted",
)
_NOT_COUNTED: Final = frozenset({"rejected", "duplicate", "out_of_scope", "withdrawn", "erased"})
_BLOCK: Final = 8  # days
_AT_A_TIME: Final = 5000
_PLACING: Final = ("occurred_on", "occurred_hour", "area_code", "category", "counts_as", "severity", "phase")


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that does not hold what the rows say. `cell` is its key, by name."""

    table: str
    cell: dict[str, Any]
    found: Numbers
    expected: Numbers


def recount(session: ReadSession, election_id: int) -> list[Difference]:
    """Empty when everything agrees. Memory grows with cells and incidents, not with reports.

    The session must see one state throughout: nothing may be written between its statements. Shares no
    code with what keeps the rollups, so that one mistake cannot hide in both.
    """
    everything = _count_everything(session, election_id)
    published = _count_published(session, election_id)
    return [
        *_compare(session, election_id, StaffTally, KEY, NUMBERS, everything.cells),
        *_compare(session, election_id, PublicTally, KEY, NUMBERS, published.cells),
        *_compare(session, election_id, StaffSum, SUM_KEY, SUM_NUMBERS, everything.sums),
        *_compare(session, election_id, PublicSum, SUM_KEY, SUM_NUMBERS, published.sums),
    ]


class _Count:
    """Cells as they should be."""

    def __init__(self) -> None:
        self.cells: defaultdict[Coordinates, list[int]] = defaultdict(lambda: [0] * len(NUMBERS))
        self.sums: defaultdict[Coordinates, list[int]] = defaultdict(lambda: [0] * len(SUM_NUMBERS))

    def add(
        self, row: Any, triage: str, veracity: str, publication: str, *, reports: int, incidents: int
    ) -> None:
        what, state = (row.area_code or "", row.category, row.counts_as), (triage, veracity, publication)
        for grain, bucket, severity, phase in _grains(row):
            numbers = self.cells[(grain, bucket, *what, severity, phase, *state)]
            numbers[0] += reports
            numbers[1] += incidents
        if row.counts_as != "none" and triage not in _NOT_COUNTED and publication != "withdrawn":
            for span in _spans(row.occurred_on):
                self._add_to_sum(self.sums[(*span, *what)], veracity, reports, incidents)

    def _add_to_sum(self, numbers: list[int], veracity: str, reports: int, incidents: int) -> None:
        """Reports of what proved false count nowhere."""
        if veracity != "refuted":
            numbers[SUM_NUMBERS.index(f"reports_{veracity or 'alone'}")] += reports
        if veracity:
            numbers[SUM_NUMBERS.index(f"incidents_{veracity}")] += incidents


def _grains(row: Any) -> Iterator[tuple[str, str, int, str]]:
    day = row.occurred_on.strftime("%Y-%m-%d") if row.occurred_on else ""
    hour = f"{day}T{row.occurred_hour:02d}" if day and row.occurred_hour is not None else day
    yield "total", "", 0, ""
    yield "day", day, row.severity, row.phase
    yield "hour", hour, row.severity, row.phase


def _spans(day: date | None) -> Iterator[tuple[int, str]]:
    """The whole, the day, and the block of days counted from the first of the calendar."""
    yield 0, ""
    yield 1, day.isoformat() if day else ""
    if day:
        yield _BLOCK, date.fromordinal(day.toordinal() - (day.toordinal() - 1) % _BLOCK).isoformat()


def _count_everything(session: ReadSession, election_id: int) -> _Count:
    """A report that an incident holds stands in the incident's cell, any other in its own; tests nowhere."""
    count, held = _Count(), Counter[UUID]()
    reports = select(*_columns(Report), Report.triage, Report.incident_id).where(
        Report.election_id == election_id, Report.test.is_(False)
    )
    for row in session.execute(reports.execution_options(yield_per=_AT_A_TIME)):
        if row.incident_id is None:
            count.add(row, row.triage, "", "", reports=1, incidents=0)
        else:
            held[row.incident_id] += 1
    incidents = select(*_columns(Incident), Incident.id, Incident.veracity, Incident.publication).where(
        Incident.election_id == election_id, Incident.merged_into.is_(None)
    )
    for row in session.execute(incidents.execution_options(yield_per=_AT_A_TIME)):
        count.add(row, "linked", row.veracity, row.publication, reports=held[row.id], incidents=1)
    return count


def _count_published(session: ReadSession, election_id: int) -> _Count:
    count = _Count()
    published = select(*_columns(PublicIncident), PublicIncident.reports, PublicIncident.veracity).where(
        PublicIncident.election_id == election_id,
        PublicIncident.state == Publication.PUBLISHED,
        PublicIncident.counts_as != "none",
    )
    for row in session.execute(published.execution_options(yield_per=_AT_A_TIME)):
        count.add(row, Triage.LINKED, row.veracity, Publication.PUBLISHED, reports=row.reports, incidents=1)
    return count


def _columns(table: Any) -> list[Any]:
    return [getattr(table, name) for name in _PLACING]


def _compare(
    session: ReadSession,
    election_id: int,
    table: Table,
    key_names: Sequence[str],
    number_names: Sequence[str],
    count: Mapping[Coordinates, Sequence[int]],
) -> Iterator[Difference]:
    """In the order of the keys; cells that have come down to nothing may stay or be gone."""
    nothing = (0,) * len(number_names)
    expected = {key: tuple(numbers) for key, numbers in count.items()}
    columns = [getattr(table, name) for name in key_names]
    numbers = [getattr(table, name) for name in number_names]
    statement = select(*columns, *numbers).where(table.election_id == election_id).order_by(*columns)
    for row in session.execute(statement.execution_options(yield_per=_AT_A_TIME)):
        key, found = tuple(row[: len(columns)]), tuple(row[len(columns) :])
        should = expected.pop(key, nothing)
        if found != should:
            yield _difference(table, key_names, key, found, should)
    for missing in sorted(expected):
        if any(expected[missing]):
            yield _difference(table, key_names, missing, nothing, expected[missing])


def _difference(
    table: Table, names: Sequence[str], key: Coordinates, found: Numbers, expected: Numbers
) -> Difference:
    cell = {
        name: str(value) if isinstance(value, str) else value for name, value in zip(names, key, strict=True)
    }
    return Difference(table.__tablename__, cell, found, expected)
