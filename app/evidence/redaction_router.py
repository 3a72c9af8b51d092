"""Redactions for the console: made by one moderator, looked at and decided by another."""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request, Response

from app.accounts.errors import CrossSite
from app.accounts.policies import Moderator
from app.accounts.queries import name_of
from app.core.clock import utc_now
from app.core.errors import Forbidden, InvalidRequest, Unauthenticated
from app.core.problems import documents
from app.core.routing import Router
from app.core.strict_json import MalformedJson
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound
from app.evidence import looking, queries, redactions
from app.evidence.errors import (
    PhotoNotFound,
    PhotoUnusable,
    PicturesUnavailable,
    RedactionDecided,
    RedactionNotFound,
)
from app.evidence.redactor import Redactor
from app.evidence.router import HEADERS, JpegResponse
from app.evidence.schemas import RedactionIn, RedactionList, RedactionOut, redaction_out
from app.incidents.errors import SamePerson
from app.reports.models import Redaction, RedactionState
from app.storage.errors import PhotoMissing, PhotoUnreadable, StoreUnavailable

router = Router(
    prefix="/api/v1/console/elections/{election}/photos/{photo_id}",
    tags=["console: photos"],
)

NO_STORE: Final = {"cache-control": "no-store"}
REFUSALS: Final = (Unauthenticated, Forbidden, ElectionNotFound, PhotoNotFound)
STORE: Final = (PhotoMissing, PhotoUnreadable, StoreUnavailable)


def _redactor(request: Request) -> Iterator[Redactor]:
    yield request.app.state.redactor


# A picture may take 1.5 GiB and 15 seconds: one at a time, and the others wait without holding anything.
OneAtATime = Annotated[Redactor, Depends(_redactor, scope="function", max_concurrency=1)]


@router.post(
    "/redactions",
    status_code=201,
    summary="Blacken parts of a photo",
    responses=documents(
        *REFUSALS, CrossSite, InvalidRequest, MalformedJson, PhotoUnusable, PicturesUnavailable, *STORE
    ),
)
def propose_redaction(
    actor: Moderator,
    election: str,
    view: InElection,
    photo_id: UUID,
    wanted: RedactionIn,
    redactor: OneAtATime,
    db: WriteDb,
    response: Response,
) -> RedactionOut:
    """A new file, made of the original, in which everything under the shapes is black; at most 2000 pixels
    a side, without metadata. Shapes are given in shares of the upright picture. `answers` say what was
    looked for: whoever approves reads them."""
    response.headers.update(NO_STORE)
    redacted = redactor.make(view.id, photo_id, wanted.shapes)
    made = redactions.propose(db, view, actor, photo_id, wanted, redacted, utc_now())
    return redaction_out(view, made, name_of(db))


@router.get("/redactions", summary="List a photo's redactions", responses=documents(*REFUSALS))
def list_redactions(
    actor: Moderator, election: str, view: InElection, photo_id: UUID, db: ReadDb, response: Response
) -> RedactionList:
    """All of them, the oldest first."""
    response.headers.update(NO_STORE)
    found = queries.redactions(db, view.id, photo_id)
    name = name_of(db)
    return RedactionList(items=[redaction_out(view, redaction, name) for redaction in found])


@router.get(
    "/redactions/{redaction_id}",
    summary="Look at a redaction",
    response_class=JpegResponse,
    responses=documents(*REFUSALS, RedactionNotFound, *STORE),
)
def show_redaction(
    actor: Moderator,
    election: str,
    view: InElection,
    photo_id: UUID,
    redaction_id: UUID,
    request: Request,
    db: ReadDb,
    trail: WriteDb,
) -> Response:
    """Its picture, whatever was decided about it. Who looked is on record before the answer."""
    redaction = queries.redaction(db, view.id, photo_id, redaction_id)
    picture = _picture(request, redaction)
    looking.note(trail, actor, queries.photo(db, view.id, photo_id), utc_now(), redaction=redaction.id)
    return picture


@router.post(
    "/redactions/{redaction_id}/approve",
    summary="Approve a redaction",
    responses=documents(*REFUSALS, CrossSite, RedactionNotFound, SamePerson, RedactionDecided),
)
def approve_redaction(
    actor: Moderator,
    election: str,
    view: InElection,
    photo_id: UUID,
    redaction_id: UUID,
    db: WriteDb,
    response: Response,
) -> RedactionOut:
    """By another moderator than the one who made it."""
    response.headers.update(NO_STORE)
    decided = redactions.decide(db, view, actor, photo_id, redaction_id, RedactionState.APPROVED, utc_now())
    return redaction_out(view, decided, name_of(db))


@router.post(
    "/redactions/{redaction_id}/reject",
    summary="Reject a redaction",
    responses=documents(*REFUSALS, CrossSite, RedactionNotFound, SamePerson, RedactionDecided),
)
def reject_redaction(
    actor: Moderator,
    election: str,
    view: InElection,
    photo_id: UUID,
    redaction_id: UUID,
    db: WriteDb,
    response: Response,
) -> RedactionOut:
    """By another moderator than the one who made it."""
    response.headers.update(NO_STORE)
    decided = redactions.decide(db, view, actor, photo_id, redaction_id, RedactionState.REJECTED, utc_now())
    return redaction_out(view, decided, name_of(db))


@router.get(
    "/redacted",
    summary="A photo as it may be shown to others",
    response_class=JpegResponse,
    responses=documents(*REFUSALS, RedactionNotFound, *STORE),
)
def show_redacted(
    actor: Moderator, election: str, view: InElection, photo_id: UUID, request: Request, db: ReadDb
) -> Response:
    """The redaction that was approved last."""
    return _picture(request, queries.newest_approved(db, view.id, photo_id))


def _picture(request: Request, redaction: Redaction) -> Response:
    with request.app.state.store.open(redaction.store_key) as content:
        return JpegResponse(content.read(), headers=HEADERS)
