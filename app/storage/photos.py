"""Photos in a blob store: hashed, and sealed unless the deployment says otherwise, as their bytes arrive."""

import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO, Final, Protocol, cast

from app.storage.base import Condition, StoredBlob, Waiting
from app.storage.blobs import BlobStore, Part
from app.storage.errors import PhotoMissing, PhotoUnreadable
from app.storage.sealed import (
    HEADER_BYTES,
    KEY_BYTES,
    LENGTH_BYTES,
    SEALED,
    SEGMENT_BYTES,
    TAG_BYTES,
    Sealer,
    StoreKeys,
    content_bytes,
    open_segment,
    read_segment,
)
from app.storage.spool import SpooledBlobs

CLEAR: Final = b"\x01"
_HASHED_AT_ONCE_BYTES: Final = 256 * 1024


class Encoding(Protocol):
    """From content to what stands in the blob."""

    def write(self, content: bytes | memoryview) -> bytes | memoryview: ...

    def flush(self) -> bytes:
        """What was held back until now."""
        ...

    def finish(self) -> bytes: ...


class Clear:
    """As it is, behind the format byte. Only where a deployment asks for it."""

    def write(self, content: bytes | memoryview) -> bytes | memoryview:
        return content

    def flush(self) -> bytes:
        return b""

    def finish(self) -> bytes:
        return b""


class PhotoSink:
    """See `app.storage.base.Sink`."""

    def __init__(self, part: Part, encoding: Encoding, seen: "hashlib._Hash", size_bytes: int) -> None:
        self._part, self._encoding = part, encoding
        self._hash, self._size_bytes = seen, size_bytes

    @property
    def key(self) -> str:
        return self._part.key

    def write(self, content: bytes | memoryview) -> None:
        self._part.append(self._encoding.write(content))
        self._hash.update(content)
        self._size_bytes += len(content)

    def sync(self) -> int:
        self._part.append(self._encoding.flush())
        self._part.sync()
        return self._size_bytes

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def commit(self) -> StoredBlob:
        self._part.append(self._encoding.finish())
        self._part.finish()
        return StoredBlob(self.key, self._size_bytes, self.sha256())

    def close(self) -> None:
        self._part.close()

    def abort(self) -> None:
        self._part.abort()


