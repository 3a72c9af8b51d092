"""A ZIP archive made piece by piece: nothing is written to disk, and no file ever stands in memory."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from app.core.outlet import Outlet
from app.evidence.bundle import File

_ONLY_FOR_THE_OWNER: Final = 0o600 << 16


def zipped(files: Iterable[File], at: datetime) -> Iterator[bytes]:
    """The archive's bytes, as they come. One that breaks off has no end, and never looks whole."""
    outlet = Outlet()
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
