"""What makes deciding forgiving: taking a decision back, and drafts that outlive a claim."""

from uuid import UUID

from fastapi import Response

from app.accounts.policies import Moderator
from app.core.clock import utc_now
from app.core.etag import Version, etag
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.incidents.errors import IncidentClosed, IncidentMerged
from app.moderation import drafts, undoing
from app.moderation.errors import DraftNotFound, UndoNotPossible
from app.moderation.report_schemas import DraftOut, UndoneOut
from app.moderation.router import CHANGE_REFUSALS, REFUSALS, VERSIONED
from app.moderation.schemas import DraftIn
from app.reports.errors import ClaimHeld, ReportNotFound

router = Router(prefix="/api/v1/console/elections/{election}/reports/{report_id}", tags=["console: reports"])


@router.post(
    "/decisions/undo",
    summary="Take back your decision",
    responses=documents(
        *CHANGE_REFUSALS,
        ReportNotFound,
        *VERSIONED,
        ClaimHeld,
        UndoNotPossible,
        IncidentClosed,
        IncidentMerged,
    ),
)
def undo_decision(
    actor: Moderator,
    election: str,
    view: InElection,
    db: WriteDb,
    report_id: UUID,
    version: Version,
    response: Response,
) -> UndoneOut:
    """Within ten seconds, by whoever decided, if nothing has changed since. `If-Match` is the version that
    the decision led to. All stands as before, the claim is yours again, and the history keeps both."""
    report, incident = undoing.undo(db, view, actor, report_id, version, utc_now())
    response.headers["etag"] = etag(report.version)
    return UndoneOut(
        report=report.id,
        version=report.version,
        triage=report.triage,
        due_at=report.due_at,
        snoozed_until=report.snoozed_until,
        escalated_at=report.escalated_at,
        incident=incident.id if incident else None,
    )


@router.put("/draft", summary="Keep your draft", responses=documents(*CHANGE_REFUSALS, ReportNotFound))
def keep_draft(
    actor: Moderator, election: str, view: InElection, db: WriteDb, report_id: UUID, data: DraftIn
) -> DraftOut:
    """For half an hour, for you alone; it needs no claim, and your decision ends it."""
    return DraftOut.model_validate(drafts.keep(db, view, actor, report_id, data.content, utc_now()))


@router.get(
    "/draft", summary="Read your draft", responses=documents(*REFUSALS, ReportNotFound, DraftNotFound)
)
def read_draft(actor: Moderator, election: str, view: InElection, db: ReadDb, report_id: UUID) -> DraftOut:
    """Nobody else's is ever shown."""
    return DraftOut.model_validate(drafts.get(db, view, actor, report_id, utc_now()))


@router.delete("/draft", status_code=204, summary="Forget your draft", responses=documents(*CHANGE_REFUSALS))
def forget_draft(actor: Moderator, election: str, view: InElection, db: WriteDb, report_id: UUID) -> None:
    """One that is not there is forgotten already."""
    drafts.forget(db, view, actor, report_id)
