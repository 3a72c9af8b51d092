"""Files that Vite has built into the package, named for their content."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import PurePath
from typing import Final

_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class BuiltFile:
    content: bytes
    media_type: str


def read_built(folder: Traversable) -> dict[str, BuiltFile]:
    """By name; whatever else lies there is not for browsers."""
    return {
        file.name: BuiltFile(file.read_bytes(), _MEDIA_TYPES[PurePath(file.name).suffix])
        for file in folder.iterdir()
        if PurePath(file.name).suffix in _MEDIA_TYPES
    }
