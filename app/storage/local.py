"""Blobs in a local directory: write aside, fsync, rename, fsync the directory."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from app.storage.base import Condition
from app.storage.blobs import is_key, require_key
from app.storage.errors import PhotoMissing, StoreUnavailable

_PART: Final = ".part-"
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class LocalPart:
    """A hidden file beside its final name, until `finish` renames it."""

    def __init__(self, path: Path, fd: int) -> None:
        self._path, self._part = path, part_of(path)
        self._fd: int | None = fd
        self._committed = self._listed = False

    @property
    def key(self) -> str:
        return self._path.name

    def append(self, content: bytes | memoryview) -> None:
        with _outages():
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._open_fd(), rest) :]

    def sync(self) -> None:
        with _outages():
            os.fsync(self._open_fd())
            if not self._listed:
                _sync_directory(self._path.parent)
                self._listed = True

    def finish(self) -> None:
        with _outages():
            os.fsync(self._open_fd())
            self.close()
            self._part.rename(self._path)
            _sync_directory(self._path.parent)
        self._committed = True

    def close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def abort(self) -> None:
        if self._committed:
            return
        with suppress(OSError):
            self.close()
        for path in (self._part, self._path):  # the second when the directory could not be synced
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _open_fd(self) -> int:
        if self._fd is None:
            raise ValueError("this blob has already ended")
        return self._fd


class LocalBlobs:
    def __init__(self, root: Path) -> None:
        self._root = root
        # Directories whose own entry is known to be on disk. Finding one is not enough: another
        # writer may have made it a moment ago and not yet synced its parent.
        self._durable: set[Path] = set()

    def create(self, key: str | None = None) -> LocalPart:
        path = self._path(key or secrets.token_hex(16))
        with _outages():
            self._make_durable(path.parent)
            fd = os.open(part_of(path), _CREATE, 0o600)
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return LocalPart(path, fd)

    def open_part(self, key: str) -> BinaryIO:
        with _outages(), _missing():
            return part_of(self._path(key)).open("rb")

    def reopen(self, key: str, kept_bytes: int) -> LocalPart:
        path = self._path(key)
        with _outages(), _missing():
            fd = os.open(part_of(path), os.O_WRONLY | os.O_CLOEXEC)
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # another process may still be at it
            os.truncate(fd, kept_bytes)
            os.lseek(fd, kept_bytes, os.SEEK_SET)
            return LocalPart(path, fd)

    def open(self, key: str) -> BinaryIO:
        with _outages(), _missing():
            return self._path(key).open("rb")

    def replace_head(self, key: str, head: bytes) -> None:
        path = self._path(key)
        aside = path.with_name(f".head-{path.name}")
        with _outages(), _missing(), path.open("rb") as old:
            old.seek(len(head))
            with aside.open("wb") as new:
                aside.chmod(0o600)
                new.write(head)
                shutil.copyfileobj(old, new)
                new.flush()
                os.fsync(new.fileno())
            aside.rename(path)
            _sync_directory(path.parent)

    def exists(self, key: str) -> bool:
        with _outages():
            return self._path(key).is_file()

    def size(self, key: str) -> int:
        with _outages(), _missing():
            return self._path(key).stat().st_size

    def discard_part(self, key: str) -> None:
        with _outages():
            part_of(self._path(key)).unlink(missing_ok=True)

    def delete(self, key: str) -> None:
        with _outages():
            self._path(key).unlink(missing_ok=True)

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]:
        with _outages():
            for path in self._root.glob("??/??/*"):
                if is_key(path.name) and (stored_before is None or _is_older(path, stored_before)):
                    yield path.name

    def discard_parts(self, begun_before: datetime) -> int:
        removed = 0
        with _outages():
            for path in self._root.glob(f"??/??/{_PART}*"):
                if _is_older(path, begun_before):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def check(self) -> Condition:
        probe = self._root / f".probe-{secrets.token_hex(8)}"
        with _outages():
            self._make_durable(self._root)
            try:
                probe.write_bytes(b"probe")
            finally:
                probe.unlink(missing_ok=True)
        return Condition.OK

    def _path(self, key: str) -> Path:
        require_key(key)
        return self._root / key[:2] / key[2:4] / key

    def _make_durable(self, directory: Path) -> None:
        if directory in self._durable:
            return
        if directory == self._root:
            self._root.mkdir(parents=True, exist_ok=True)
        else:
            self._make_durable(directory.parent)
            directory.mkdir(exist_ok=True)
        _sync_directory(directory.parent)
        self._durable.add(directory)


def part_of(path: Path) -> Path:
    return path.with_name(_PART + path.name)


def _sync_directory(directory: Path) -> None:
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _is_older(path: Path, instant: datetime) -> bool:
    try:
        changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # deleted or committed since it was listed
        return False
    return changed_at < instant


@contextmanager
def _missing() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise PhotoMissing from None


@contextmanager
def _outages() -> Iterator[None]:
    """A full or failing disk is an outage that passes, not a bug."""
    try:
        yield
    except OSError as failure:
        raise StoreUnavailable from failure
