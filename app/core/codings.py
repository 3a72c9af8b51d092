"""Content codings that we speak, and which of them a caller takes (RFC 9110, 12.5.3)."""

import gzip
import re
from typing import Final

import brotli  # type: ignore[import-untyped]  # ships no types
from starlette.requests import Request

CODINGS: Final = ("br", "gzip")  # the smaller one first
_AT_ONCE: Final = 5  # quality of brotli where somebody waits for it
_CODING: Final = re.compile(r"\s*([a-z*]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE)


def accepted(request: Request) -> list[str]:
    """The best first."""
    found = _CODING.findall(request.headers.get("accept-encoding", ""))
    taken = {name.lower() for name, quality in found if float(quality or 1) > 0}
    return [name for name in CODINGS if name in taken]


def compressed(body: bytes, coding: str, brotli_quality: int = _AT_ONCE) -> bytes:
    if coding == "gzip":
        return gzip.compress(body, mtime=0)
    found: bytes = brotli.compress(body, quality=brotli_quality)
    return found


def coded(tag: str, coding: str | None) -> str:
    """Other bytes need another tag (RFC 9110, 8.8.3.3)."""
    return tag if coding is None else f'{tag[:-1]}-{coding}"'
