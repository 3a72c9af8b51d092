"""The transaction boundary: one request, job or command is one transaction, committed here."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.db.engine import BUSY_TIMEOUT_MS, build_read_engine, build_write_engine, is_sqlite
from app.db.replica import MAX_BEHIND_SECONDS, Replica

PATIENCE_MS: Final = 250


class ReadSession(Session):
    """May only SELECT: the database refuses anything else."""


class WriteSession(ReadSession):
    """May also change rows; wherever a ReadSession is asked for, this is accepted.

    `acting` is the account that the transaction is made for; None: the service itself, or the command line.
    """

    acting: UUID | None = None


Reads = Callable[[], ReadSession]


def beside(session: ReadSession) -> Reads:
    """Further sessions on the very server that this one reads: a replica and its primary differ."""
    return sessionmaker(session.get_bind(), class_=ReadSession, expire_on_commit=False)


class Database:
    """Two engines: readers that the database keeps from writing, and the writer. And a replica, if any."""

    def __init__(
        self, url: str, read_url: str | None = None, max_behind_seconds: float = MAX_BEHIND_SECONDS
    ) -> None:
        self.embedded = is_sqlite(url)
        self.read_engine = build_read_engine(url)
        self.write_engine = build_write_engine(url)
        self.replica = None if read_url is None else Replica(read_url, max_behind_seconds)
        self.read = sessionmaker(self.read_engine, class_=ReadSession, expire_on_commit=False)
        self.write = sessionmaker(self.write_engine, class_=WriteSession, expire_on_commit=False)

    def public(self) -> ReadSession:
        """To read what is public: of the replica while it answers and is not late, else of the primary.

        What is answered to one request is read in one such session, so it is of one moment, if not the last.
        """
        if self.replica is not None:
            session = ReadSession(self.replica.engine, expire_on_commit=False)
            if self.replica.serves(session, self.read):
                return session
            session.close()
        return self.read()

    def ping(self) -> None:
        """Raise DatabaseUnavailable unless readers and writers find the primary."""
        with self.read() as session:
            session.execute(text("SELECT 1"))
        if not self.embedded:  # on SQLite it is the same file
            with self.write() as session:
                session.execute(text("SELECT 1"))

    def checkpoint(self, *, truncate: bool = False) -> None:
        """Move the write-ahead log into the SQLite file. Only the holder of `writer.lock` may call this.

        By the writing connection, outside any transaction: meanwhile nobody writes. To `truncate` the log
        means to wait for those who read from it, for no longer than PATIENCE_MS.
        """
        connection = self.write_engine.raw_connection()
        cursor = connection.cursor()
        try:
            if truncate:
                cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            cursor.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})")
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            cursor.close()
            connection.close()

    def close(self) -> None:
        self.read_engine.dispose()
        self.write_engine.dispose()
        if self.replica is not None:
            self.replica.engine.dispose()
