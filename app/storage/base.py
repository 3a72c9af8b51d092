"""What the photo store promises; tests/contract/test_photo_store.py holds every kind of it to that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol


class Condition(StrEnum):
    """Of a store in which photos can be written: in their place, or where they wait for it."""

    OK = "ok"
    SPOOLING = "spooling"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Photos that are durable here and not yet in their store."""

    blobs: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """`key` is random: one made of the content would tell the finder of a phone what it sent."""

    key: str
    size_bytes: int
    sha256: str  # of the content


class Sink(Protocol):
    """One photo on its way in. Ends by `commit` or `abort`; after any failure `abort` is owed."""

    @property
    def key(self) -> str:
        """What the photo will be called, and what `PhotoStore.resume` asks for."""
        ...

    def write(self, content: bytes | memoryview) -> None: ...

    def sync(self) -> int:
        """All that was written survives if every server dies now; says how many bytes that is."""
        ...

    def sha256(self) -> str:
        """The hash of what was written so far, so that a wrong photo can be refused before it exists."""
        ...

    def commit(self) -> StoredBlob:
        """Durable when it returns; a crash before that leaves nothing under any key."""
        ...

    def close(self) -> None:
        """Leave what was synced for `resume`, here or on another server."""
        ...

    def abort(self) -> None:
        """Leave no trace. Never fails, and does nothing after `commit`."""
        ...


class PhotoStore(Protocol):
    """Photos under random keys. A failing disk or service is `StoreUnavailable`."""

    def begin(self) -> Sink: ...

    def resume(self, key: str) -> tuple[Sink, int]:
        """Go on with what was synced, and how much that was; PhotoMissing when nothing is there."""
        ...

    def open(self, key: str) -> BinaryIO:
        """The content from its first byte; PhotoMissing when there is nothing under `key`.

        Reading raises PhotoUnreadable as soon as a byte is not what was written.
        """
        ...

    def exists(self, key: str) -> bool: ...

    def size(self, key: str) -> int:
        """Bytes of content; PhotoMissing when there is nothing under `key`."""
        ...

    def discard_part(self, key: str) -> None:
        """Give up what was synced of an unfinished photo; nothing there is not an error."""
        ...

    def delete(self, key: str) -> None:
        """Deleting what is not there is not an error."""
        ...

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]:
        """Everything that was committed, in no order; with `stored_before` only what is older."""
        ...

    def discard_parts(self, begun_before: datetime) -> int:
        """Remove what writers that died left behind; say how many parts that were."""
        ...

    def check(self) -> Condition:
        """Raise StoreUnavailable unless a photo could be written now."""
        ...

    def waiting(self) -> Waiting: ...

    def drain(self) -> int:
        """Bring over what waits, if the store answers, and say how many photos that were."""
        ...


def store_bytes(store: PhotoStore, content: bytes) -> StoredBlob:
    """All at once, for what is in memory anyway."""
    sink = store.begin()
    try:
        sink.write(content)
        return sink.commit()
    except BaseException:
        sink.abort()
        raise
