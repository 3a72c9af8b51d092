"""The console as it was built from frontend/console: one page, and files named for their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from app.web.built import BuiltFile, read_built


@dataclass(frozen=True, slots=True)
class ConsoleFiles:
    page: bytes
    assets: Mapping[str, BuiltFile]


@cache
def console_files() -> ConsoleFiles | None:
    """Read once; None where the console was not built."""
    built = resources.files("app.web").joinpath("console")
    page = built.joinpath("index.html")
    if not page.is_file():
        return None
    return ConsoleFiles(page.read_bytes(), read_built(built.joinpath("assets")))
