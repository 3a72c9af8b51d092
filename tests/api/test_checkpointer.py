"""The write-ahead log of SQLite stays short, also while somebody always reads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db.checkpointer import LONG_BYTES, Checkpointer
from app.db.session import Database, ReadSession

ROW_BYTES = 200_000
ROWS = 600


@contextmanager
def somebody_always_reading(database: Database) -> Iterator[None]:
    """Each transaction ends after the next one has begun."""
    stopping = threading.Event()

    def read() -> None:
        reading = begin_to_read(database)
        while not stopping.wait(0.05):
            following = begin_to_read(database)
            reading.close()
            reading = following
        reading.close()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        stopping.set()
        reader.join()


def begin_to_read(database: Database) -> ReadSession:
    session = database.read()
    session.execute(text("SELECT count(*) FROM taxonomies"))
    return session


def write(database: Database, content: str) -> None:
    insert = "INSERT INTO taxonomies (version, document) VALUES ('x', :content)"
    upsert = text(f"{insert} ON CONFLICT (version) DO UPDATE SET document = :content")
    with database.write.begin() as session:
        session.execute(upsert, {"content": content})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_log_stays_short_while_somebody_always_reads(database_url: str) -> None:
    database = Database(database_url)
    log = Path(f"{database.write_engine.url.database}-wal")
    largest = 0

    with Checkpointer(database, every_seconds=0.02), somebody_always_reading(database):
        for number in range(ROWS):
            write(database, "abcd"[number % 4] * ROW_BYTES)  # every page of it changes
            largest = max(largest, log.stat().st_size)

    assert ROWS * ROW_BYTES > 7 * LONG_BYTES
    assert largest < 4 * LONG_BYTES
    assert log.stat().st_size == 0
    database.close()
