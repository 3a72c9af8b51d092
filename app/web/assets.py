"""Our own style sheet and pictures, named for their content, so that browsers keep them for ever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Final

_MEDIA_TYPES: Final = {".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """`fingerprint` changes with any of them."""

    by_address: Mapping[str, Asset]
    addresses: Mapping[str, str]
    fingerprint: str


@cache
def assets() -> Assets:
    """Read once."""
    by_address, addresses = {}, {}
    files = resources.files("app.web").joinpath("static").iterdir()
    for file in sorted(files, key=lambda file: file.name):
        name = PurePath(file.name)
        content = file.read_bytes()
        named = f"{name.stem}.{hashlib.sha256(content).hexdigest()[:12]}{name.suffix}"
        by_address[named] = Asset(content, _MEDIA_TYPES[name.suffix])
        addresses[file.name] = f"/static/{named}"
    fingerprint = hashlib.sha256("".join(by_address).encode()).hexdigest()[:12]
    return Assets(by_address, addresses, fingerprint)
