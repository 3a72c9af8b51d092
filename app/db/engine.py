"""Engines and their pools; with `portable.py` the only place that asks which database it is."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

# Nobody ever waits for a connection while holding a thread: each user of a pool has its own limit, and
# the pool is exactly their sum (FastAPI #3205). See tests/api/test_saturation.py.
MAX_READERS, MAX_AUTH, MAX_BACKGROUND = 12, 4, 3
READ_POOL_SIZE = MAX_READERS + MAX_AUTH + MAX_BACKGROUND
POSTGRES_WRITERS, POSTGRES_BACKGROUND_WRITERS = 6, 3


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def build_read_engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=READ_POOL_SIZE, max_overflow=0, pool_pre_ping=not is_sqlite(url))
    if is_sqlite(url):
        event.listen(engine, "connect", _prepare_sqlite_reader)
        event.listen(engine, "begin", _begin_deferred)
    return engine.execution_options(postgresql_readonly=True)


def build_write_engine(url: str) -> Engine:
    """SQLite gets exactly one writing connection: a second writer would wait behind it anyway, and worse."""
    if not is_sqlite(url):
        size = POSTGRES_WRITERS + POSTGRES_BACKGROUND_WRITERS
        return create_engine(url, pool_size=size, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=60)
    event.listen(engine, "connect", _prepare_sqlite_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_sqlite_reader(connection: Any, _record: object) -> None:
    _prepare_sqlite(connection)
    # Readers never checkpoint: SQLite below 3.51.3 can corrupt the WAL when two connections do.
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("PRAGMA query_only=ON")


def _prepare_sqlite_writer(connection: Any, _record: object) -> None:
    _prepare_sqlite(connection)
    connection.execute("PRAGMA wal_autocheckpoint=0")  # only the holder of writer.lock checkpoints


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
