"""Keyset cursors: stable while rows arrive, quick on the last page too, valid for one query only."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from app.core.errors import AppError
from app.core.schema import Schema

CursorValue = str | int | float | datetime | UUID | None
ItemT = TypeVar("ItemT")
RowT = TypeVar("RowT")

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200
_MAC_BYTES: Final = 16
_MAX_CHARACTERS: Final = 2048
_BAD: Final = "Take the cursor from `next_cursor` or `Link` of the same query, or begin without one."

Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Items on a page.", examples=[DEFAULT_LIMIT])]


class InvalidCursor(AppError):
    status = 422
    code = "invalid-cursor"
    title = "This cursor does not belong to this query"

    def __init__(self) -> None:
        super().__init__(
            _BAD, errors=[{"pointer": "query/cursor", "code": "invalid-cursor", "message": _BAD}]
        )


class Page(Schema, Generic[ItemT]):
    items: list[ItemT]
    next_cursor: str | None = Field(description="null on the last page.", examples=[None])


class Cursors:
    """Seals and opens the cursors of one key. Its holder can read what a cursor says, but not change it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, query: Mapping[str, Any], values: Sequence[CursorValue]) -> str:
        """`query` is all that makes the sequence: path, filters, sort; not `limit`, not `cursor`."""
        payload = json.dumps([_tagged(value) for value in values], separators=(",", ":")).encode()
        return urlsafe_b64encode(self._mac(query, payload) + payload).decode().rstrip("=")

    def open(self, query: Mapping[str, Any], cursor: str, *kinds: type) -> tuple[Any, ...]:
        """The values that were sealed for this query, of these kinds (or None); else InvalidCursor."""
        if len(cursor) > _MAX_CHARACTERS:
            raise InvalidCursor
        try:
            sealed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise InvalidCursor from None
        mac, payload = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(query, payload)):
            raise InvalidCursor
        values = tuple(_untagged(tag, text) for tag, text in json.loads(payload))
        if len(values) != len(kinds) or not all(map(_is_kind, values, kinds)):
            raise InvalidCursor
        return values

    def _mac(self, query: Mapping[str, Any], payload: bytes) -> bytes:
        bound = json.dumps(query, sort_keys=True, default=str, separators=(",", ":")).encode()
        message = b"cursor\0" + hashlib.sha256(bound).digest() + payload
        return hmac.digest(self._key, message, "sha256")[:_MAC_BYTES]


def cut(rows: Sequence[RowT], limit: int) -> tuple[list[RowT], RowT | None]:
    """Of `limit + 1` rows asked for: the page, and its last row if another page follows."""
    page = list(rows[:limit])
    return page, page[-1] if len(rows) > limit and page else None


def next_link(path: str, query: Iterable[tuple[str, str]], cursor: str | None) -> dict[str, str]:
    """The `Link` header of the next page, relative; empty on the last page."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in query if name != "cursor"]
    return {"Link": f'<{path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}


def _is_kind(value: CursorValue, kind: type) -> bool:
    return value is None or type(value) is kind


def _tagged(value: CursorValue) -> tuple[str, Any]:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a cursor holds aware instants only")
        return "t", value.isoformat()
    if isinstance(value, UUID):
        return "u", value.hex
    return "v", value


def _untagged(tag: str, value: Any) -> CursorValue:
    if tag == "t":
        return datetime.fromisoformat(value)
    if tag == "u":
        return UUID(value)
    kept: str | int | float | None = value
    return kept
