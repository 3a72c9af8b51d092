"""Pictures for the console, and originals for those who check them, one recorded view at a time."""

from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.accounts.errors import CrossSite
from app.accounts.policies import Moderator, Verifier
from app.core.clock import utc_now
from app.core.errors import Forbidden, Unauthenticated
from app.core.problems import documents
from app.core.routing import Router
from app.db.deps import ReadDb, WriteDb
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound
from app.evidence import looking, originals, queries
from app.evidence.errors import OriginalLinkRefused, PhotoNotFound, RenditionNotMade
from app.evidence.schemas import OriginalLink
from app.storage.errors import PhotoMissing, PhotoUnreadable, StoreUnavailable

router = Router(prefix="/api/v1/console/elections/{election}", tags=["console: photos"])

# A picture is only ever looked at: whatever a browser takes it for, nothing in it may run or load.
HEADERS = {
    "cache-control": "no-store",
    "content-disposition": "inline",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
}


_READ_BYTES: Final = 256 * 1024
# By what the first bytes were when the photo arrived; whatever else a row may say is only bytes.
_ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
}
_ANY: Final = "application/octet-stream"


class OriginalResponse(StreamingResponse):
    media_type = _ANY


class JpegResponse(Response):
    media_type = "image/jpeg"


class RenditionName(StrEnum):
    THUMB = "thumb"
    VIEW = "view"


@router.get(
    "/photos/{photo_id}/{rendition}",
    summary="A photo's rendition: 320 or 1280 pixels, without metadata",
    response_class=JpegResponse,
    responses=documents(
        Unauthenticated,
        Forbidden,
        ElectionNotFound,
        PhotoNotFound,
        RenditionNotMade,
        PhotoMissing,
        PhotoUnreadable,
        StoreUnavailable,
    ),
)
def show_photo(
    actor: Moderator,
    election: str,
    view: InElection,
    photo_id: UUID,
    rendition: RenditionName,
    request: Request,
    db: ReadDb,
    trail: WriteDb,
) -> Response:
    """New pixels, upright: neither the sender's file nor anything that stood in it beside the picture. Who
    looked is on record before the answer."""
    found = queries.rendition(db, view.id, photo_id, rendition)
    with request.app.state.store.open(found.store_key) as content:
        picture = content.read()
    looking.note(trail, actor, queries.photo(db, view.id, photo_id), utc_now(), rendition=rendition)
    return JpegResponse(picture, headers=HEADERS)


@router.post(
    "/photos/{photo_id}/original",
    summary="Get an address for the original, good for one minute",
    responses=documents(Unauthenticated, Forbidden, CrossSite, ElectionNotFound, PhotoNotFound),
)
def view_original(
    actor: Verifier,
    election: str,
    view: InElection,
    photo_id: UUID,
    request: Request,
    response: Response,
    db: WriteDb,
) -> OriginalLink:
    """Only you can use it. The view stands in the report's history before you get the address; what cannot
    be written down is not shown."""
    response.headers["cache-control"] = "no-store"
    return originals.link(db, view, actor, photo_id, request.app.state.original_links, utc_now())


@router.get(
    "/originals/{token}",
    summary="Fetch an original",
    response_class=OriginalResponse,
    responses=documents(
        Unauthenticated,
        Forbidden,
        ElectionNotFound,
        OriginalLinkRefused,
        PhotoNotFound,
        PhotoMissing,
        PhotoUnreadable,
        StoreUnavailable,
    ),
)
def fetch_original(
    actor: Verifier, election: str, view: InElection, token: str, request: Request, db: ReadDb
) -> Response:
    """The file as it was received, byte for byte, to be saved and not to be looked at here."""
    photo = originals.opened(db, view, actor, token, request.app.state.original_links, utc_now())
    content = request.app.state.store.open(queries.stored(photo))
    ending = _ENDINGS.get(photo.media_type, "")
    headers = {
        **HEADERS,
        "content-disposition": f'attachment; filename="photo-{photo.id}{ending}"',
        "content-length": str(photo.size_bytes),
    }
    return OriginalResponse(
        _pieces(content), headers=headers, media_type=photo.media_type if ending else _ANY
    )


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(_READ_BYTES):
            yield piece
