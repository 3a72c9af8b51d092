"""Reading incidents for the console."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_

from app.core.text import search_key
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.models import (
    Incident,
    IncidentClaim,
    IncidentEvent,
    IncidentLink,
    IncidentRelation,
    RelationKind,
    Revision,
)
from app.incidents.queries import merged_ids
from app.incidents.selection import coded_as
from app.moderation.list_filters import IncidentFilters
from app.reports.models import Report


def page(
    session: ReadSession,
    view: ElectionView,
    filters: IncidentFilters,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Incident]:
    """The newest first; one row more than `limit`, which says that there is another page."""
    statement = select(Incident).where(Incident.election_id == view.id, *_conditions(view, filters))
    if after is not None:
        statement = statement.where(tuple_(Incident.created_at, Incident.id) < after)
    order = (Incident.created_at.desc(), Incident.id.desc())
    return list(session.scalars(statement.order_by(*order).limit(limit + 1)))


def claims_on(
    session: ReadSession, incidents: Sequence[Incident], now: datetime
) -> dict[UUID, IncidentClaim]:
    """Those in force, by incident."""
    if not incidents:
        return {}
    taken = select(IncidentClaim).where(
        IncidentClaim.election_id == incidents[0].election_id,
        IncidentClaim.incident_id.in_([incident.id for incident in incidents]),
        IncidentClaim.expires_at > now,
    )
    return {claim.incident_id: claim for claim in session.scalars(taken)}


def links_of(session: ReadSession, incident: Incident) -> Sequence[IncidentLink]:
    """The ended ones too, and those of incidents merged into it, oldest first."""
    inside = {incident.id} | merged_ids(session, incident.election_id, incident.id)
    statement = select(IncidentLink).where(
        IncidentLink.election_id == incident.election_id, IncidentLink.incident_id.in_(inside)
    )
    return session.scalars(statement.order_by(IncidentLink.linked_at, IncidentLink.id)).all()


def merged_directly(session: ReadSession, incident: Incident) -> Sequence[Incident]:
    """Those that each can be taken out of it again."""
    statement = select(Incident).where(
        Incident.election_id == incident.election_id, Incident.merged_into == incident.id
    )
    return session.scalars(statement.order_by(Incident.work_ref)).all()


def related_to(session: ReadSession, incident: Incident) -> dict[UUID, RelationKind]:
    """How it stands to each."""
    statement = select(IncidentRelation.related_id, IncidentRelation.kind).where(
        IncidentRelation.election_id == incident.election_id, IncidentRelation.incident_id == incident.id
    )
    return dict(session.execute(statement.order_by(IncidentRelation.related_id)).all())


def events_of(session: ReadSession, incident: Incident) -> Sequence[IncidentEvent]:
    statement = select(IncidentEvent).where(
        IncidentEvent.election_id == incident.election_id, IncidentEvent.incident_id == incident.id
    )
    return session.scalars(statement.order_by(IncidentEvent.number)).all()


def revisions_of(session: ReadSession, incident: Incident) -> Sequence[Revision]:
    """The newest first."""
    statement = select(Revision).where(
        Revision.election_id == incident.election_id, Revision.incident_id == incident.id
    )
    return session.scalars(statement.order_by(Revision.number.desc())).all()


def _conditions(view: ElectionView, filters: IncidentFilters) -> list[ColumnElement[bool]]:
    found = coded_as(filters.coded, Incident)
    found.append(Incident.merged_into.is_not(None) if filters.merged else Incident.merged_into.is_(None))
    if filters.coded.veracities:
        found.append(Incident.veracity.in_(filters.coded.veracities))
    if filters.coded.q is not None:
        found.append(_mentions(view, search_key(filters.coded.q)))
    if filters.publications:
        found.append(Incident.publication.in_(filters.publications))
    if filters.before_lead is not None:
        found.append(Incident.before_lead.is_(filters.before_lead))
    if filters.draft is not None:
        found.append((Incident.revision > Incident.published_revision) == filters.draft)
    return found


def _mentions(view: ElectionView, wanted: str) -> ColumnElement[bool]:
    """In the text of a linked report, or in a reference of its own."""
    linked = select(Report.incident_id).where(
        Report.election_id == view.id,
        Report.incident_id.is_not(None),
        Report.search_text.contains(wanted, autoescape=True),
    )
    return or_(
        Incident.id.in_(linked),
        func.lower(Incident.work_ref).contains(wanted, autoescape=True),
        func.lower(Incident.ref).contains(wanted, autoescape=True),
    )
