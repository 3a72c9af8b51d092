"""The election named in the path, and the files that are imported into it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.core.refusals import MediaTypeNotSupported
from app.core.routing import is_json
from app.db.deps import PublicTurn
from app.db.session import ReadSession
from app.elections.errors import ElectionNotFound
from app.elections.lifecycle import ElectionStatus
from app.elections.view import ElectionView


async def _election_of_path(request: Request, election: str) -> ElectionView:
    directory = request.app.state.directory
    view: ElectionView | None = directory.fresh(election)
    if view is None:
        view = await run_in_threadpool(directory.find, election)
    if view is None or (view.status is ElectionStatus.DRAFT and request.state.actor is None):
        raise ElectionNotFound("Look at /api/v1/elections for those that are open.")
    return view


async def _geojson(request: Request) -> bytes:
    if not is_json(request.headers.get("content-type", "")):
        raise MediaTypeNotSupported("Send application/geo+json.")
    return await request.body()


async def _csv(request: Request) -> bytes:
    essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if essence != "text/csv":
        raise MediaTypeNotSupported("Send text/csv, in UTF-8.")
    return await request.body()


InElection = Annotated[ElectionView, Depends(_election_of_path)]


def _public_of_election(request: Request, view: InElection, _turn: PublicTurn) -> Iterator[ReadSession]:
    """Of a draft, which its makers look at while they make it, from the primary."""
    database = request.app.state.database
    with database.read() if view.status is ElectionStatus.DRAFT else database.public() as session:
        yield session


PublicElectionDb = Annotated[ReadSession, Depends(_public_of_election, scope="function")]
# Read before the session is asked for, as they are; parsed in the endpoint's thread.
GeoJsonFile = Annotated[bytes, Depends(_geojson)]
CsvFile = Annotated[bytes, Depends(_csv)]
