"""The console's suggestions: what could be the same event, and what is said not to be."""

from uuid import UUID

from app.accounts.policies import Moderator
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.incidents import queries as incident_queries
from app.incidents.errors import IncidentNotFound
from app.moderation import apart, candidate_forms, candidates, views
from app.moderation.candidate_schemas import CandidatesOut
from app.moderation.errors import CannotSetApart
from app.moderation.router import CHANGE_REFUSALS, REFUSALS
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


@router.put(
    "/apart/{one_id}/{other_id}",
    status_code=204,
    tags=["console: incidents"],
    summary="Say that two reports or incidents are not the same event",
    responses=documents(*CHANGE_REFUSALS, NotFound, CannotSetApart),
)
def set_apart(
    actor: Moderator, election: str, view: InElection, db: WriteDb, one_id: UUID, other_id: UUID
) -> None:
    """A report and an incident, or two of one kind, in either order. They are not suggested for each other
    again, nor is what holds one of them; both histories say so."""
    apart.set_apart(db, view, actor, one_id, other_id, utc_now())


@router.delete(
    "/apart/{one_id}/{other_id}",
    status_code=204,
    tags=["console: incidents"],
    summary="Take back that two are not the same event",
    responses=documents(*CHANGE_REFUSALS, NotFound, CannotSetApart),
)
def take_back_apart(
    actor: Moderator, election: str, view: InElection, db: WriteDb, one_id: UUID, other_id: UUID
) -> None:
    """They may be suggested for each other again."""
    apart.take_back(db, view, actor, one_id, other_id, utc_now())
