"""The sender's side: reports in, photos in, and what became of them."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Header, Path, Query, Request, Response
from pydantic import ValidationError

from app.accounts.actor import Actor
from app.accounts.policies import Anyone, Reporter
from app.accounts.roles import STAFF
from app.core.clock import utc_now
from app.core.errors import AppError, Unauthenticated
from app.core.origin import origin_of
from app.core.problems import documents
from app.core.ratelimit import RateLimited
from app.core.refusals import BodyTooLarge
from app.core.routing import Router, is_json
from app.core.strict_json import MalformedJson, loads
from app.core.validation import invalid
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.elections.errors import ElectionClosed, ElectionNotFound, ElectionNotOpen
from app.elections.view import ElectionView
from app.intake import follow, multipart
from app.intake.delivery import add_photos, discard, received, take_in
from app.intake.deps import AdditionTurn, CodeGuess, report_turn
from app.intake.errors import (
    CodeUnknown,
    IdConflict,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    MediaTypeNotTaken,
    ReportWithdrawn,
)
from app.intake.pace import Turn
from app.intake.photo_errors import (
    MalformedMultipart,
    PhotoHashMismatch,
    PhotoTooLarge,
    PhotoTypeNotAllowed,
    TooManyPhotos,
)
from app.intake.photo_stream import receive_photo, require_size
from app.intake.plain_form import as_report
from app.intake.prepare import ReceivedPhoto, Sender, Submission
from app.intake.schemas import (
    Accepted,
    FollowUp,
    MessageOut,
    PhotoOut,
    ReceiptOut,
    ReplyIn,
    ReportReceipt,
    SupplementIn,
    TrackingCodeIn,
)
from app.intake.service import Intake, photo_out
from app.intake.store import Outcome, Stored
from app.reports.errors import ReportNotFound
from app.reports.models import PhotoState
from app.storage.errors import StoreUnavailable

SEALED = "application/vnd.pollwatch.sealed+json"
MULTIPART = "multipart/form-data"

router = Router(prefix="/api/v1", tags=["intake"])

MAX_BODY_BYTES = 256 * 1024

REFUSALS = documents(
    Unauthenticated,
    BodyTooLarge,
    RateLimited,
    ElectionNotFound,
    IdConflict,
    ElectionNotOpen,
    ElectionClosed,
    ReportWithdrawn,
    MediaTypeNotTaken,
    MalformedJson,
)
PHOTO_REFUSALS = (
    ElectionNotFound,
    ElectionClosed,
    ReportNotFound,
    ReportWithdrawn,
    PhotoTooLarge,
    PhotoTypeNotAllowed,
    TooManyPhotos,
    RateLimited,
    StoreUnavailable,
)
Sha256Path = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get("/ping", summary="Is the service reachable")
async def ping(actor: Anyone, n: Annotated[str, Query(max_length=64)] = "") -> dict[str, str]:
    """Echoes the nonce: a captive portal cannot."""
    return {"n": n, "at": utc_now().isoformat()}


@router.put(
    "/elections/{election}/reports/{report_id}",
    status_code=201,
    summary="Send a report under an id made on the phone",
    responses={200: {"model": ReportReceipt, "description": "The identical report again."}, **REFUSALS},
)
async def put_report(
    actor: Reporter, election: str, view: InElection, report_id: UUID, request: Request, response: Response
) -> ReportReceipt:
    """Safe to retry without end: the same report under the same id gets the same receipt."""
    turn = await report_turn(request, actor, view, report_id)
    content_type = _essence(request)
    if content_type != SEALED and not is_json(content_type):
        raise MediaTypeNotTaken(f"Send application/json or {SEALED}.")
    parsed = loads(await _report_body(request))
    submission = _prepare(request, view, report_id, parsed, actor, sealed=content_type == SEALED)
    stored = await _store(request, submission, actor)
    return _answer(request, response, view, submission, stored, turn)


@router.post(
    "/elections/{election}/reports",
    status_code=201,
    summary="Send a report; the service makes the id",
    responses={
        200: {"model": ReportReceipt, "description": "The identical report again."},
        **REFUSALS,
        **documents(
            IdempotencyKeyMissing,
            IdempotencyKeyReused,
            MalformedMultipart,
            PhotoTooLarge,
            PhotoTypeNotAllowed,
            TooManyPhotos,
            StoreUnavailable,
        ),
    },
)
async def submit_report(
    actor: Reporter,
    election: str,
    view: InElection,
    request: Request,
    response: Response,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> ReportReceipt:
    """JSON with `Idempotency-Key`, or a form with a part `report` and up to five `photo`."""
    codes = request.app.state.intake.codes
    content_type = _essence(request)
    keyed_id = codes.report_id_for(view.id, idempotency_key) if idempotency_key else None
    turn = await report_turn(request, actor, view, keyed_id)
    if content_type == MULTIPART:
        return await _submit_form(request, response, view, actor, keyed_id, turn)
    if content_type != SEALED and not is_json(content_type):
        raise MediaTypeNotTaken(f"Send application/json, {SEALED} or {MULTIPART}.")
    if keyed_id is None:
        raise IdempotencyKeyMissing(
            "Make one up, send it with every retry of this report, and a new one for the next."
        )
    parsed = loads(await _report_body(request))
    submission = _prepare(request, view, keyed_id, parsed, actor, sealed=content_type == SEALED)
    stored = await _store(request, submission, actor)
    return _answer(request, response, view, submission, stored, turn, keyed=True)


@router.put(
    "/elections/{election}/reports/{report_id}/photos/{sha256}",
    status_code=201,
    summary="Send one photo of a report",
    responses=documents(*PHOTO_REFUSALS, PhotoHashMismatch),
)
async def put_photo(
    actor: Anyone,
    turn: AdditionTurn,
    election: str,
    view: InElection,
    report_id: UUID,
    sha256: Sha256Path,
    request: Request,
) -> PhotoOut:
    """One body, bearer of the report's `upload_token`. Sent twice, it is one photo."""
    state = request.app.state
    _require_upload_token(request, view, report_id)
    state.intake.require_taking(view, utc_now())
    require_size(request.headers.get("content-length"), state.max_photo_bytes)
    photo = await receive_photo(request.stream(), state.store, sha256, state.max_photo_bytes)
    received_photo = ReceivedPhoto(photo.blob.key, photo.blob.sha256, photo.blob.size_bytes, photo.media_type)
    await add_photos(state, view.id, report_id, [received_photo])
    return photo_out(origin_of(request), view.slug, report_id, sha256, PhotoState.RECEIVED)


