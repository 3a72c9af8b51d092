"""The transaction boundary: one request, job or command is one transaction, committed here."""

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.db.engine import build_read_engine, build_write_engine, is_sqlite


class ReadSession(Session):
    """May only SELECT: the database refuses anything else."""


class WriteSession(ReadSession):
    """May also change rows; wherever a ReadSession is asked for, this is accepted."""


class Database:
    """Two engines: readers that the database keeps from writing, and the writer."""

    def __init__(self, url: str, read_url: str | None = None) -> None:
        self.embedded = is_sqlite(url)
        self.read_engine = build_read_engine(read_url or url)
        self.write_engine = build_write_engine(url)
        self.read = sessionmaker(self.read_engine, class_=ReadSession, expire_on_commit=False)
        self.write = sessionmaker(self.write_engine, class_=WriteSession, expire_on_commit=False)

    def checkpoint(self) -> None:
        """Move the write-ahead log into the SQLite file. Only the holder of `writer.lock` may call this."""
        with self.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)"))

    def close(self) -> None:
        self.read_engine.dispose()
        self.write_engine.dispose()
