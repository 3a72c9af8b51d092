"""The leads' board: where the work stands, in numbers."""

from typing import Final

from app.accounts.policies import Lead
from app.accounts.queries import name_of
from app.core.clock import utc_now
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb
from app.elections.deps import InElection
from app.incidents.models import Incident
from app.moderation import board
from app.moderation.board_schemas import AgeOut, BoardOut, HeldOut, Kind, NumberOut, StandingOut
from app.moderation.report_forms import claim_members
from app.moderation.router import REFUSALS
from app.reports.models import ClaimColumns, Report

router: Final = Router(prefix="/api/v1/console/elections/{election}", tags=["console: reports"])


@router.get("/board", summary="See where the work stands", responses=documents(*REFUSALS))
def read_board(actor: Lead, election: str, view: InElection, db: ReadDb) -> BoardOut:
    """What is overdue in every queue, what is critical and nobody's, how old what waits is, and who holds
    what since when. Numbers are counted to 1,000."""
    now = utc_now()
    found = board.board(db, view, actor.account_id, now)
    name = name_of(db)

    def held(kind: Kind, claim: ClaimColumns, what: Report | Incident) -> HeldOut:
        return HeldOut(
            kind=kind,
            id=what.id,
            category=what.category,
            severity=what.severity,
            area=what.area_code,
            due_at=what.due_at,
            claim=claim_members(claim, actor.account_id, name),
        )

    of_reports = [held("report", claim, report) for claim, report in found.reports]
    of_incidents = [held("incident", claim, incident) for claim, incident in found.incidents]
    return BoardOut(
        queues=[StandingOut.model_validate(each) for each in found.queues],
        critical_free=NumberOut.model_validate(found.critical_free),
        ages=[
            AgeOut(
                over_minutes=int(each.over.total_seconds()) // 60,
                under_minutes=None if each.under is None else int(each.under.total_seconds()) // 60,
                waiting=NumberOut.model_validate(each.waiting),
            )
            for each in found.ages
        ],
        held=sorted(of_reports + of_incidents, key=lambda each: each.claim.taken_at),
    )
