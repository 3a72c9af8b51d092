"""Logs that help to run the service and tell nothing of who used it."""

import logging
import logging.config
import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Protocol, TextIO

import structlog
from fastapi.routing import RouteContext
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor, WrappedLogger

_BUCKETS_MS: Final = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
# Other libraries put values into their messages; of theirs we keep name and level.
_SPOKEN: Final = ("app", "pollwatch", "uvicorn", "alembic")
_MAX_PLACES: Final = 40
_WITHHELD: Final = "message withheld"

_log = structlog.get_logger("app.request")


def configure(level: str = "INFO", stream: TextIO = sys.stderr) -> None:
    """JSON lines on `stream`, and no access log of uvicorn's: give it `log_config=None, access_log=False`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _without_foreign_words],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it greets at every look at the schema
    logging.getLogger("app.db.turns").setLevel(logging.WARNING)  # SQLAlchemy tells there of every new pool
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
    access.disabled = True


def describe(exc: BaseException) -> dict[str, Any]:
    """Types and places of an exception and its causes; no message and no variable, which may hold data."""
    chain = list(_chain(exc))
    described: dict[str, Any] = {"exception": _name(exc), "at": _places(exc.__traceback__)}
    if len(chain) > 1:
        described["causes"] = [{"exception": _name(e), "at": _places(e.__traceback__)} for e in chain[1:]]
    return described


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        exc = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)


def _name(exc: BaseException) -> str:
    kind = type(exc)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        frame = traceback.tb_frame
        places.append(f"{frame.f_globals.get('__name__', '?')}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[-_MAX_PLACES:]


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    exc = given[1] if isinstance(given, tuple) else given
    if isinstance(exc, BaseException):
        event.update(describe(exc))
    return event


def _without_foreign_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if event["logger"].partition(".")[0] not in _SPOKEN:
        event["event"] = _WITHHELD
    event["event"] = str(event["event"]).strip()
    return event


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