@router.post(
    "/elections/{election}/reports/{report_id}/photos",
    status_code=201,
    summary="Send photos of a report as a form",
    responses=documents(*PHOTO_REFUSALS, MalformedMultipart),
)
async def post_photos(
    actor: Anyone, turn: AdditionTurn, election: str, view: InElection, report_id: UUID, request: Request
) -> list[PhotoOut]:
    _require_upload_token(request, view, report_id)
    request.app.state.intake.require_taking(view, utc_now())
    form = await _form(request)
    photos = received(form)
    await add_photos(request.app.state, view.id, report_id, photos)
    base = origin_of(request)
    return [photo_out(base, view.slug, report_id, photo.sha256, PhotoState.RECEIVED) for photo in photos]


@router.post(
    "/elections/{election}/reports/{report_id}/supplements",
    status_code=201,
    summary="Add something to a report",
    responses=documents(ReportNotFound, ReportWithdrawn, ElectionNotFound, ElectionClosed, RateLimited),
)
def add_supplement(
    actor: Anyone,
    turn: AdditionTurn,
    election: str,
    view: InElection,
    report_id: UUID,
    data: SupplementIn,
    request: Request,
    db: WriteDb,
) -> Accepted:
    """From the same sender, who holds the `upload_token`; never an edit."""
    _require_upload_token(request, view, report_id)
    request.app.state.intake.require_taking(view, utc_now())
    follow.supplement(db, view.id, report_id, data.description, utc_now())
    return Accepted(status="added")


@router.post(
    "/receipts/lookup", summary="What became of a report", responses=documents(CodeUnknown, RateLimited)
)
def look_up_report(
    actor: Anyone, guess: CodeGuess, data: TrackingCodeIn, request: Request, db: ReadDb
) -> FollowUp:
    intake: Intake = request.app.state.intake
    report = follow.get(db, intake.codes, data.tracking_code)
    view = request.app.state.directory.get(report.election_id)
    base = origin_of(request)
    return FollowUp(
        election=view.slug,
        received_at=report.received_at,
        triage=report.triage,
        in_words=follow.IN_WORDS[report.triage],
        reason=follow.reason_of(db, report),
        photos=[
            photo_out(base, view.slug, report.id, photo.sha256, photo.state)
            for photo in follow.photos_of(db, report)
        ],
        messages=[MessageOut.model_validate(message) for message in follow.messages_of(db, report)],
        receipt=ReceiptOut(sha256=report.content_sha256, received_at=report.received_at),
    )


