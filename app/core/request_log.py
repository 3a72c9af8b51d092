"""What the log says of each request: one line, and nothing of who sent it."""

import time
from typing import Final, Protocol

import structlog
from fastapi.routing import RouteContext
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS_MS: Final = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)

_log = structlog.get_logger("app.request")


class Observer(Protocol):
    """Hears of each request exactly what the log says of it."""

    def __call__(self, *, method: str, route: str, status: int, took: str) -> None: ...


class RequestLog:
    """One line a request: route template, method, status, duration bucket, request id (by context)."""

    def __init__(self, app: ASGIApp, observe: Observer | None = None) -> None:
        self.app = app
        self.observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            took = bucket((time.perf_counter() - began) * 1000)
            method, route = _method(scope), template(scope)
            _log.info("request", method=method, route=route, status=status, took=took)
            if self.observe is not None:
                self.observe(method=method, route=route, status=status, took=took)


def bucket(duration_ms: float) -> str:
    """Coarse on purpose: exact durations tell requests apart."""
    below = next((limit for limit in _BUCKETS_MS if duration_ms < limit), None)
    return f">={_BUCKETS_MS[-1]}ms" if below is None else f"<{below}ms"


def template(scope: Scope) -> str:
    """The route as it was declared, `/elections/{election}`; never what stood in its place."""
    effective = scope.get("fastapi", {}).get("effective_route_context")
    route = scope.get("route") or effective
    if route is None:
        return "unmatched"
    return RouteContext(route, effective).path_format or "mounted"


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"
