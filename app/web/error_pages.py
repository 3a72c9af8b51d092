"""A person who asked for a page gets a page when something fails, in their own language."""

import json
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.problems import MEDIA_TYPE, RETRY_AFTER_SECONDS
from app.web.page import Page
from app.web.render import PRIVATE, html

_SPOKEN_OF: Final = frozenset({400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503})
_KEPT: Final = ("retry-after", "allow", "ratelimit", "ratelimit-policy", "connection", "www-authenticate")


class ErrorPages:
    """Turns the problem documents of all that lies behind into pages, where a page was asked for.

    Addresses of the API keep their problem documents, whatever the browser says it likes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _wants_page(scope):
            await self.app(scope, receive, _Rewriter(scope, send).send)
        else:
            await self.app(scope, receive, send)


class _Rewriter:
    """Holds a problem's head back until its body, which comes in one piece, has been read."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE):
                self._held = message
                return
        elif self._held is not None:
            head, self._held = self._held, None
            page = self._page(head, message["body"])
            await self._send({**head, "headers": page.raw_headers})
            message = {**message, "body": page.body}
        await self._send(message)

    def _page(self, head: Message, problem: bytes) -> HTMLResponse:
        headers = Headers(raw=head["headers"])
        page = Page.of(self._scope)
        retry_after = headers.get("retry-after", "")
        text = html(
            "error",
            page,
            kind=_kind(head["status"]),
            wait=_wait(page, int(retry_after) if retry_after.isdigit() else RETRY_AFTER_SECONDS),
            request_id=json.loads(problem)["request_id"],
        )
        answer = HTMLResponse(text, head["status"], PRIVATE)
        kept = MutableHeaders(raw=answer.raw_headers)
        for name in _KEPT:
            if name in headers:
                kept[name] = headers[name]
        return answer


def _wants_page(scope: Scope) -> bool:
    """`*/*` is what programs send: only who names HTML gets it."""
    return not scope["path"].startswith("/api/") and "text/html" in Headers(scope=scope).get("accept", "")


def _kind(status: int) -> int:
    """The status whose sentences are shown: its own, or those of its family."""
    if status in _SPOKEN_OF:
        return status
    return 400 if status < 500 else 500


def _wait(page: Page, seconds: int) -> str:
    if seconds < 60:
        return page.count("count.seconds", seconds)
    return page.count("count.minutes", -(-seconds // 60))
