"""One photo on its way from the socket to the store: each byte is written once, hashed as it passes."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from anyio import CancelScope

from app.core.errors import AppError
from app.intake.media_type import SNIFFED_BYTES, media_type_of
from app.intake.photo_errors import PhotoHashMismatch, PhotoTooLarge, PhotoTypeNotAllowed
from app.intake.photo_threads import in_photo_thread
from app.storage.base import PhotoStore, Sink, StoredBlob

MAX_PHOTO_BYTES: Final = 15 * 1024 * 1024
# Handing work to a thread costs more than writing a packet of 64 KiB: gather first.
SLICE_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    blob: StoredBlob
    media_type: str


class IncomingPhoto:
    """Nothing touches the store before the first bytes say that this is a photo."""

    def __init__(self, store: PhotoStore, max_bytes: int = MAX_PHOTO_BYTES) -> None:
        self._store, self._max_bytes = store, max_bytes
        self._head = b""
        self._sink: Sink | None = None
        self._media_type = ""
        self.size_bytes = 0

    def write(self, content: bytes | memoryview) -> None:
        self.size_bytes += len(content)
        if self.size_bytes > self._max_bytes:
            raise PhotoTooLarge(self._max_bytes)
        if self._sink is not None:
            self._sink.write(content)
            return
        self._head += content
        if len(self._head) >= SNIFFED_BYTES:
            self._begin()

    def finish(self, declared_sha256: str | None = None) -> StoredPhoto:
        """Durable when it returns; bytes other than the declared ones never get a key."""
        if self._sink is None:
            raise PhotoTypeNotAllowed
        if declared_sha256 is not None and declared_sha256 != self._sink.sha256():
            raise PhotoHashMismatch(declared_sha256, self._sink.sha256())
        return StoredPhoto(self._sink.commit(), self._media_type)

    def discard(self) -> None:
        """Leave nothing of a photo that was not finished."""
        if self._sink is not None:
            self._sink.abort()

    def _begin(self) -> None:
        media_type = media_type_of(self._head)
        if media_type is None:
            raise PhotoTypeNotAllowed
        self._media_type = media_type
        self._sink = self._store.begin()
        self._sink.write(self._head)
        self._head = b""


def require_size(content_length: str | None, max_bytes: int) -> None:
    """Refuse by what is announced, before the first byte."""
    if content_length is not None and int(content_length) > max_bytes:
        raise PhotoTooLarge(max_bytes)


async def receive_photo(
    chunks: AsyncIterator[bytes],
    store: PhotoStore,
    declared_sha256: str | None,
    max_bytes: int = MAX_PHOTO_BYTES,
) -> StoredPhoto:
    """Store a body that is one photo. Whatever goes wrong, a disconnect included, nothing of it is left."""
    photo = IncomingPhoto(store, max_bytes)
    try:
        await feed(chunks, photo.write)
        return await in_photo_thread(photo.finish, declared_sha256)
    except BaseException:
        with CancelScope(shield=True):
            await in_photo_thread(photo.discard)
        raise


async def feed(chunks: AsyncIterator[bytes], write: Callable[[bytes], None]) -> None:
    """Hand a stream to a blocking writer, in slices, off the event loop."""
    gathered: list[bytes] = []
    gathered_bytes = 0
    async for chunk in chunks:
        gathered.append(chunk)
        gathered_bytes += len(chunk)
        if gathered_bytes >= SLICE_BYTES:
            whole, gathered, gathered_bytes = b"".join(gathered), [], 0
            await in_photo_thread(write, whole)
    if gathered:
        await in_photo_thread(write, b"".join(gathered))


def discard_photos(store: PhotoStore, photos: list[StoredPhoto]) -> None:
    """Delete photos that no row will name. If the store is out, the sweeper does it later."""
    for photo in photos:
        with suppress(AppError):
            store.delete(photo.blob.key)