@router.post(
    "/receipts/reply",
    status_code=202,
    summary="Answer the team",
    responses=documents(CodeUnknown, RateLimited),
)
def reply_to_team(
    actor: Anyone, turn: AdditionTurn, guess: CodeGuess, data: ReplyIn, request: Request, db: WriteDb
) -> Accepted:
    follow.reply(db, request.app.state.intake.codes, data.tracking_code, data.text, utc_now())
    return Accepted(status="accepted")


@router.post(
    "/receipts/withdraw",
    status_code=202,
    summary="Take a report back",
    responses=documents(CodeUnknown, RateLimited),
)
def withdraw_report(
    actor: Anyone, guess: CodeGuess, data: TrackingCodeIn, request: Request, db: WriteDb
) -> Accepted:
    follow.withdraw(db, request.app.state.intake.codes, data.tracking_code, utc_now())
    return Accepted(status="accepted")


async def _submit_form(
    request: Request,
    response: Response,
    view: ElectionView,
    actor: Actor | None,
    keyed_id: UUID | None,
    turn: Turn,
) -> ReportReceipt:
    form = await _form(request)
    photos = received(form)
    try:
        parsed = loads(form.report) if form.report is not None else as_report(form.fields)
        submission = _prepare(request, view, keyed_id or uuid4(), parsed, actor, photos=photos)
    except AppError:
        await discard(request.app.state, [photo.store_key for photo in photos])
        raise
    stored = await _store(request, submission, actor)
    return _answer(request, response, view, submission, stored, turn, keyed=keyed_id is not None)


def _prepare(
    request: Request,
    view: ElectionView,
    report_id: UUID,
    parsed: Any,
    actor: Actor | None,
    *,
    sealed: bool = False,
    photos: list[ReceivedPhoto] | None = None,
) -> Submission:
    intake: Intake = request.app.state.intake
    try:
        return intake.prepare(
            view, report_id, parsed, _sender(actor, view), utc_now(), photos=photos, sealed=sealed
        )
    except ValidationError as failed:
        raise invalid(failed) from None


async def _store(request: Request, submission: Submission, actor: Actor | None) -> Stored:
    """Committed when it returns. A crowd of strangers does not keep registered monitors waiting."""
    return await take_in(request.app.state, submission, first=actor is not None)


def _answer(
    request: Request,
    response: Response,
    view: ElectionView,
    submission: Submission,
    stored: Stored,
    turn: Turn,
    *,
    keyed: bool = False,
) -> ReportReceipt:
    if stored.outcome is Outcome.REPLAYED:
        turn.give_back()
    if keyed and stored.outcome is Outcome.CONFLICT:
        raise IdempotencyKeyReused("It was sent before with another report. Use a new key for a new report.")
    response.status_code = 201 if stored.outcome is Outcome.CREATED else 200
    response.headers.update(turn.headers)
    if stored.outcome is Outcome.REPLAYED:
        response.headers["Idempotency-Replayed"] = "true"
    intake: Intake = request.app.state.intake
    base = origin_of(request) if submission.declared or submission.received else ""  # where photos go
    return intake.receipt(view, submission, stored, base)


def _sender(actor: Actor | None, view: ElectionView) -> Sender:
    if actor is None:
        return Sender()
    staff = bool(actor.roles_in(view.id) & STAFF)
    return Sender(account_id=actor.account_id, staff=staff)


def _require_upload_token(request: Request, view: ElectionView, report_id: UUID) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    codes = request.app.state.intake.codes
    if scheme.lower() != "bearer" or not codes.holds_upload_token(view.id, report_id, token.strip()):
        raise ReportNotFound("Send the report first, and its upload_token as bearer.")


async def _form(request: Request) -> multipart.Parsed:
    state = request.app.state
    content_type = request.headers.get("content-type", "")
    return await multipart.receive_form(request.stream(), content_type, state.store, state.max_photo_bytes)


async def _report_body(request: Request) -> bytes:
    """The address takes forms with photos too: a report alone is small."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(MAX_BODY_BYTES)
    return bytes(body)


def _essence(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
