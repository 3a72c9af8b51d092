"""Engines and their pools; with `portable.py` the only place that asks which database it is."""

import json
import re
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from app.db import outages
from app.db.turns import TurnsPool

# Nobody ever waits for a connection while holding a thread: each user of a pool has its own limit, and
# the pool is exactly their sum (FastAPI #3205). See tests/api/test_saturation.py.
MAX_PUBLIC_READERS, MAX_COUNTING, MAX_DOWNLOADS, MAX_REMEMBERING, MAX_HOLDING = 6, 2, 2, 1, 1
MAX_READERS, MAX_BUNDLES, MAX_AUTH, MAX_PACING, MAX_BACKGROUND, MAX_LIVE = 6, 2, 4, 2, 3, 2
_PUBLIC_READERS = MAX_PUBLIC_READERS + MAX_COUNTING + MAX_DOWNLOADS + MAX_REMEMBERING + MAX_HOLDING
_OTHER_READERS = MAX_READERS + MAX_BUNDLES + MAX_AUTH + MAX_PACING + MAX_BACKGROUND + MAX_LIVE
READ_POOL_SIZE = _PUBLIC_READERS + _OTHER_READERS
REPLICA_POOL_SIZE = _PUBLIC_READERS + 1  # and readiness
POSTGRES_WRITERS, POSTGRES_BACKGROUND_WRITERS = 6, 3
BUSY_TIMEOUT_MS = 10_000
REPLICA_PATIENCE_SECONDS = 2
_LONG_IN_TEXT, _LONG_IN_BYTES = re.compile("[0-9]{19}"), re.compile(b"[0-9]{19}")


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def build_read_engine(url: str) -> Engine:
    """All statements of a transaction see one state, as on SQLite anyway: an answer never mixes two."""
    engine = _create(url, pool_size=READ_POOL_SIZE, pool_pre_ping=not is_sqlite(url))
    if not is_sqlite(url):
        return _reading(engine)
    event.listen(engine, "connect", _prepare_sqlite_reader)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def build_replica_engine(url: str) -> Engine:
    """Of PostgreSQL. One that is out of reach is given up within seconds: there is the primary to ask."""
    patience = {
        "connect_timeout": REPLICA_PATIENCE_SECONDS,
        "tcp_user_timeout": REPLICA_PATIENCE_SECONDS * 1000,
    }
    return _reading(_create(url, pool_size=REPLICA_POOL_SIZE, pool_pre_ping=True, connect_args=patience))


def _reading(engine: Engine) -> Engine:
    return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


def build_write_engine(url: str) -> Engine:
    """SQLite gets exactly one writing connection: a second writer would wait behind it anyway, and worse."""
    if not is_sqlite(url):
        size = POSTGRES_WRITERS + POSTGRES_BACKGROUND_WRITERS
        return _create(url, pool_size=size, pool_pre_ping=True)
    engine = _create(url, poolclass=TurnsPool, pool_size=1, pool_timeout=60)
    event.listen(engine, "connect", _prepare_sqlite_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def build_migration_engine(url: str) -> Engine:
    """SQLite changes a table by making another and dropping the old one; with foreign keys enforced that
    would fail, or take the children along. They can only be switched off before a transaction begins.
    """
    engine = build_write_engine(url)
    if is_sqlite(url):
        event.listen(engine, "connect", _stop_enforcing_foreign_keys)
    return engine


def _create(url: str, **pool: Any) -> Engine:
    engine = create_engine(
        url, max_overflow=0, json_serializer=_to_json, json_deserializer=_from_json, **pool
    )
    outages.watch(engine)
    return engine


def _to_json(value: Any) -> str:
    """UTF-8 as it is: escaped, Cyrillic takes three times the room."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # integers of more than 64 bits, which a sender may have sent
        return json.dumps(value, ensure_ascii=False)


def _from_json(text: str | bytes) -> Any:
    """As it was: orjson would make a float of an integer of more than 64 bits. One database gives text, the
    other bytes."""
    long = _LONG_IN_BYTES.search(text) if isinstance(text, bytes) else _LONG_IN_TEXT.search(text)
    return json.loads(text) if long else orjson.loads(text)


def _prepare_sqlite(connection: Any) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_sqlite_reader(connection: Any, _record: object) -> None:
    _prepare_sqlite(connection)
    # Readers never checkpoint: SQLite below 3.51.3 can corrupt the WAL when two connections do.
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("PRAGMA query_only=ON")


def _prepare_sqlite_writer(connection: Any, _record: object) -> None:
    _prepare_sqlite(connection)
    connection.execute("PRAGMA wal_autocheckpoint=0")  # only the holder of writer.lock checkpoints


def _stop_enforcing_foreign_keys(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
