"""Tells a database that is away, full or busy from a bug: the first is 503 and worth another try."""

from typing import Final

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from app.core.errors import Unavailable

# A deadlock, a failed serialisation, a lock not granted in time: PostgreSQL has undone the transaction.
_UNDONE: Final = frozenset({"40P01", "40001", "55P03"})
# SQLite calls everything operational; "no such table" (SQLITE_ERROR) and a reader that writes are bugs.
_SQLITE_OUTAGES: Final = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "NOMEM", "PROTOCOL")

_log = structlog.get_logger("pollwatch.database")


class DatabaseUnavailable(Unavailable, SQLAlchemyError):  # type: ignore[misc]  # both have a `code`; ours wins
    """Whoever was waiting for a commit does not know whether it came about.

    Still an SQLAlchemyError, so that whoever is ready for those is ready for this one.
    """

    def __init__(self) -> None:
        super().__init__("The database cannot be reached or is full. Send the same again in a moment.")


class TransactionUndone(DatabaseUnavailable):
    """Another transaction was in the way. Nothing of this one is stored, so it may be tried again."""


def watch(engine: Engine) -> None:
    """From now on outages of this engine's database are raised as DatabaseUnavailable."""
    event.listen(engine, "handle_error", _translate)


def _translate(context: ExceptionContext) -> None:
    if context.is_pre_ping or not isinstance(context.sqlalchemy_exception, OperationalError | InterfaceError):
        return
    reason = getattr(context.original_exception, "sqlite_errorname", None)
    if reason is not None and not reason.removeprefix("SQLITE_").startswith(_SQLITE_OUTAGES):
        return
    state = getattr(context.original_exception, "sqlstate", None)
    _log.warning("database unavailable", reason=reason or state or type(context.original_exception).__name__)
    raise (TransactionUndone if state in _UNDONE else DatabaseUnavailable)() from context.original_exception
