"""The console as it was built from frontend/console: one page, and files named for their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Final

_MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class ConsoleFile:
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class ConsoleFiles:
    page: bytes
    assets: Mapping[str, ConsoleFile]


@cache
def console_files() -> ConsoleFiles | None:
    """Read once; None where the console was not built."""
    built = resources.files("app.web").joinpath("console")
    page = built.joinpath("index.html")
    if not page.is_file():
        return None
    assets = {
        file.name: ConsoleFile(file.read_bytes(), _MEDIA_TYPES[PurePath(file.name).suffix])
        for file in built.joinpath("assets").iterdir()
    }
    return ConsoleFiles(page.read_bytes(), assets)
