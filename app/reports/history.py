"""The one place where a report's history and its share of the rollups are written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.db.session import WriteSession
from app.reports.counting import CodedReport, own_cell
from app.reports.models import Report, ReportEvent
from app.tallies.apply import apply
from app.tallies.deltas import Deltas
from app.tallies.models import StaffTally

WATCHED: Final = (
    "triage",
    "incident_id",
    "snoozed_until",
    "escalated_at",
    "quarantined",
    "category",
    "category_confirmed",
    "secondary_categories",
    "counts_as",
    "severity",
    "severity_override",
    "area_code",
    "station_code",
    "latitude_deg",
    "longitude_deg",
    "location_precision",
    "occurred_at",
    "occurred_on",
    "time_precision",
    "occurrence",
    "phase",
    "harm",
    "tags",
)


def received(session: WriteSession, election_id: int, reports: Sequence[CodedReport]) -> None:
    """Count reports that were just inserted. The row itself is the first entry of its history."""
    deltas = Deltas()
    for report in reports:
        if (cell := own_cell(report)) is not None:
            deltas.add(cell, reports=1)
    apply(session, StaffTally, election_id, deltas)


@contextmanager
def change(
    session: WriteSession,
    report: Report,
    *,
    account_id: UUID | None,
    event: str,
    at: datetime,
    reason_code: str | None = None,
    note: str = "",
) -> Iterator[None]:
    """Whatever is changed on the report inside the block is recorded, counted and given a new version."""
    before, cell_before = {name: plain(getattr(report, name)) for name in WATCHED}, own_cell(report)
    yield
    after, cell_after = {name: plain(getattr(report, name)) for name in WATCHED}, own_cell(report)
    changes = {name: [before[name], after[name]] for name in WATCHED if before[name] != after[name]}
    report.version += 1
    note_event(
        session,
        report,
        account_id=account_id,
        event=event,
        at=at,
        changes=changes,
        reason_code=reason_code,
        note=note,
    )
    deltas = Deltas()
    if cell_before is not None:
        deltas.add(cell_before, reports=-1)
    if cell_after is not None:
        deltas.add(cell_after, reports=1)
    apply(session, StaffTally, report.election_id, deltas)


def note_event(
    session: WriteSession,
    report: Report,
    *,
    account_id: UUID | None,
    event: str,
    at: datetime,
    changes: dict[str, Any] | None = None,
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Add an entry that changes no version: a claim, a note, a message, a photo that arrived."""
    last = select(func.max(ReportEvent.number)).where(
        ReportEvent.election_id == report.election_id, ReportEvent.report_id == report.id
    )
    session.add(
        ReportEvent(
            election_id=report.election_id,
            report_id=report.id,
            number=(session.scalar(last) or 0) + 1,
            at=at,
            account_id=account_id,
            event=event,
            changes=changes or {},
            reason_code=reason_code,
            note=note,
        )
    )
    session.flush()


def plain(value: Any) -> Any:
    """As it stands in a JSON document."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
