"""Photos in a local directory: write aside, fsync, rename, fsync the directory."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from app.storage.base import CLEAR, StoredBlob
from app.storage.errors import PhotoMissing, PhotoUnreadable, StoreUnavailable

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_PART: Final = ".part-"


class LocalSink:
    """A hidden file beside its final name, until `commit` renames it."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(_PART + path.name)
        self._hash = hashlib.sha256()
        self._size_bytes = 0
        self._committed = False
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with _outages():
            self._fd: int | None = os.open(self._part, flags, 0o600)
        self._prefix = CLEAR

    def write(self, content: bytes | memoryview) -> None:
        with _outages():
            if self._prefix:
                _write_all(self._open_fd(), self._prefix)
                self._prefix = b""
            _write_all(self._open_fd(), content)
        self._hash.update(content)
        self._size_bytes += len(content)

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def commit(self) -> StoredBlob:
        if self._prefix:
            self.write(b"")
        with _outages():
            os.fsync(self._open_fd())
            self._close()
            self._part.rename(self._path)
            _sync_directory(self._path.parent)
        self._committed = True
        return StoredBlob(self._path.name, self._size_bytes, self.sha256())

    def abort(self) -> None:
        if self._committed:
            return
        with suppress(OSError):
            self._close()
        for path in (self._part, self._path):  # the second when the directory could not be synced
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _open_fd(self) -> int:
        if self._fd is None:
            raise ValueError("this sink has already ended")
        return self._fd

    def _close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)


class LocalPhotoStore:
    def __init__(self, root: Path) -> None:
        self._root = root
        # Directories whose own entry is known to be on disk. Finding one is not enough: another
        # writer may have made it a moment ago and not yet synced its parent.
        self._durable: set[Path] = set()

    def begin(self) -> LocalSink:
        path = self._path(secrets.token_hex(16))
        with _outages():
            self._make_durable(path.parent)
        return LocalSink(path)

    def open(self, key: str) -> BinaryIO:
        with _outages(), _missing():
            blob = self._path(key).open("rb")
            try:
                if blob.read(1) != CLEAR:
                    raise PhotoUnreadable("unknown format byte")
            except BaseException:
                blob.close()
                raise
            return blob

    def exists(self, key: str) -> bool:
        with _outages():
            return self._path(key).is_file()

    def size(self, key: str) -> int:
        with _outages(), _missing():
            return self._path(key).stat().st_size - len(CLEAR)

    def delete(self, key: str) -> None:
        with _outages():
            self._path(key).unlink(missing_ok=True)

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]:
        with _outages():
            for path in self._root.glob("??/??/*"):
                if _KEY.fullmatch(path.name) and (stored_before is None or _is_older(path, stored_before)):
                    yield path.name

    def discard_parts(self, begun_before: datetime) -> int:
        removed = 0
        with _outages():
            for path in self._root.glob(f"??/??/{_PART}*"):
                if _is_older(path, begun_before):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def check(self) -> None:
        probe = self._root / f".probe-{secrets.token_hex(8)}"
        with _outages():
            self._make_durable(self._root)
            try:
                probe.write_bytes(CLEAR)
            finally:
                probe.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):  # also what keeps "../" out
            raise ValueError("a photo's key is 32 lowercase hexadecimal digits")
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


def _write_all(fd: int, content: bytes | memoryview) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(fd, rest) :]


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
