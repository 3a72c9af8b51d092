"""A replica that public reads go to while it answers and is not too late; its answers say as of when."""

import time
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.orm import Session

from app.db.engine import build_replica_engine
from app.db.lag import Lag
from app.db.outages import DatabaseUnavailable

ASK_AGAIN_SECONDS: Final = 5
MAX_BEHIND_SECONDS: Final = 300

_WRITTEN: Final = text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")
_REPLAYED: Final = text("SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')")

_log = structlog.get_logger("pollwatch.database")


class Replica:
    """One caller every ASK_AGAIN_SECONDS finds out whether it answers, if it did not, and how late it is."""

    def __init__(self, url: str, max_behind_seconds: float = MAX_BEHIND_SECONDS) -> None:
        self.engine: Engine = build_replica_engine(url)
        self._max_behind_seconds, self._lag = max_behind_seconds, Lag()
        self._usable = True
        self._ask_at = 0.0

    def serves(self, session: Session, primary: Callable[[], Session]) -> bool:
        """Whether this session on it has its connection and may be read; not tried while it is of no use."""
        due = time.monotonic() >= self._ask_at
        if due:
            self._ask_at = time.monotonic() + ASK_AGAIN_SECONDS  # meanwhile the others need not wait
        elif not self._usable:
            return False
        try:
            session.connection()
            if due:
                self._usable = not self._is_late(session, primary)
        except DatabaseUnavailable:
            self._usable, self._ask_at = False, time.monotonic() + ASK_AGAIN_SECONDS
            _log.warning("replica does not answer: public reads go to the primary")
        return self._usable

    def is_late(self, primary: Session) -> bool:
        """Asks both now. Raises DatabaseUnavailable if the replica does not answer."""
        written = _position(primary, _WRITTEN)
        with self.engine.connect() as connection:
            return self._lacks(written, connection)

    def _is_late(self, session: Session, primary: Callable[[], Session]) -> bool:
        try:
            with primary() as reading:
                written = _position(reading, _WRITTEN)
        except DatabaseUnavailable:  # then it is the replica, however late, or nothing
            return False
        late = self._lacks(written, session)
        if late:
            _log.warning("replica is late: public reads go to the primary")
        return late

    def _lacks(self, written: int, replica: Session | Connection) -> bool:
        """What the primary had written for longer than is allowed."""
        replayed = _position(replica, _REPLAYED)
        return self._lag.seconds(written, replayed, time.monotonic()) > self._max_behind_seconds

    def behind_bytes(self, primary: Session) -> int:
        """How much of what the primary has written by now it has yet to replay."""
        written = primary.scalar(text("SELECT CAST(pg_current_wal_lsn() AS text)"))
        asked = text("SELECT pg_wal_lsn_diff(CAST(:written AS pg_lsn), pg_last_wal_replay_lsn())")
        with self.engine.connect() as connection:
            return max(0, int(connection.scalar(asked, {"written": written}) or 0))


def _position(server: Session | Connection, asked: TextClause) -> int:
    """In bytes; 0 where nothing was ever replayed."""
    return int(server.scalar(asked) or 0)
