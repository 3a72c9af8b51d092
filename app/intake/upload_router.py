"""Photos in pieces: a tus 1.0.0 server for connections that break."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated
from uuid import UUID

from anyio import CancelScope, to_thread
from fastapi import Header, Request, Response

from app.accounts.policies import Anyone
from app.core.clock import utc_now
from app.core.problems import documents
from app.core.ratelimit import RateLimited
from app.core.refusals import MediaTypeNotSupported
from app.core.routing import Router
from app.elections.errors import ElectionClosed, ElectionNotFound
from app.intake import tus, uploads
from app.intake.delivery import add_photos, discard
from app.intake.deps import AdditionTurn
from app.intake.errors import ReportWithdrawn
from app.intake.media_type import SNIFFED_BYTES, media_type_of
from app.intake.models import Upload
from app.intake.one_at_a_time import Turns
from app.intake.photo_errors import PhotoHashMismatch, PhotoTooLarge, PhotoTypeNotAllowed, TooManyPhotos
from app.intake.photo_threads import in_photo_thread
from app.intake.prepare import ReceivedPhoto
from app.intake.upload_errors import (
    MalformedUpload,
    TusVersionNotSupported,
    UploadChecksumMismatch,
    UploadExpired,
    UploadNotFound,
    UploadOffsetConflict,
    UploadPastItsLength,
    UploadPieceTooSmall,
    UploadTakenOver,
)
from app.intake.upload_stream import Progress, durable_bytes, open_sink, receive_piece
from app.reports.errors import ReportNotFound
from app.reports.models import PhotoState
from app.storage.base import PhotoStore
from app.storage.errors import StoreUnavailable

router = Router(prefix="/api/v1", tags=["uploads"])

FINDING = (TusVersionNotSupported, UploadNotFound, UploadExpired, MalformedUpload)
TusResumable = Annotated[str | None, Header(description="1.0.0", examples=[tus.VERSION])]


@router.options("/uploads", status_code=204, summary="What this tus server can do")
async def describe_uploads(actor: Anyone, request: Request) -> Response:
    """Version, extensions, checksum algorithms and the largest photo."""
    return Response(
        status_code=204,
        headers=tus.headers(
            tus_version=tus.VERSION,
            tus_extension=tus.EXTENSIONS,
            tus_max_size=request.app.state.max_photo_bytes,
            tus_checksum_algorithm=",".join(tus.ALGORITHMS),
        ),
    )


@router.post(
    "/uploads",
    status_code=201,
    summary="Begin to send a photo in pieces",
    responses=documents(
        TusVersionNotSupported,
        ElectionNotFound,
        ElectionClosed,
        ReportNotFound,
        ReportWithdrawn,
        PhotoTooLarge,
        TooManyPhotos,
        MalformedUpload,
        RateLimited,
    ),
)
async def create_upload(
    actor: Anyone,
    turn: AdditionTurn,
    request: Request,
    tus_resumable: TusResumable = None,
    upload_length: Annotated[str | None, Header(examples=["215401"])] = None,
    upload_metadata: Annotated[str | None, Header(description="election, report, sha256.")] = None,
) -> Response:
    """Bearer of the report's `upload_token`. Asking again for the same photo finds the upload under way."""
    tus.require_version(tus_resumable)
    size_bytes = tus.read_number("Upload-Length", upload_length)
    metadata = tus.read_metadata(upload_metadata)
    state = request.app.state

    def create() -> Upload:
        election_id = state.directory.id_of(metadata.election)
        if election_id is None:
            raise ElectionNotFound("Upload-Metadata names an election that does not exist.")
        _require_token(request, election_id, metadata.report_id)
        state.intake.require_taking(state.directory.get(election_id), utc_now())
        with state.database.write.begin() as session:
            return uploads.create(
                session,
                election_id,
                metadata.report_id,
                metadata.sha256,
                size_bytes,
                utc_now(),
                max_bytes=state.max_photo_bytes,
            )

    upload = await to_thread.run_sync(create)
    headers = tus.headers(
        location=f"/api/v1/uploads/{upload.id}", upload_expires=tus.expires(upload.expires_at)
    )
    return Response(status_code=201, headers=headers)


@router.head(
    "/uploads/{upload_id}",
    summary="How far an upload has come",
    responses=documents(*FINDING, StoreUnavailable),
)
async def read_upload(
    actor: Anyone, upload_id: UUID, request: Request, tus_resumable: TusResumable = None
) -> Response:
    """`Upload-Offset` counts bytes that are durable and nothing else."""
    tus.require_version(tus_resumable)
    state = request.app.state
    upload = await to_thread.run_sync(_find, request, upload_id)
    async with turns(request).turn(upload_id):
        offset_bytes = await in_photo_thread(durable_bytes, state.store, upload)
        if offset_bytes == upload.size_bytes and not upload.received:  # killed between the store and the row
            await _settle(request, upload)
    return Response(headers=_progress(upload, offset_bytes))


