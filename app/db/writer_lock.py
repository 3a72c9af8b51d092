"""One process at a time serves or works on an SQLite file: the holder of `writer.lock` beside it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

NAME: Final = "writer.lock"


class WriterLockHeld(Exception):
    """`holder` is the id of the process that has it, as far as it is known."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"{path} is held by process {holder or 'unknown'}")
        self.path, self.holder = path, holder


@contextmanager
def writer_lock(url: str) -> Iterator[None]:
    """Held inside the block, or WriterLockHeld at once. The system releases it when the process dies."""
    path = Path(make_url(url).database or "").absolute().parent / NAME
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WriterLockHeld(path, os.pread(descriptor, 20, 0).decode().strip()) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
