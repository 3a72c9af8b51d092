"""What pages need: the reader, and the election of the path as the public sees it, whoever is signed in."""

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.elections.errors import ElectionNotFound
from app.elections.models import ElectionStatus
from app.elections.view import ElectionView
from app.web.page import Page

READS: Final = ["GET", "HEAD"]


async def _page(request: Request) -> Page:
    return Page.of(request.scope)


async def _public_election(request: Request, slug: str) -> ElectionView:
    directory = request.app.state.directory
    view: ElectionView | None = directory.fresh(slug) or await run_in_threadpool(directory.find, slug)
    if view is None or view.status is ElectionStatus.DRAFT:
        raise ElectionNotFound("The list of elections says which there are.")
    return view


ThePage = Annotated[Page, Depends(_page)]
PublicElection = Annotated[ElectionView, Depends(_public_election)]