@router.patch(
    "/uploads/{upload_id}",
    status_code=204,
    summary="Send a piece",
    responses=documents(
        *FINDING,
        UploadOffsetConflict,
        UploadTakenOver,
        UploadChecksumMismatch,
        UploadPastItsLength,
        UploadPieceTooSmall,
        PhotoHashMismatch,
        PhotoTypeNotAllowed,
        MediaTypeNotSupported,
        StoreUnavailable,
    ),
)
async def send_piece(
    actor: Anyone,
    upload_id: UUID,
    request: Request,
    tus_resumable: TusResumable = None,
    upload_offset: Annotated[str | None, Header(examples=["65536"])] = None,
    upload_checksum: Annotated[str | None, Header(description="sha256 or sha1, then base64.")] = None,
) -> Response:
    """What arrived before a cut is kept. The last piece is answered once the photo belongs to its report."""
    tus.require_version(tus_resumable)
    if request.headers.get("content-type") != tus.OFFSET_STREAM:
        raise MediaTypeNotSupported(f"Send {tus.OFFSET_STREAM}.")
    at_bytes = tus.read_number("Upload-Offset", upload_offset)
    checksum = tus.read_checksum(upload_checksum)
    async with turns(request).turn(upload_id):
        upload = await to_thread.run_sync(_find, request, upload_id)
        progress = await _send(request, upload, at_bytes, checksum)
    return Response(status_code=204, headers=_progress(upload, progress.offset_bytes))


@router.delete(
    "/uploads/{upload_id}", status_code=204, summary="Give an upload up", responses=documents(*FINDING)
)
async def terminate_upload(
    actor: Anyone, upload_id: UUID, request: Request, tus_resumable: TusResumable = None
) -> Response:
    """What was stored of it is removed. A photo that has been received stays."""
    tus.require_version(tus_resumable)
    async with turns(request).turn(upload_id):
        upload = await to_thread.run_sync(_find, request, upload_id)
        if not upload.received:
            await in_photo_thread(_end, request, upload, PhotoState.EXPECTED)
    return Response(status_code=204, headers=tus.headers())


async def _send(request: Request, upload: Upload, at_bytes: int, checksum: tus.Checksum | None) -> Progress:
    store: PhotoStore = request.app.state.store
    if upload.received:
        if at_bytes != upload.size_bytes:
            raise UploadOffsetConflict(upload.size_bytes)
        return Progress(upload.size_bytes)
    sink, offset_bytes = await in_photo_thread(open_sink, store, upload)
    if sink.key != upload.store_key:
        await to_thread.run_sync(_began, request, upload, sink.key)
    try:
        progress = await receive_piece(
            request.stream(), sink, upload, at_bytes=at_bytes, offset_bytes=offset_bytes, checksum=checksum
        )
    except PhotoHashMismatch:
        await in_photo_thread(_end, request, upload, PhotoState.REFUSED)
        raise
    if progress.blob is not None:
        with CancelScope(shield=True):
            await _settle(request, upload)
    return progress


async def _settle(request: Request, upload: Upload) -> None:
    """All bytes are durable: give the photo to its report, or refuse what is no photo."""
    state, key = request.app.state, upload.store_key or ""
    media_type = await in_photo_thread(_media_type, state.store, key)
    if media_type is None:
        await in_photo_thread(_end, request, upload, PhotoState.REFUSED)
        await discard(state, [key])
        raise PhotoTypeNotAllowed
    photo = ReceivedPhoto(key, upload.sha256, upload.size_bytes, media_type)
    await add_photos(state, upload.election_id, upload.report_id, [photo])
    await in_photo_thread(_end, request, upload, PhotoState.RECEIVED)


def turns(request: Request) -> Turns:
    found: Turns = request.app.state.turns
    return found


def _find(request: Request, upload_id: UUID) -> Upload:
    with request.app.state.database.read() as session:
        upload = uploads.find(session, upload_id, utc_now())
    _require_token(request, upload.election_id, upload.report_id)
    return upload


def _began(request: Request, upload: Upload, store_key: str) -> None:
    with request.app.state.database.write.begin() as session:
        uploads.began(session, upload.id, store_key)
    upload.store_key = store_key


def _end(request: Request, upload: Upload, state: PhotoState) -> None:
    now: datetime = utc_now()
    with request.app.state.database.write.begin() as session:
        uploads.end(session, upload.id, state, now)
    if state is not PhotoState.RECEIVED and upload.store_key is not None:
        with suppress(StoreUnavailable):  # then the sweeper does it
            request.app.state.store.discard_part(upload.store_key)


def _media_type(store: PhotoStore, key: str) -> str | None:
    with store.open(key) as photo:
        return media_type_of(photo.read(SNIFFED_BYTES))


def _progress(upload: Upload, offset_bytes: int) -> dict[str, str]:
    shown: dict[str, str | int] = {"upload_offset": offset_bytes, "upload_length": upload.size_bytes}
    if not upload.received:
        shown["upload_expires"] = tus.expires(upload.expires_at)
    return tus.headers(**shown)


def _require_token(request: Request, election_id: int, report_id: UUID) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    codes = request.app.state.intake.codes
    if scheme.lower() != "bearer" or not codes.holds_upload_token(election_id, report_id, token.strip()):
        raise UploadNotFound
