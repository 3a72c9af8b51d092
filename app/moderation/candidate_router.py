"""The console's suggestions: what could be the same event."""

from uuid import UUID

from app.accounts.policies import Moderator
from app.core.clock import utc_now
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.incidents import queries as incident_queries
from app.incidents.errors import IncidentNotFound
from app.moderation import candidate_forms, candidates, views
from app.moderation.candidate_schemas import CandidatesOut
from app.moderation.router import REFUSALS
from app.reports import queries as report_queries
from app.reports.errors import ReportNotFound

router = Router(prefix="/api/v1/console/elections/{election}")


@router.get(
    "/reports/{report_id}/candidates",
    tags=["console: reports"],
    summary="Suggest what else could be the same event",
    responses=documents(*REFUSALS, ReportNotFound),
)
def report_candidates(
    actor: Moderator, election: str, view: InElection, db: ReadDb, trail: WriteDb, report_id: UUID
) -> CandidatesOut:
    """By station, distance, time, category, text and photo; never what it was taken out of before. What was
    shown is on record before the answer."""
    report = report_queries.get(db, view.id, report_id)
    shown = candidate_forms.candidates_out(db, view, candidates.of_report(db, view, report))
    views.candidates(trail, report, shown, actor, utc_now())
    return shown


@router.get(
    "/incidents/{incident_id}/candidates",
    tags=["console: incidents"],
    summary="Suggest reports and incidents that could be this event",
    responses=documents(*REFUSALS, IncidentNotFound),
)
def incident_candidates(
    actor: Moderator, election: str, view: InElection, db: ReadDb, trail: WriteDb, incident_id: UUID
) -> CandidatesOut:
    """Never a report that was taken out of it, nor an incident that is related to it. What was shown is on
    record before the answer."""
    incident = incident_queries.get(db, view.id, incident_id)
    shown = candidate_forms.candidates_out(db, view, candidates.of_incident(db, view, incident))
    views.candidates(trail, incident, shown, actor, utc_now())
    return shown
