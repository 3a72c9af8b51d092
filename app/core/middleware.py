"""What surrounds every request, as pure ASGI: ids, headers, limits, and problems for what nobody caught."""

import secrets
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.bodies import MIB, BodyGuard, Pace
from app.core.content import ContentGuard
from app.core.logs import describe
from app.core.problems import from_bug, from_exception, from_framework
from app.core.request_log import Observer, RequestLog
from app.core.security_headers import SecurityHeaders

DEFAULT_BODY_BYTES: Final = MIB

_log = structlog.get_logger("app.core.middleware")


def one_mebibyte(_method: str, _path: str) -> int:
    return DEFAULT_BODY_BYTES


def stack(
    limit_bytes: Callable[[str, str], int] = one_mebibyte,
    pace: Pace | None = None,
    observe: Observer | None = None,
    dressing: Sequence[Middleware] = (),
) -> list[Middleware]:
    """Outermost first: `FastAPI(middleware=[*stack(…), Middleware(Authentication, …)])`.

    Middleware behind it may raise AppError; the app itself must not set `max_body_size`, which would be
    asked first and answer in plain text. `dressing` sees every problem document and may show it otherwise.
    """
    return [
        Middleware(RequestIds),
        Middleware(SecurityHeaders),
        Middleware(RequestLog, observe=observe),
        *dressing,
        Middleware(BodyGuard, limit_bytes=limit_bytes, pace=pace),
        Middleware(Failures),
        Middleware(ContentGuard),
    ]


class RequestIds:
    """Each request gets an id of ours; what the client sends under that name is not looked at."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        made = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = made

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = made
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=made):
            await self.app(scope, receive, named)


class Failures:
    """Nothing leaves as plain text or a traceback: what was raised or refused behind becomes a problem.

    A bug is logged here, without values, and goes no further; an answer that had begun is broken off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            await self.app(scope, receive, answer.send)
        except Exception as exc:  # noqa: BLE001  # the last place that can answer
            # What breaks off an answer that has begun comes wrapped by the framework.
            reason = exc.__cause__ if answer.started and isinstance(exc.__cause__, Exception) else exc
            problem = from_exception(scope, reason)
            if problem is None:
                _log.error("unhandled", **describe(exc))
                problem = from_bug(scope)
            if not answer.started:
                await problem(scope, receive, send)
            return
        if answer.plain_status is not None:
            await from_framework(scope, answer.plain_status, answer.kept)(scope, receive, send)


class _Answer:
    """Lets answers pass, but holds back failures in plain text, which only frameworks write."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.plain_status: int | None = None
        self.kept: dict[str, str] = {}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            if message["status"] >= 400 and headers.get("content-type", "").startswith("text/plain"):
                self.plain_status = message["status"]
                self.kept = {name: headers[name] for name in ("allow", "retry-after") if name in headers}
        if self.plain_status is None:
            self.started = True
            await self._send(message)
