"""What everybody may read, cache and embed: its headers, compressed once, 304 when it is unchanged."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from app.core.codings import CODINGS, accepted, coded, compressed
from app.core.etag import etag, is_fresh, not_modified

PUBLIC_HEADERS: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Content-Disposition",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=60, stale-while-revalidate=600",
    "vary": "Accept",
}
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "Nothing public has changed since the `ETag` in `If-None-Match`."}
}
_SMALLEST_COMPRESSED: Final = 1024
_BROTLI_QUALITY: Final = 9  # 11 saves a sixth more and takes twenty times as long


@dataclass(frozen=True, slots=True)
class Document:
    """A body and its compressed forms. `tag` follows from the bytes, so an upgrade moves it where it must."""

    media_type: str
    tag: str
    plain: bytes
    compressed: Mapping[str, bytes]

    @classmethod
    def of(cls, body: bytes, media_type: str = "application/json") -> "Document":
        forms = {}
        if len(body) >= _SMALLEST_COMPRESSED:
            forms = {coding: compressed(body, coding, _BROTLI_QUALITY) for coding in CODINGS}
        return cls(media_type, hashlib.sha256(body).hexdigest()[:20], body, forms)


def answer(
    request: Request, document: Document, *, kept: bool = True, vary: tuple[str, ...] = ()
) -> Response:
    """200 in the best coding the caller takes, or 304. Not `kept` is what only some may see."""
    coding = next((name for name in accepted(request) if name in document.compressed), None)
    tag = coded(etag(document.tag), coding)
    headers = {**PUBLIC_HEADERS, "vary": ", ".join(("Accept-Encoding", *vary))}
    if not kept:
        headers["cache-control"] = "no-store"
    if is_fresh(request, tag):
        return not_modified(tag, headers)
    headers["etag"] = tag
    if coding is None:
        return Response(document.plain, headers=headers, media_type=document.media_type)
    headers["content-encoding"] = coding
    return Response(document.compressed[coding], headers=headers, media_type=document.media_type)
