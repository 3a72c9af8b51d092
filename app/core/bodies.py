"""Decides on the size and the pace of a request body while it arrives, so that nothing behind has to."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import AppError
from app.core.problems import from_error
from app.core.refusals import BodyTooLarge, BodyTooSlow, MalformedRequest

MIB: Final = 1024 * 1024

# A client that still sends when we answer and close would see a reset instead of the answer, and its
# outbox would try for ever: so we listen on for a moment and throw away what comes.
_LINGER_SECONDS: Final = 1.0
_LINGER_BYTES: Final = 4 * MIB


@dataclass(frozen=True, slots=True)
class Pace:
    """How slow a body may be: after `grace_seconds` an average, and all of it in `max_seconds`.

    Only time spent waiting for the client counts.
    """

    grace_seconds: float = 15.0
    min_bytes_per_second: float = 500.0
    max_seconds: float = 1800.0

    def allowed_seconds(self, received_bytes: int) -> float:
        return min(self.grace_seconds + received_bytes / self.min_bytes_per_second, self.max_seconds)


class _Refused(HTTPException):
    """Ends the reading of a body. An HTTPException, because that is what FastAPI lets through."""


class BodyGuard:
    """Bodies beyond `limit_bytes(method, path)` end as 413, slow ones as 408, whatever Content-Length says.

    An honest length is refused before anything is read. Nothing is buffered, and the connection is closed.
    """

    def __init__(
        self, app: ASGIApp, limit_bytes: Callable[[str, str], int], pace: Pace | None = None
    ) -> None:
        self.app = app
        self.limit_bytes = limit_bytes
        self.pace = pace or Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit_bytes(scope["method"], scope["path"])
        await _Exchange(self.app, scope, receive, send, limit, self.pace).run()


class _Exchange:
    """One request under guard."""

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, limit_bytes: int, pace: Pace
    ) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._limit_bytes = limit_bytes
        self._pace = pace
        self._received_bytes = 0
        self._waited_seconds = 0.0
        self._complete = False
        self._started = False
        self._closing = False
        self._refusal: AppError | None = None
        headers = dict(scope["headers"])
        self._declared = headers.get(b"content-length")
        self._expected = self._declared not in (None, b"0") or b"transfer-encoding" in headers
        self._waits_for_continue = b"expect" in headers

    async def run(self) -> None:
        self._refusal = self._refused_at_once()
        if self._refusal is None:
            try:
                await self._app(self._scope, self._guarded_receive, self._guarded_send)
            except Exception:
                if self._refusal is None:
                    raise
        if self._refusal is not None and not self._started:
            problem = from_error(self._scope, self._refusal)
            await problem(self._scope, self._receive, self._pass_on)

    def _refused_at_once(self) -> AppError | None:
        if self._declared is None:
            return None
        if not self._declared.isdigit():
            return MalformedRequest("Content-Length is not a number.")
        # Compared by length first: Python takes long over numbers of thousands of digits.
        too_large = len(self._declared) > 18 or int(self._declared) > self._limit_bytes
        return BodyTooLarge(self._limit_bytes) if too_large else None

    async def _guarded_receive(self) -> Message:
        if self._complete:
            return await self._receive()
        if self._refusal is None:
            message = await self._next_piece()
            if message is not None:
                self._count(message)
                if self._refusal is None:
                    return message
        raise _Refused(413)

    async def _next_piece(self) -> Message | None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        left = self._pace.allowed_seconds(self._received_bytes) - self._waited_seconds
        try:
            async with asyncio.timeout(left):
                message = await self._receive()
        except TimeoutError:
            self._refusal = BodyTooSlow()
            return None
        self._waited_seconds += loop.time() - began
        return message

    def _count(self, message: Message) -> None:
        if message["type"] != "http.request":
            self._complete = True
            return
        self._received_bytes += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._received_bytes > self._limit_bytes:
            self._refusal = BodyTooLarge(self._limit_bytes)

    async def _guarded_send(self, message: Message) -> None:
        if self._refusal is None or self._started:
            await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            self._closing = self._expected and not self._complete
            if self._closing:
                MutableHeaders(scope=message)["connection"] = "close"
        elif self._closing and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _linger(self) -> None:
        if self._waits_for_continue:
            return  # it has not begun to send
        thrown_away = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while not self._complete and thrown_away < _LINGER_BYTES:
                    message = await self._receive()
                    thrown_away += len(message.get("body", b""))
                    self._complete = not message.get("more_body", False)
