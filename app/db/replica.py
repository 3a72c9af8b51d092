"""A replica that public reads go to while it answers. It may be behind; its answers say as of when."""

import time
from typing import Final

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.db.engine import build_replica_engine
from app.db.outages import DatabaseUnavailable

ASK_AGAIN_SECONDS: Final = 5

_log = structlog.get_logger("pollwatch.database")


class Replica:
    """Once it has not answered, one caller every ASK_AGAIN_SECONDS finds out whether it does again."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = build_replica_engine(url)
        self._ask_at: float | None = None  # None: it answered

    def connects(self, session: Session) -> bool:
        """Whether this session on it has its connection now. Not asked for while it is known to be away."""
        if self._ask_at is not None:
            if time.monotonic() < self._ask_at:
                return False
            self._ask_at = time.monotonic() + ASK_AGAIN_SECONDS  # meanwhile the others need not wait
        try:
            session.connection()
        except DatabaseUnavailable:
            self._ask_at = time.monotonic() + ASK_AGAIN_SECONDS
            _log.warning("replica does not answer: public reads go to the primary")
            return False
        self._ask_at = None
        return True

    def ping(self) -> None:
        """Raise DatabaseUnavailable unless it answers now."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def behind_bytes(self, primary: Session) -> int:
        """How much of what the primary has written by now it has yet to replay."""
        written = primary.scalar(text("SELECT CAST(pg_current_wal_lsn() AS text)"))
        asked = text("SELECT pg_wal_lsn_diff(CAST(:written AS pg_lsn), pg_last_wal_replay_lsn())")
        with self.engine.connect() as connection:
            return max(0, int(connection.scalar(asked, {"written": written}) or 0))
