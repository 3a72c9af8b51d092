"""Keeps the write-ahead log of SQLite short, in the one process that may: the holder of `writer.lock`."""

import sqlite3
import threading
from pathlib import Path
from types import TracebackType
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.db.outages import DatabaseUnavailable
from app.db.session import Database

EVERY_SECONDS: Final = 2.0
# As long as somebody always reads, the log is moved into the file and grows on: then readers are waited for.
LONG_BYTES: Final = 16 * 1024 * 1024
TURNS_BETWEEN_WAITS: Final = 5  # writing stands still while we wait for a reader

log = structlog.get_logger("pollwatch.checkpointer")


class Checkpointer:
    """`with Checkpointer(database): …` checkpoints every few seconds, and once more at the end."""

    def __init__(self, database: Database, every_seconds: float = EVERY_SECONDS) -> None:
        self._database, self._every_seconds = database, every_seconds
        self._log = Path(f"{database.write_engine.url.database}-wal")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpointer", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()
        self._checkpoint(truncate=True)

    def _run(self) -> None:
        turn = 0
        while not self._stopping.wait(self._every_seconds):
            turn += 1
            self._checkpoint(truncate=turn % TURNS_BETWEEN_WAITS == 0 and self._is_long())

    def _is_long(self) -> bool:
        try:
            return self._log.stat().st_size > LONG_BYTES
        except FileNotFoundError:
            return False

    def _checkpoint(self, *, truncate: bool) -> None:
        try:
            self._database.checkpoint(truncate=truncate)
        except (sqlite3.Error, SQLAlchemyError, DatabaseUnavailable) as failure:
            # A full disk: what is in the log is safe, and the next turn tries again.
            log.warning("checkpoint failed", failure=type(failure).__name__)
