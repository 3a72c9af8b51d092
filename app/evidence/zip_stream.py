"""A ZIP archive made piece by piece: nothing is written to disk, and no file ever stands in memory."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from app.evidence.bundle import File

_ONLY_FOR_THE_OWNER: Final = 0o600 << 16


def zipped(files: Iterable[File], at: datetime) -> Iterator[bytes]:
    """The archive's bytes, as they come. One that breaks off has no end, and never looks whole."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for file in files:
            with archive.open(_entry(file, at), "w") as entry:
                for piece in file.pieces:
                    entry.write(piece)
                    yield outlet.take()
    yield outlet.take()


def _entry(file: File, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(file.name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED if file.compressible else zipfile.ZIP_STORED
    entry.external_attr = _ONLY_FOR_THE_OWNER
    return entry


class _Outlet(io.RawIOBase):
    """What `zipfile` writes to when it cannot go back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._written += content
        return len(content)

    def take(self) -> bytes:
        """Everything since the last time."""
        taken, self._written = bytes(self._written), bytearray()
        return taken
