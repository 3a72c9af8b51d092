"""The one place where an incident's history, its revisions and its share of the rollups are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.audit import record
from app.audit.record import Kind
from app.db.session import WriteSession
from app.incidents import urgency
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, IncidentEvent, Revision
from app.incidents.public import PublicIncident
from app.reports.counting import place
from app.reports.history import plain
from app.reports.lifecycle import Triage
from app.tallies.apply import apply
from app.tallies.cells import Cell
from app.tallies.deltas import Deltas
from app.tallies.models import PublicTally, StaffTally

CODING: Final = (
    "category",
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
    "occurred_hour",
    "time_precision",
    "occurrence",
    "phase",
    "harm",
    "masked",
    "single_observer",
    "public_text",
)
WATCHED: Final = (
    *CODING,
    "veracity",
    "disputed",
    "before_lead",
    "report_count",
    "source_count",
    "merged_into",
    "publication",
    "ref",
)


def cell(incident: Incident) -> Cell | None:
    """Where the incident and all reports linked to it are counted inside; none while it is merged."""
    if incident.merged_into is not None:
        return None
    return place(incident, triage=Triage.LINKED, veracity=incident.veracity, publication=incident.publication)


def created(session: WriteSession, incident: Incident, *, account_id: UUID, at: datetime) -> None:
    """Count a new incident, with the reports it opens with, and begin its history and its first draft."""
    incident.due_at = urgency.due(incident)
    session.add(incident)
    session.flush()
    draft(session, incident, author_id=account_id, at=at)
    note_event(session, incident, account_id=account_id, event="created", at=at)
    deltas = Deltas()
    deltas.add(cell(incident), reports=incident.report_count, incidents=1)
    apply(session, StaffTally, incident.election_id, deltas)


@contextmanager
def change(
    session: WriteSession,
    incident: Incident,
    *,
    account_id: UUID | None,
    event: str,
    at: datetime,
    drafts: bool = False,
    reason_code: str | None = None,
    note: str = "",
    counted_with: Deltas | None = None,
) -> Iterator[None]:
    """Whatever is changed inside the block is recorded, counted and given a new version.

    `drafts` says that a public part changed by this account's hand: a new revision with it as author,
    which somebody else has to publish. `counted_with` comes from `reports.history.together`.
    """
    before, cell_before, reports_before = _snapshot(incident), cell(incident), incident.report_count
    yield
    after, cell_after, reports_after = _snapshot(incident), cell(incident), incident.report_count
    changes = {name: [before[name], after[name]] for name in WATCHED if before[name] != after[name]}
    incident.version += 1
    incident.changed_at, incident.due_at = at, urgency.due(incident)
    if drafts and account_id is not None:
        draft(session, incident, author_id=account_id, at=at)
    note_event(
        session,
        incident,
        account_id=account_id,
        event=event,
        at=at,
        changes=changes,
        reason_code=reason_code,
        note=note,
    )
    deltas = Deltas() if counted_with is None else counted_with
    deltas.add(cell_before, reports=-reports_before, incidents=-1)
    deltas.add(cell_after, reports=reports_after, incidents=1)
    if counted_with is None:
        apply(session, StaffTally, incident.election_id, deltas)


def draft(session: WriteSession, incident: Incident, *, author_id: UUID, at: datetime) -> None:
    """A new revision: what would be public if somebody else than its author publishes it."""
    incident.revision += 1
    session.add(
        Revision(
            election_id=incident.election_id,
            incident_id=incident.id,
            number=incident.revision,
            author_id=author_id,
            created_at=at,
            published_at=None,
            published_by=None,
            record=None,
        )
    )


def take_back_draft(session: WriteSession, incident: Incident, *, author_id: UUID, at: datetime) -> None:
    """The newest revision, if this person's change made it at this instant, was never meant."""
    newest = session.get(Revision, (incident.election_id, incident.id, incident.revision))
    if newest is None or newest.published_at or (newest.author_id, newest.created_at) != (author_id, at):
        return
    session.delete(newest)
    incident.revision -= 1
    session.flush()


def note_event(
    session: WriteSession,
    incident: Incident,
    *,
    account_id: UUID | None,
    event: str,
    at: datetime,
    changes: dict[str, Any] | None = None,
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Add an entry that changes no version: a step, a statement, a first verdict."""
    last = select(func.max(IncidentEvent.number)).where(
        IncidentEvent.election_id == incident.election_id, IncidentEvent.incident_id == incident.id
    )
    entry = IncidentEvent(
        election_id=incident.election_id,
        incident_id=incident.id,
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
        incident.election_id,
        Kind.INCIDENT,
        incident.id,
        event,
        account_id=account_id,
        at=at,
        version=incident.version,
        entry=entry.number,
    )


def public_cell(record: PublicIncident) -> Cell | None:
    """Where the public's rollup holds it; none for what is withdrawn, merged or counts as nothing.

    What proved false has a cell of its own veracity: it is told apart and never counts.
    """
    if record.state is not Publication.PUBLISHED or record.counts_as == "none":
        return None
    return place(record, triage=Triage.LINKED, veracity=record.veracity, publication=record.state)


@contextmanager
def public_change(session: WriteSession, record: PublicIncident, *, new: bool = False) -> Iterator[None]:
    """Whatever is changed on the public record inside the block moves the public's counts with it."""
    cell_before, reports_before = (None, 0) if new else (public_cell(record), record.reports)
    yield
    deltas = Deltas()
    deltas.add(cell_before, reports=-reports_before, incidents=-1)
    deltas.add(public_cell(record), reports=record.reports, incidents=1)
    apply(session, PublicTally, record.election_id, deltas)


def _snapshot(incident: Incident) -> dict[str, Any]:
    return {name: plain(getattr(incident, name)) for name in WATCHED}