class Photos:
    """See `app.storage.base.PhotoStore`. Without `keys` new photos are stored in clear."""

    def __init__(self, blobs: BlobStore, keys: StoreKeys | None) -> None:
        self._blobs, self._keys = blobs, keys

    def with_keys(self, keys: StoreKeys) -> "Photos":
        """The same photos, opened and wrapped by other keys."""
        return Photos(self._blobs, keys)

    def begin(self) -> PhotoSink:
        part = self._blobs.create()
        try:
            if self._keys is None:
                part.append(CLEAR)
                return PhotoSink(part, Clear(), hashlib.sha256(), 0)
            content_key = secrets.token_bytes(KEY_BYTES)
            part.append(self._keys.wrap(content_key, part.key))
            return PhotoSink(part, Sealer(content_key), hashlib.sha256(), 0)
        except BaseException:
            part.abort()
            raise

    def resume(self, key: str) -> tuple[PhotoSink, int]:
        with self._blobs.open_part(key) as raw:
            encoding, seen, kept_bytes, size_bytes = self._reread(key, raw)
        return PhotoSink(self._blobs.reopen(key, kept_bytes), encoding, seen, size_bytes), size_bytes

    def open(self, key: str) -> BinaryIO:
        raw = self._blobs.open(key)
        try:
            first = raw.read(1)
            if first == CLEAR:
                return raw
            content_key = self._unwrap(key, first + raw.read(HEADER_BYTES - 1))
        except BaseException:
            raw.close()
            raise
        return cast(BinaryIO, io.BufferedReader(_Opened(raw, content_key), SEGMENT_BYTES))

    def exists(self, key: str) -> bool:
        return self._blobs.exists(key)

    def size(self, key: str) -> int:
        with self._blobs.open(key) as raw:
            if raw.read(1) == SEALED:
                raw.read(HEADER_BYTES - 1)
                return content_bytes(raw)
        return self._blobs.size(key) - len(CLEAR)

    def rewrap(self, key: str) -> None:
        """Wrap the photo's own key under the store's current one; its content is not touched."""
        if self._keys is None:
            raise PhotoUnreadable("this store has no keys")
        with self._blobs.open(key) as raw:
            header = raw.read(HEADER_BYTES)
        if header[:1] == SEALED and not header.startswith(SEALED + self._keys.current):
            self._blobs.replace_head(key, self._keys.rewrap(header, key))

    def discard_part(self, key: str) -> None:
        self._blobs.discard_part(key)

    def delete(self, key: str) -> None:
        self._blobs.delete(key)

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]:
        return self._blobs.keys(stored_before)

    def discard_parts(self, begun_before: datetime) -> int:
        return self._blobs.discard_parts(begun_before)

    def check(self) -> Condition:
        return self._blobs.check()

    def waiting(self) -> Waiting:
        return self._blobs.waiting() if isinstance(self._blobs, SpooledBlobs) else Waiting(0, 0)

    def drain(self) -> int:
        return self._blobs.drain() if isinstance(self._blobs, SpooledBlobs) else 0

    def _unwrap(self, key: str, header: bytes) -> bytes:
        if self._keys is None:
            raise PhotoUnreadable("sealed, and this store has no keys")
        return self._keys.unwrap(header, key)

    def _reread(self, key: str, raw: BinaryIO) -> "tuple[Encoding, hashlib._Hash, int, int]":
        """Encoding, hash, bytes of blob and bytes of content of what is whole in an unfinished blob."""
        seen = hashlib.sha256()
        first = raw.read(1)
        if first == CLEAR:
            size_bytes = 0
            while content := raw.read(_HASHED_AT_ONCE_BYTES):
                seen.update(content)
                size_bytes += len(content)
            return Clear(), seen, len(CLEAR) + size_bytes, size_bytes
        header = first + raw.read(HEADER_BYTES - 1)
        if len(header) < HEADER_BYTES:
            raise PhotoMissing
        content_key = self._unwrap(key, header)
        number, kept_bytes, size_bytes = 0, HEADER_BYTES, 0
        for content in _whole_segments(raw, content_key):
            seen.update(content)
            number, size_bytes = number + 1, size_bytes + len(content)
            kept_bytes += LENGTH_BYTES + len(content) + TAG_BYTES
        return Sealer(content_key, number), seen, kept_bytes, size_bytes


def _whole_segments(raw: BinaryIO, content_key: bytes) -> Iterator[bytes]:
    """Those of an unfinished blob. One torn by a crash was never acknowledged: it ends them."""
    number = 0
    with suppress(PhotoUnreadable):
        while (sealed := read_segment(raw)) is not None:
            yield open_segment(content_key, number, sealed, last=False)
            number += 1


class _Opened(io.RawIOBase):
    """The content of a sealed blob, one authenticated segment at a time."""

    def __init__(self, raw: BinaryIO, content_key: bytes) -> None:
        self._raw, self._content_key = raw, content_key
        self._number = 0
        self._next = read_segment(raw)
        self._ended = False
        self._content = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        while not self._content and not self._ended:
            self._content = memoryview(self._open_next())
        taken = min(len(buffer), len(self._content))
        buffer[:taken] = self._content[:taken]
        self._content = self._content[taken:]
        return taken

    def close(self) -> None:
        self._raw.close()
        super().close()

    def _open_next(self) -> bytes:
        sealed = self._next
        if sealed is None:
            raise PhotoUnreadable("cut off")
        self._next = read_segment(self._raw)
        self._ended = self._next is None
        self._number += 1
        return open_segment(self._content_key, self._number - 1, sealed, last=self._ended)
