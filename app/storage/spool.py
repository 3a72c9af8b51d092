"""Photos that cannot reach their store wait in a directory, and go over once it answers.

Blobs are sealed before they come here, so that they wait as they would have been stored.
"""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from app.storage.base import Condition, Waiting
from app.storage.blobs import BlobStore, Part
from app.storage.errors import PhotoMissing, StoreUnavailable
from app.storage.local import LocalBlobs

_COPIED_AT_ONCE_BYTES: Final = 256 * 1024


class SpooledPart:
    """Goes to the store, with a copy at hand to go on with in the spool when the store falls out.

    The copy has no name: whatever kills this process leaves nothing of it.
    """

    def __init__(self, part: Part, copy: BinaryIO, into_spool: Callable[[str, BinaryIO], Part]) -> None:
        self._part, self._into_spool = part, into_spool
        self._copy: BinaryIO | None = copy  # none once it is of no use

    @property
    def key(self) -> str:
        return self._part.key

    def append(self, content: bytes | memoryview) -> None:
        if self._copy is not None:
            try:
                self._copy.write(content)
            except OSError:  # the spool's disk is full: the store has to do
                self._drop_copy()
        self._attempt(lambda part: part.append(content), is_in_copy=True)

    def sync(self) -> None:
        self._attempt(lambda part: part.sync())

    def finish(self) -> None:
        self._attempt(lambda part: part.finish())
        self._drop_copy()

    def close(self) -> None:
        self._part.close()
        self._drop_copy()

    def abort(self) -> None:
        self._part.abort()
        self._drop_copy()

    def _attempt(self, step: Callable[[Part], None], *, is_in_copy: bool = False) -> None:
        try:
            step(self._part)
        except StoreUnavailable:
            if self._copy is None:
                raise
            spooled = self._into_spool(self.key, self._copy)
            self._part.close()
            self._part = spooled
            self._drop_copy()
            if not is_in_copy:
                step(self._part)

    def _drop_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            with suppress(OSError):  # of what was still to be written
                copy.close()


class SpooledBlobs:
    """See `app.storage.blobs.BlobStore`. All processes have to see the same directory."""

    def __init__(self, store: BlobStore, directory: Path, max_bytes: int) -> None:
        self._store, self._spool = store, LocalBlobs(directory)
        self._directory, self._max_bytes = directory, max_bytes

    def create(self, key: str | None = None) -> Part:
        part = self._store.create(key)
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            copy = tempfile.TemporaryFile(dir=self._directory)  # noqa: SIM115 - the part closes it
        except OSError:
            return part
        return SpooledPart(part, copy, self._into_spool)

    def open_part(self, key: str) -> BinaryIO:
        with suppress(PhotoMissing):
            return self._spool.open_part(key)
        return self._store.open_part(key)

    def reopen(self, key: str, kept_bytes: int) -> Part:
        with suppress(PhotoMissing):
            return self._spool.reopen(key, kept_bytes)
        return self._store.reopen(key, kept_bytes)

    def open(self, key: str) -> BinaryIO:
        """What is on its way is first in both places, then only in the store."""
        with suppress(PhotoMissing):
            return self._spool.open(key)
        return self._store.open(key)

    def replace_head(self, key: str, head: bytes) -> None:
        if self._spool.exists(key):
            self.drain()
        if self._spool.exists(key):  # another process is just bringing it over
            raise StoreUnavailable
        self._store.replace_head(key, head)

    def exists(self, key: str) -> bool:
        return self._spool.exists(key) or self._store.exists(key)

    def size(self, key: str) -> int:
        with suppress(PhotoMissing):
            return self._spool.size(key)
        return self._store.size(key)

    def discard_part(self, key: str) -> None:
        self._spool.discard_part(key)
        self._store.discard_part(key)

    def delete(self, key: str) -> None:
        self._spool.delete(key)
        self._store.delete(key)

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]:
        """The spool first: what goes over meanwhile is seen at least there, and nothing twice."""
        waiting = set(self._spool.keys(stored_before))
        yield from waiting
        yield from (key for key in self._store.keys(stored_before) if key not in waiting)

    def discard_parts(self, begun_before: datetime) -> int:
        return self._spool.discard_parts(begun_before) + self._store.discard_parts(begun_before)

    def check(self) -> Condition:
        try:
            return self._store.check()
        except StoreUnavailable:
            self._spool.check()
            self._require_room()
            return Condition.SPOOLING

    def waiting(self) -> Waiting:
        sizes = []
        for key in list(self._spool.keys()):
            with suppress(PhotoMissing):  # went over since it was listed
                sizes.append(self._spool.size(key))
        return Waiting(len(sizes), sum(sizes))

    def drain(self) -> int:
        """Move what waits into the store, and say how much that was.

        A blob leaves the spool once the store has all of it. One process drains at a time, so that none
        clears away the pieces that another is just writing; a process that dies lets go of its turn.
        """
        moved = 0
        with self._turn() as mine:
            for key in self._spool.keys() if mine else ():
                moved += self._move(key)
        return moved

    def _move(self, key: str) -> bool:
        try:
            raw = self._spool.open(key)
        except PhotoMissing:  # deleted since it was listed
            return False
        with raw:
            if not self._store.exists(key):
                self._store.discard_part(key)  # what came over before the store fell out, or before a crash
                part = self._store.create(key)
                try:
                    while content := raw.read(_COPIED_AT_ONCE_BYTES):
                        part.append(content)
                    part.finish()
                except BaseException:
                    part.abort()
                    raise
        self._spool.delete(key)
        return True

    def _into_spool(self, key: str, copy: BinaryIO) -> Part:
        """The part that goes on after what is in `copy`."""
        self._require_room()
        part = self._spool.create(key)
        try:
            copy.seek(0)
            while content := copy.read(_COPIED_AT_ONCE_BYTES):
                part.append(content)
        except BaseException:
            part.abort()
            raise
        return part

    def _require_room(self) -> None:
        """A few photos that come at the same moment may go beyond it."""
        if self.waiting().size_bytes >= self._max_bytes:
            raise StoreUnavailable

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        if not self._directory.exists():
            yield False
            return
        lock = os.open(self._directory / ".draining", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(lock)
