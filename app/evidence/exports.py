"""Evidence bundles are requested by one person and approved by another; every download is on record."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select, tuple_

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.audit import record as audit
from app.audit.record import Kind
from app.core.errors import Forbidden
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.evidence.bundle import Origin, Scope
from app.evidence.errors import ExportExpired, ExportNotApproved, ExportNotFound
from app.evidence.models import Export
from app.incidents import history as incident_history
from app.incidents import queries as incidents
from app.incidents.errors import IncidentNotFound, SamePerson
from app.incidents.models import Incident
from app.reports import history as report_history
from app.reports import queries as reports

AVAILABLE_FOR: Final = timedelta(hours=24)
EXPORTED: Final = "exported"  # in the histories


class ExportState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    EXPIRED = "expired"


def state_of(export: Export, now: datetime) -> ExportState:
    if export.approved_at is None:
        return ExportState.REQUESTED
    return ExportState.APPROVED if now < export.approved_at + AVAILABLE_FOR else ExportState.EXPIRED


def scope_of(
    session: ReadSession, view: ElectionView, incident_id: UUID | None, report_ids: Sequence[UUID] | None
) -> Scope:
    """Of an incident if one is named, else of the reports."""
    if incident_id is not None:
        return of_incident(session, incidents.get(session, view.id, incident_id))
    return of_reports(session, view, report_ids or ())


def of_incident(session: ReadSession, incident: Incident) -> Scope:
    """The incident with the reports that are linked to it now."""
    return Scope(tuple(report.id for report in incidents.reports_of(session, incident)), incident.id)


def of_reports(session: ReadSession, view: ElectionView, report_ids: Sequence[UUID]) -> Scope:
    """Each once, in the order given; all must exist."""
    chosen = tuple(dict.fromkeys(report_ids))
    for report_id in chosen:
        reports.get(session, view.id, report_id)
    return Scope(chosen, None)


def incident_called(session: ReadSession, view: ElectionView, ref: str) -> Incident:
    """By its public or its working reference."""
    named = or_(Incident.ref == ref, Incident.work_ref == ref)
    incident = session.scalar(select(Incident).where(Incident.election_id == view.id, named))
    if incident is None:
        raise IncidentNotFound("This election has no incident with this reference.")
    return incident


def request(
    session: WriteSession, view: ElectionView, actor: Actor, scope: Scope, reason: str, now: datetime
) -> Export:
    """Ask for exactly these reports; somebody else has to approve."""
    export = Export(
        election_id=view.id,
        id=uuid4(),
        incident_id=scope.incident_id,
        report_ids=[str(report_id) for report_id in scope.report_ids],
        reason=reason,
        requested_at=now,
        requested_by=actor.account_id,
        requested_as=_acting_as(actor, view),
        approved_at=None,
        approved_by=None,
        approved_as=None,
    )
    session.add(export)
    session.flush()
    _note(session, actor, export, "requested", now)
    return export


def approve(
    session: WriteSession, view: ElectionView, actor: Actor, export_id: UUID, now: datetime
) -> Export:
    """Open it for 24 hours. Approving again changes nothing, and does not begin the hours anew."""
    export = session.get(Export, (view.id, export_id), with_for_update=True)
    if export is None:
        raise _not_found()
    if view.four_eyes and export.requested_by == actor.account_id:
        raise SamePerson("You have asked for this export: another person has to approve it.")
    if export.approved_at is None:
        export.approved_at, export.approved_by = now, actor.account_id
        export.approved_as = _acting_as(actor, view)
        _note(session, actor, export, "approved", now)
    return export


def get(session: ReadSession, view: ElectionView, export_id: UUID) -> Export:
    export = session.get(Export, (view.id, export_id))
    if export is None:
        raise _not_found()
    return export


def page(
    session: ReadSession, view: ElectionView, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Export]:
    """The newest first; one row more than `limit`, which says that there is another page."""
    statement = select(Export).where(Export.election_id == view.id)
    if after is not None:
        statement = statement.where(tuple_(Export.requested_at, Export.id) < after)
    return session.scalars(
        statement.order_by(Export.requested_at.desc(), Export.id.desc()).limit(limit + 1)
    ).all()


def download(
    session: WriteSession, view: ElectionView, actor: Actor, export_id: UUID, now: datetime
) -> tuple[Scope, Origin]:
    """What to send, once it stands in every history that it was sent."""
    export = get(session, view, export_id)
    if actor.account_id not in (export.requested_by, export.approved_by):
        raise Forbidden("Only who asked for this export and who approved it may download it.")
    if state_of(export, now) is ExportState.REQUESTED:
        raise ExportNotApproved("Another person has to approve it first.")
    if state_of(export, now) is ExportState.EXPIRED:
        raise ExportExpired("Ask for it again: it was open for 24 hours after its approval.")
    scope = Scope(tuple(UUID(report_id) for report_id in export.report_ids), export.incident_id)
    record(session, view, scope, actor.account_id, f"export {export.id}", now)
    _note(session, actor, export, "downloaded", now)
    origin = Origin(
        reason=export.reason,
        requested_by=export.requested_by,
        requested_as=export.requested_as,
        approved_by=export.approved_by,
        approved_as=export.approved_as,
        reader=actor.account_id,
    )
    return scope, origin


def record(
    session: WriteSession,
    view: ElectionView,
    scope: Scope,
    account_id: UUID | None,
    note: str,
    now: datetime,
) -> None:
    """Write into the history of every report, and of the incident, that its evidence leaves the system."""
    for report_id in sorted(scope.report_ids):  # one order for everybody: no two wait for each other
        report = reports.lock(session, view.id, report_id)
        report_history.note_event(session, report, account_id=account_id, event=EXPORTED, at=now, note=note)
    if scope.incident_id is not None:
        incident = incidents.lock(session, view.id, scope.incident_id)
        incident_history.note_event(
            session, incident, account_id=account_id, event=EXPORTED, at=now, note=note
        )


def _note(session: WriteSession, actor: Actor, export: Export, event: str, now: datetime) -> None:
    audit.note(
        session,
        export.election_id,
        Kind.EXPORT,
        export.id,
        event,
        account_id=actor.account_id,
        at=now,
        facts={"reports": len(export.report_ids)},
    )


def _acting_as(actor: Actor, view: ElectionView) -> Role:
    return Role.LEAD if Role.LEAD in actor.roles_in(view.id) else Role.VERIFIER


def _not_found() -> ExportNotFound:
    return ExportNotFound("This election has no export under this id.")
