"""One writing connection, lent to whoever has waited longest.

SQLAlchemy's own pool lends to whoever is quickest: one thread that writes again at once after each commit, as
the group writer under load or the worker with much in hand, gets the connection back before any of those it
woke has run, and they wait until they are refused. See docs/decisions/0039-writers-take-turns.md.
"""

import threading
from collections import deque
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.db.outages import DatabaseUnavailable


class Turn:
    """A lock that is handed to whoever has waited longest."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, timeout_seconds: float) -> bool:
        """False when nobody handed it over in time."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout_seconds):
            return True
        with self._mutex:
            if mine.is_set():  # just now
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """It is never free in between for somebody who has only just come."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class TurnsPool(QueuePool):
    """Of a single connection. Whose turn does not come in time hears DatabaseUnavailable."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._turn = Turn()

    def _do_get(self) -> ConnectionPoolEntry:
        if not self._turn.take(self._timeout):
            raise DatabaseUnavailable
        try:
            return super()._do_get()
        except BaseException:
            self._turn.give()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        try:
            super()._do_return_conn(record)
        finally:
            self._turn.give()
