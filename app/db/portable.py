"""Statements whose spelling differs by dialect."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.sql.dml import ReturningInsert

from app.db.base import Model
from app.db.session import WriteSession

Rows = Sequence[Mapping[str, Any]]
Insert = postgresql.Insert | sqlite.Insert


def insert_into(session: WriteSession, row: type[Model]) -> Insert:
    """An INSERT that knows ON CONFLICT on this session's database."""
    return _insert(_dialect(session), row)


def insert_if_absent(session: WriteSession, row: type[Model], rows: Rows) -> list[dict[str, Any]]:
    """Insert what no unique key forbids; return the primary keys of the rows that were added.

    RETURNING, because `rowcount` after ON CONFLICT DO NOTHING is wrong on PostgreSQL.
    """
    if not rows:
        return []
    added = session.execute(_insert_if_absent(_dialect(session), row), list(rows))
    return [dict(zip(added.keys(), keys, strict=True)) for keys in added.all()]


def insert_or_add(
    session: WriteSession,
    row: type[Model],
    columns: tuple[str, ...],
    rows: Sequence[tuple[str | int, ...]],
    counters: tuple[str, ...],
) -> None:
    """Insert the rows; where the primary key is there already, its counters grow by those given.

    Handed to the driver as they are, text and numbers only: of the CPU of counting a report, SQLAlchemy's
    handling of parameters was half.
    """
    if not rows:
        return
    dialect = _dialect(session)
    statement = _insert_or_add(dialect, row, columns, counters)
    by_name = dialect == "postgresql"
    given = [dict(zip(columns, values, strict=True)) for values in rows] if by_name else list(rows)
    session.connection().exec_driver_sql(statement, given)


def upsert(session: WriteSession, row: type[Model], rows: Rows) -> None:
    """Insert the rows; where the primary key is there already, every other column takes the new value."""
    if not rows:
        return
    keys = [column.name for column in _table(row).primary_key.columns]
    insert = insert_into(session, row)
    replaced = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    session.execute(insert.on_conflict_do_update(index_elements=keys, set_=replaced), list(rows))


# Building a statement costs more than running it: those of the hot path are built once.
@cache
def _insert_if_absent(dialect: str, row: type[Model]) -> ReturningInsert[Any]:
    return _insert(dialect, row).on_conflict_do_nothing().returning(*_table(row).primary_key.columns)


@cache
def _insert_or_add(
    dialect: str, row: type[Model], columns: tuple[str, ...], counters: tuple[str, ...]
) -> str:
    insert, table = _insert(dialect, row), _table(row)
    sums = {name: table.columns[name] + insert.excluded[name] for name in counters}
    keys = [column.name for column in table.primary_key.columns]
    adding = insert.on_conflict_do_update(index_elements=keys, set_=sums)
    spelling: Dialect
    if dialect == "postgresql":
        spelling = PGDialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]  # SQLAlchemy's
    else:
        spelling = SQLiteDialect(paramstyle="qmark")
    compiled = adding.compile(dialect=spelling, column_keys=columns)
    if compiled.positiontup not in (None, list(columns)):
        raise ValueError(f"the columns of {table.name} should be named in its own order")
    return str(compiled)


def _insert(dialect: str, row: type[Model]) -> Insert:
    return postgresql.insert(_table(row)) if dialect == "postgresql" else sqlite.insert(_table(row))


def _table(row: type[Model]) -> Table:
    table: Table = row.__table__  # type: ignore[assignment]  # mapped classes here are plain tables
    return table


def _dialect(session: WriteSession) -> str:
    return session.get_bind().dialect.name
