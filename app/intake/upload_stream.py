"""One piece of a resumable upload, from the socket to the store."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from anyio import CancelScope

from app.core.errors import AppError
from app.intake.models import Upload
from app.intake.photo_errors import PhotoHashMismatch
from app.intake.photo_stream import SLICE_BYTES
from app.intake.photo_threads import in_photo_thread
from app.intake.tus import Checksum
from app.intake.upload_errors import (
    UploadChecksumMismatch,
    UploadOffsetConflict,
    UploadPastItsLength,
    UploadPieceTooSmall,
)
from app.storage.base import PhotoStore, Sink, StoredBlob
from app.storage.errors import PhotoMissing, PhotoUnreadable

MIN_PIECE_BYTES: Final = 1024
MAX_CHECKED_PIECE_BYTES: Final = 1024 * 1024  # held in memory until its checksum is known


@dataclass(frozen=True, slots=True)
class Progress:
    """`blob` once all of it is durable."""

    offset_bytes: int
    blob: StoredBlob | None = None


def durable_bytes(store: PhotoStore, upload: Upload) -> int:
    """How far the upload has come. Reads what is there: only bytes that can be read again are promised."""
    if upload.received:
        return upload.size_bytes
    if upload.store_key is None:
        return 0
    try:
        sink, offset_bytes = store.resume(upload.store_key)
    except PhotoMissing:
        return upload.size_bytes if store.exists(upload.store_key) else 0
    except PhotoUnreadable:
        return 0
    sink.close()
    return offset_bytes


def open_sink(store: PhotoStore, upload: Upload) -> tuple[Sink, int]:
    """Where the upload goes on: from its first byte if nothing of it is there, or nothing that can be read.

    What a server that was killed still had on its way to S3 may come to light in the middle of our look.
    """
    if upload.store_key is not None:
        with suppress(PhotoMissing, PhotoUnreadable):
            return store.resume(upload.store_key)
    return store.begin(), 0


async def receive_piece(
    chunks: AsyncIterator[bytes],
    sink: Sink,
    upload: Upload,
    *,
    at_bytes: int,
    offset_bytes: int,
    checksum: Checksum | None,
) -> Progress:
    """What arrived is durable when this returns or raises, a disconnect included; with a checksum, all or
    nothing of the piece. The last piece ends the photo: right, or not at all."""
    piece = _Piece(sink, upload.size_bytes - offset_bytes)
    try:
        if at_bytes != offset_bytes:
            raise UploadOffsetConflict(offset_bytes)
        if checksum is None:
            await _feed_to_the_last_byte(chunks, piece.write)
        else:
            await in_photo_thread(piece.write, await _checked(chunks, checksum))
        if piece.left_bytes == 0:
            return await in_photo_thread(_finish, sink, upload)
        if piece.written_bytes < MIN_PIECE_BYTES:
            raise UploadPieceTooSmall(MIN_PIECE_BYTES)
        return Progress(await in_photo_thread(_keep, sink))
    except PhotoHashMismatch:
        raise
    except BaseException:
        with CancelScope(shield=True):
            await in_photo_thread(_keep_or_close, sink, piece.written_bytes)
        raise


class _Piece:
    def __init__(self, sink: Sink, left_bytes: int) -> None:
        self._sink = sink
        self.left_bytes, self.written_bytes = left_bytes, 0

    def write(self, content: bytes) -> None:
        if len(content) > self.left_bytes:
            raise UploadPastItsLength
        self._sink.write(content)
        self.left_bytes -= len(content)
        self.written_bytes += len(content)


async def _feed_to_the_last_byte(chunks: AsyncIterator[bytes], write: Callable[[bytes], None]) -> None:
    """As `feed`; what had come over when the connection broke is written too."""
    arrived: list[bytes] = []
    try:
        async for chunk in chunks:
            arrived.append(chunk)
            if sum(map(len, arrived)) >= SLICE_BYTES:
                await in_photo_thread(write, _taken(arrived))
    finally:
        with CancelScope(shield=True):
            await in_photo_thread(write, _taken(arrived))


def _taken(arrived: list[bytes]) -> bytes:
    content = b"".join(arrived)
    arrived.clear()
    return content


async def _checked(chunks: AsyncIterator[bytes], checksum: Checksum) -> bytes:
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > MAX_CHECKED_PIECE_BYTES:
            raise UploadPastItsLength
    if not checksum.matches(bytes(content)):
        raise UploadChecksumMismatch
    return bytes(content)


def _keep(sink: Sink) -> int:
    try:
        return sink.sync()
    finally:
        sink.close()


def _keep_or_close(sink: Sink, written_bytes: int) -> None:
    """Crumbs are not worth a segment of their own, and what cannot be kept is sent again."""
    if written_bytes < MIN_PIECE_BYTES:
        sink.close()
        return
    with suppress(AppError):
        _keep(sink)


def _finish(sink: Sink, upload: Upload) -> Progress:
    if sink.sha256() != upload.sha256:
        received = sink.sha256()
        sink.abort()
        raise PhotoHashMismatch(upload.sha256, received)
    return Progress(upload.size_bytes, sink.commit())
