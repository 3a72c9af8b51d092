"""Versions as entity tags: lost updates are refused, unchanged reads are not sent twice."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header, Request
from starlette.responses import Response

from app.core.errors import InvalidRequest, PreconditionRequired

_VERSION: Final = re.compile(r'"(0|[1-9][0-9]{0,17})"')
_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


def etag(version: int | str) -> str:
    return f'"{version}"'


async def _if_match(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(description="The `ETag` you saw: the version you are changing. Required.", examples=['"7"']),
    ] = None,
) -> int:
    if if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of what you read.")
    given = ",".join(request.headers.getlist("if-match")).strip()
    found = _VERSION.fullmatch(given)
    if found is None:
        message = "One strong tag as it was in ETag; no list, no *, no W/."
        raise InvalidRequest(
            "If-Match does not name one version.",
            [{"pointer": "header/If-Match", "code": "not-one-version", "message": message}],
        )
    return int(found[1])


# The version the caller read; comparing it, and PreconditionFailed, is the service's, which holds the row.
Version = Annotated[int, Depends(_if_match)]


def is_fresh(request: Request, tag: str) -> bool:
    """Whether the caller has this very state (RFC 9110, 13.1.2: weak comparison, `*` is anything)."""
    given = ",".join(request.headers.getlist("if-none-match")).strip()
    return given == "*" or tag.removeprefix("W/") in _TAG.findall(given)


def not_modified(tag: str, headers: dict[str, str] | None = None) -> Response:
    """304; `headers` are the Cache-Control, Vary and Content-Location the 200 would have had."""
    return Response(status_code=304, headers={"etag": tag, **(headers or {})})
