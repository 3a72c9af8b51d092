"""The election named in the path."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.elections.errors import ElectionNotFound
from app.elections.models import ElectionStatus
from app.elections.view import ElectionView


async def _election_of_path(request: Request, election: str) -> ElectionView:
    directory = request.app.state.directory
    view: ElectionView | None = directory.fresh(election)
    if view is None:
        view = await run_in_threadpool(directory.find, election)
    if view is None or (view.status is ElectionStatus.DRAFT and request.state.actor is None):
        raise ElectionNotFound("Look at /api/v1/elections for those that are open.")
    return view


InElection = Annotated[ElectionView, Depends(_election_of_path)]
