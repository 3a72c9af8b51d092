"""Finding one incident, and what hangs on it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.db.session import ReadSession, WriteSession
from app.incidents.continuation import Continues, with_merged
from app.incidents.errors import IncidentNotFound
from app.incidents.models import (
    Incident,
    IncidentRelation,
    Referral,
    RelationKind,
    Statement,
    Step,
    Verdict,
)
from app.reports.models import Report


def get(session: ReadSession, election_id: int, incident_id: UUID) -> Incident:
    incident = session.get(Incident, (election_id, incident_id))
    if incident is None:
        raise IncidentNotFound("This election has no incident under this id.")
    return incident


def lock(session: WriteSession, election_id: int, incident_id: UUID) -> Incident:
    """The incident, held until commit."""
    statement = select(Incident).where(Incident.election_id == election_id, Incident.id == incident_id)
    incident = session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if incident is None:
        raise IncidentNotFound("This election has no incident under this id.")
    return incident


def merged_ids(session: ReadSession, election_id: int, incident_id: UUID) -> frozenset[UUID]:
    """Those that were merged into it, also through others."""
    found: set[UUID] = set()
    fresh = {incident_id}
    while fresh:
        inside = select(Incident.id).where(
            Incident.election_id == election_id, Incident.merged_into.in_(fresh)
        )
        fresh = set(session.scalars(inside)) - found
        found |= fresh
    return frozenset(found)


def continuing(
    session: ReadSession, election_id: int, *, instead_of: Continues | None = None
) -> list[Continues]:
    """Which incident continues which; what was merged counts as what holds it now.

    Without what is about to be said otherwise.
    """
    said = select(IncidentRelation.incident_id, IncidentRelation.related_id).where(
        IncidentRelation.election_id == election_id, IncidentRelation.kind == RelationKind.CONTINUES
    )
    merged = select(Incident.id, Incident.merged_into).where(
        Incident.election_id == election_id, Incident.merged_into.is_not(None)
    )
    return with_merged(
        [(later, before) for later, before in session.execute(said) if (later, before) != instead_of],
        {incident_id: into_id for incident_id, into_id in session.execute(merged) if into_id is not None},
    )


def reports_of(session: ReadSession, incident: Incident) -> Sequence[Report]:
    linked = select(Report).where(
        Report.election_id == incident.election_id, Report.incident_id == incident.id
    )
    return session.scalars(linked.order_by(Report.received_at, Report.id)).all()


def verdicts_in_force(session: ReadSession, incident: Incident) -> Sequence[Verdict]:
    """Each person's latest, oldest first."""
    given = select(Verdict).where(
        Verdict.election_id == incident.election_id,
        Verdict.incident_id == incident.id,
        Verdict.replaced_at.is_(None),
    )
    return session.scalars(given.order_by(Verdict.at, Verdict.id)).all()


def steps_of(session: ReadSession, incident: Incident) -> Sequence[Step]:
    done = select(Step).where(Step.election_id == incident.election_id, Step.incident_id == incident.id)
    return session.scalars(done.order_by(Step.at, Step.id)).all()


def referrals_of(session: ReadSession, incident: Incident) -> Sequence[Referral]:
    made = select(Referral).where(
        Referral.election_id == incident.election_id, Referral.incident_id == incident.id
    )
    return session.scalars(made.order_by(Referral.referred_at, Referral.id)).all()


def statements_of(session: ReadSession, incident: Incident) -> Sequence[Statement]:
    made = select(Statement).where(
        Statement.election_id == incident.election_id, Statement.incident_id == incident.id
    )
    return session.scalars(made.order_by(Statement.at, Statement.id)).all()
