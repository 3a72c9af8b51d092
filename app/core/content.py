"""Refuses, on headers alone, bodies and addresses that a parser behind could misread or choke on."""

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.refusals import (
    CharsetNotSupported,
    ContentEncodingNotSupported,
    MalformedRequest,
    MediaTypeNotSupported,
)

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER: Final = re.compile(rf'[ \t]*;[ \t]*({_WORD})=({_WORD}|"[^"\\\x00-\x1f]*")'.encode())
_TYPE: Final = re.compile(rf"[ \t]*({_WORD}/{_WORD})".encode())
_TRAILER: Final = re.compile(rb"[ \t]*;?[ \t]*")
_BOUNDARY: Final = re.compile(rb"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_UTF8: Final = frozenset({b"utf-8", b"utf8"})
_MAX_CHARACTERS: Final = 400


class ContentGuard:
    """A charset other than UTF-8, a content coding, NUL in the address: refused before a byte is parsed.

    (A 400 kB field under `charset=punycode` kept a stock process busy for eight seconds.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _check_address(scope)
            _check_headers(scope["headers"])
        await self.app(scope, receive, send)


def _check_address(scope: Scope) -> None:
    if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
        raise MalformedRequest("The address contains NUL.")


def _check_headers(headers: list[tuple[bytes, bytes]]) -> None:
    types = [value for name, value in headers if name == b"content-type"]
    if len(types) > 1:
        raise MediaTypeNotSupported("Content-Type is given twice.")
    if types:
        _check_content_type(types[0])
    codings = [value.strip().lower() for name, value in headers if name == b"content-encoding"]
    if any(coding != b"identity" for coding in codings):
        raise ContentEncodingNotSupported


def _check_content_type(value: bytes) -> None:
    essence, parameters = parse_content_type(value)
    if parameters.get(b"charset", b"utf-8").lower() not in _UTF8:
        raise CharsetNotSupported
    if essence == b"multipart/form-data" and not _BOUNDARY.fullmatch(parameters.get(b"boundary", b"")):
        raise MediaTypeNotSupported("multipart/form-data needs a boundary of at most 70 characters.")


def parse_content_type(value: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """Media type and parameters by the strict grammar, lower-case names; else MediaTypeNotSupported.

    Continuations (`charset*0=`), encodings (`charset*=`) and repeated names are refused: readers differ.
    """
    found = _TYPE.match(value)
    if found is None or len(value) > _MAX_CHARACTERS:
        raise MediaTypeNotSupported("Content-Type cannot be read.")
    at = found.end()
    parameters: dict[bytes, bytes] = {}
    while (parameter := _PARAMETER.match(value, at)) is not None:
        name = parameter[1].lower()
        if name in parameters or b"*" in name:
            raise MediaTypeNotSupported("Content-Type cannot be read in one way only.")
        parameters[name] = parameter[2].strip(b'"')
        at = parameter.end()
    if _TRAILER.fullmatch(value, at) is None:
        raise MediaTypeNotSupported("Content-Type cannot be read.")
    return found[1].lower(), parameters
