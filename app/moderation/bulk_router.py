"""Changing many reports at once, for leads: named one by one, tried first, taken back together."""

from uuid import UUID

from app.accounts.policies import Lead
from app.core.clock import utc_now
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import WriteDb
from app.elections.deps import InElection
from app.moderation import bulk, report_forms
from app.moderation.errors import UndoNotPossible
from app.moderation.report_schemas import BulkOut
from app.moderation.router import CHANGE_REFUSALS
from app.moderation.schemas import BulkIn

router = Router(prefix="/api/v1/console/elections/{election}/bulk", tags=["console: reports"])


@router.post("", summary="Change many reports", responses=documents(*CHANGE_REFUSALS))
def change_many(actor: Lead, election: str, view: InElection, db: WriteDb, wanted: BulkIn) -> BulkOut:
    """Each report under its own rules: what somebody else works on, what has changed, what is decided already
    or belongs to another election is left as it is and says so. `dry_run` only says it."""
    return report_forms.bulk_out(bulk.change(db, view, actor, wanted, utc_now()))


@router.post(
    "/{bulk_id}/undo",
    summary="Take back a change of many reports",
    responses=documents(*CHANGE_REFUSALS, UndoNotPossible),
)
def undo_many(actor: Lead, election: str, view: InElection, db: WriteDb, bulk_id: UUID) -> BulkOut:
    """Within ten minutes, by whoever made it. What was changed or taken up since stays, and says so."""
    return report_forms.bulk_out(bulk.undo(db, view, actor, bulk_id, utc_now()))
