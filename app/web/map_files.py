"""The map that can be zoomed, as it was built from frontend/map."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import orjson

from app.web.built import BuiltFile, read_built

ADDRESS: Final = "/static/map"
_ENTRY: Final = "src/start.ts"


@dataclass(frozen=True, slots=True)
class MapFiles:
    """`script` is the address of the one that a page begins with: its name changes with all the others."""

    script: str
    by_name: Mapping[str, BuiltFile]


@cache
def map_files() -> MapFiles | None:
    """Read once; None where the map was not built: pages are complete without it."""
    built = resources.files("app.web").joinpath("map")
    manifest = built.joinpath("manifest.json")
    if not manifest.is_file():
        return None
    entry = orjson.loads(manifest.read_bytes())[_ENTRY]
    return MapFiles(f"{ADDRESS}/{entry['file']}", read_built(built))
