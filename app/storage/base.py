"""What every photo store promises; tests/contract/test_photo_store.py holds each of them to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

# The first byte of every blob says how the rest is written. 0x02 is reserved for sealed segments.
CLEAR = b"\x01"


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """`key` is random: one made of the content would tell the finder of a phone what it sent."""

    key: str
    size_bytes: int
    sha256: str  # of the content as it was written, without the format byte


class Sink(Protocol):
    """One blob on its way in. Ends by `commit` or `abort`; after any failure `abort` is owed."""

    def write(self, content: bytes | memoryview) -> None: ...

    def sha256(self) -> str:
        """The hash of what was written so far, so that a wrong photo can be refused before it exists."""
        ...

    def commit(self) -> StoredBlob:
        """Durable when it returns; a crash before that leaves nothing under any key."""
        ...

    def abort(self) -> None:
        """Leave no trace. Never fails, and does nothing after `commit`."""
        ...


class PhotoStore(Protocol):
    """Blobs under random keys. A failing disk or service is `StoreUnavailable`."""

    def begin(self) -> Sink: ...

    def open(self, key: str) -> BinaryIO:
        """The content from its first byte; PhotoMissing when there is nothing under `key`."""
        ...

    def exists(self, key: str) -> bool: ...

    def size(self, key: str) -> int:
        """Bytes of content; PhotoMissing when there is nothing under `key`."""
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

    def check(self) -> None:
        """Raise StoreUnavailable unless a photo could be written now."""
        ...
