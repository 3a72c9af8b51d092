"""The console's queues by name with their counts, and the views that people keep for themselves."""

from typing import Annotated, Final

from fastapi import Path

from app.accounts.policies import Moderator
from app.core.clock import utc_now
from app.core.errors import UnknownParameter
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.moderation import named_queues, saved_views
from app.moderation.report_schemas import QueueList, QueueOut, SavedViewList, SavedViewOut
from app.moderation.router import CHANGE_REFUSALS, REFUSALS
from app.moderation.schemas import SavedViewIn

router: Final = Router(prefix="/api/v1/console/elections/{election}", tags=["console: reports"])

ViewName = Annotated[
    str, Path(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["Osh, unlocated"])
]


@router.get("/queues", summary="Count the queues", responses=documents(*REFUSALS))
def count_queues(actor: Moderator, election: str, view: InElection, db: ReadDb) -> QueueList:
    """Every queue that `queue/next` serves from and `queue=` lists, in a fixed order."""
    counted = named_queues.counts(db, view, actor.account_id, utc_now())
    return QueueList(items=[QueueOut(name=each.queue, count=each.count, more=each.more) for each in counted])


@router.get("/views", summary="List your views", responses=documents(*REFUSALS))
def list_views(actor: Moderator, election: str, view: InElection, db: ReadDb) -> SavedViewList:
    """Nobody else sees them."""
    kept = saved_views.of(db, view, actor)
    return SavedViewList(items=[SavedViewOut.model_validate(each) for each in kept])


@router.put(
    "/views/{name}",
    summary="Keep a view under a name",
    responses=documents(*CHANGE_REFUSALS, UnknownParameter),
)
def keep_view(
    actor: Moderator, election: str, view: InElection, db: WriteDb, name: ViewName, data: SavedViewIn
) -> SavedViewOut:
    """`query` is what stands behind the `?` of the list of reports, without its page; at most 50 views."""
    kept = saved_views.keep(db, view, actor, name, data.query, utc_now())
    return SavedViewOut.model_validate(kept)


@router.delete(
    "/views/{name}", status_code=204, summary="Forget a view", responses=documents(*CHANGE_REFUSALS)
)
def forget_view(actor: Moderator, election: str, view: InElection, db: WriteDb, name: ViewName) -> None:
    """One that is not there is forgotten already."""
    saved_views.forget(db, view, actor, name)
