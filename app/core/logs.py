"""Logs that help to run the service and tell nothing of who used it."""

import logging
import logging.config
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Other libraries put values into their messages; of theirs we keep name and level.
_SPOKEN: Final = ("app", "pollwatch", "uvicorn", "alembic")
_MAX_PLACES: Final = 40
_WITHHELD: Final = "message withheld"


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
