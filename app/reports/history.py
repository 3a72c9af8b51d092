"""The one place where a report's history and its share of the rollups are written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.audit import record
from app.audit.record import Kind
from app.db.session import WriteSession
from app.reports import urgency
from app.reports.counting import own_cell
from app.reports.models import Report, ReportEvent
from app.tallies.apply import apply
from app.tallies.deltas import Deltas
from app.tallies.models import StaffTally

RECEIVED: Final = "received"
WATCHED: Final = (
    "triage",
    "incident_id",
    "snoozed_until",
    "escalated_at",
    "assigned_to",
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


def received(session: WriteSession, election_id: int, reports: Sequence[Any]) -> None:
    """Count reports that were just inserted. The row itself is the first entry of its history."""
    deltas = Deltas()
    for report in reports:
        deltas.add(own_cell(report), reports=1)
        record.note(
            session,
            election_id,
            Kind.REPORT,
            report.id,
            RECEIVED,
            account_id=None,
            at=report.received_at,
            version=report.version,
        )
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
    counted_with: Deltas | None = None,
) -> Iterator[None]:
    """Whatever is changed on the report inside the block is recorded, counted and given a new version.

    `counted_with` comes from `together`.
    """
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
    deltas = Deltas() if counted_with is None else counted_with
    deltas.add(cell_before, reports=-1)
    deltas.add(cell_after, reports=1)
    if counted_with is None:
        apply(session, StaffTally, report.election_id, deltas)


@contextmanager
def together(session: WriteSession, election_id: int) -> Iterator[Deltas]:
    """Count several changes as one: cells are written in one order, which cannot deadlock."""
    deltas = Deltas()
    yield deltas
    apply(session, StaffTally, election_id, deltas)


def requeue(session: WriteSession, report: Report, urgent_for: list[str]) -> None:
    """Somebody else's report, or who is behind it, made this one more or less urgent: nobody edited it."""
    report.urgent_for = urgent_for
    report.due_at = urgency.due(report)
    session.flush()


def alarm(session: WriteSession, report: Report, at: datetime) -> None:
    """The leads hear that nobody has looked in time. Not an edit: whoever opens it now is in time."""
    report.alarmed_at = at
    note_event(session, report, account_id=None, event="alarmed", at=at)


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
) -> ReportEvent:
    """Add an entry that changes no version: a claim, a note, a message, a photo that arrived."""
    last = select(func.max(ReportEvent.number)).where(
        ReportEvent.election_id == report.election_id, ReportEvent.report_id == report.id
    )
    entry = ReportEvent(
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
    session.add(entry)
    session.flush()
    record.note(
        session,
        report.election_id,
        Kind.REPORT,
        report.id,
        event,
        account_id=account_id,
        at=at,
        version=report.version,
        entry=entry.number,
    )
    return entry


def plain(value: Any) -> Any:
    """As it stands in a JSON document."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
