"""Reading the audit trail: its entries in the order of their commits, with what the histories add to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_

from app.activity.schemas import AuditEntry
from app.audit.models import AuditEvent
from app.audit.record import Kind
from app.db.session import ReadSession
from app.incidents.models import IncidentEvent
from app.reports.models import ReportEvent

# Repeated with their values. Everything else is exact or free text, and only named.
REPEATED: Final = frozenset(
    {
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
        "location_precision",
        "time_precision",
        "occurrence",
        "phase",
        "veracity",
        "disputed",
        "before_lead",
        "report_count",
        "source_count",
        "merged_into",
        "masked",
        "single_observer",
        "publication",
        "faces",  # what the maker of a redaction answers
        "documents",
        "plates",
        "ref",
    }
)
_AT_ONCE: Final = 500

History = ReportEvent | IncidentEvent


@dataclass(frozen=True, slots=True)
class TrailFilters:
    """What is asked for; None asks for everything."""

    actor: UUID | None = None
    event: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None  # exclusive


def page(
    session: ReadSession, election_id: int, filters: TrailFilters, before: int | None, limit: int
) -> list[AuditEntry]:
    """The newest first; one more than `limit`, which says that there is another page."""
    conditions = _conditions(election_id, filters)
    if before is not None:
        conditions.append(AuditEvent.number < before)
    statement = select(AuditEvent).where(*conditions).order_by(AuditEvent.number.desc()).limit(limit + 1)
    return _told(session, session.scalars(statement).all())


def after(session: ReadSession, election_id: int, number: int) -> list[AuditEntry]:
    """The next ones, the oldest first; none when there are no more."""
    later = (AuditEvent.election_id == election_id, AuditEvent.number > number)
    statement = select(AuditEvent).where(*later).order_by(AuditEvent.number).limit(_AT_ONCE)
    return _told(session, session.scalars(statement).all())


def _conditions(election_id: int, filters: TrailFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [AuditEvent.election_id == election_id]
    if filters.actor is not None:
        found.append(AuditEvent.account_id == filters.actor)
    if filters.event is not None:
        found.append(AuditEvent.event == filters.event)
    if filters.object_id is not None:
        found.append(AuditEvent.object_id == filters.object_id)
    if filters.since is not None:
        found.append(AuditEvent.at >= filters.since)
    if filters.until is not None:
        found.append(AuditEvent.at < filters.until)
    return found


def _told(session: ReadSession, entries: Sequence[AuditEvent]) -> list[AuditEntry]:
    histories = _histories(session, Kind.REPORT, ReportEvent, ReportEvent.report_id, entries)
    histories |= _histories(session, Kind.INCIDENT, IncidentEvent, IncidentEvent.incident_id, entries)
    return [_entry(event, histories.get((event.object_id, event.entry))) for event in entries]


def _histories(
    session: ReadSession, kind: Kind, row: type[History], column: Any, entries: Sequence[AuditEvent]
) -> dict[tuple[str | None, int | None], History]:
    keys = [
        (entry.election_id, UUID(entry.object_id), entry.entry)
        for entry in entries
        if entry.kind == kind and entry.object_id is not None and entry.entry is not None
    ]
    if not keys:
        return {}
    statement = select(row).where(tuple_(row.election_id, column, row.number).in_(keys))
    found: Iterable[Any] = session.scalars(statement)
    return {(str(getattr(each, column.key)), each.number): each for each in found}


def _entry(event: AuditEvent, history: History | None) -> AuditEntry:
    changes = {} if history is None else history.changes
    return AuditEntry(
        id=event.number,
        at=event.at,
        account_id=event.account_id,
        kind=event.kind,
        object_id=event.object_id,
        event=event.event,
        version=event.version,
        changes={name: values for name, values in changes.items() if name in REPEATED},
        also_changed=sorted(changes.keys() - REPEATED),
        reason_code=None if history is None else history.reason_code,
        facts=event.facts,
    )
