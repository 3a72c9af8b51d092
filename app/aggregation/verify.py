"""Proves the rollups: counts every report and incident again from its row and compares, to the last one."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.db.session import ReadSession
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.public import PublicIncident
from app.reports.lifecycle import Triage
from app.reports.models import Report
from app.tallies.models import PublicTally, StaffTally

Tally = type[StaffTally] | type[PublicTally]
Numbers = tuple[int, int]  # reports, incidents
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
    staff = _compare(session, election_id, StaffTally, _count_everything(session, election_id))
    public = _compare(session, election_id, PublicTally, _count_published(session, election_id))
    return [*staff, *public]


class _Count:
    """Cells as they should be."""

    def __init__(self) -> None:
        self.cells: defaultdict[Coordinates, list[int]] = defaultdict(lambda: [0, 0])

    def add(
        self, row: Any, triage: str, veracity: str, publication: str, *, reports: int, incidents: int
    ) -> None:
        what, state = (row.area_code or "", row.category, row.counts_as), (triage, veracity, publication)
        for grain, bucket, severity, phase in _grains(row):
            numbers = self.cells[(grain, bucket, *what, severity, phase, *state)]
            numbers[0] += reports
            numbers[1] += incidents


def _grains(row: Any) -> Iterator[tuple[str, str, int, str]]:
    day = row.occurred_on.strftime("%Y-%m-%d") if row.occurred_on else ""
    hour = f"{day}T{row.occurred_hour:02d}" if day and row.occurred_hour is not None else day
    yield "total", "", 0, ""
    yield "day", day, row.severity, row.phase
    yield "hour", hour, row.severity, row.phase


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


def _compare(session: ReadSession, election_id: int, tally: Tally, count: _Count) -> Iterator[Difference]:
    """In the order of the keys; cells that have come down to nothing may stay or be gone."""
    expected = {key: (numbers[0], numbers[1]) for key, numbers in count.cells.items()}
    columns = [getattr(tally, name) for name in KEY]
    statement = select(*columns, tally.reports, tally.incidents).where(tally.election_id == election_id)
    for *key, reports, incidents in session.execute(
        statement.order_by(*columns).execution_options(yield_per=_AT_A_TIME)
    ):
        should = expected.pop(tuple(key), (0, 0))
        if (reports, incidents) != should:
            yield _difference(tally, tuple(key), (reports, incidents), should)
    for missing in sorted(expected):
        if expected[missing] != (0, 0):
            yield _difference(tally, missing, (0, 0), expected[missing])


def _difference(tally: Tally, key: Coordinates, found: Numbers, expected: Numbers) -> Difference:
    cell = {
        name: str(value) if isinstance(value, str) else value for name, value in zip(KEY, key, strict=True)
    }
    return Difference(tally.__tablename__, cell, found, expected)
