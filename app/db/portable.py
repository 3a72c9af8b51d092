"""Statements whose spelling differs by dialect."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from app.db.base import Model
from app.db.session import WriteSession

Rows = Sequence[Mapping[str, Any]]


def insert_into(session: WriteSession, row: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT on this session's database."""
    table: Table = row.__table__  # type: ignore[assignment]  # mapped classes here are plain tables
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_if_absent(session: WriteSession, row: type[Model], rows: Rows) -> list[dict[str, Any]]:
    """Insert what no unique key forbids; return the primary keys of the rows that were added.

    RETURNING, because `rowcount` after ON CONFLICT DO NOTHING is wrong on PostgreSQL.
    """
    if not rows:
        return []
    keys = list(row.__table__.primary_key.columns)  # type: ignore[attr-defined]
    statement = insert_into(session, row).on_conflict_do_nothing().returning(*keys)
    return [dict(added._mapping) for added in session.execute(statement, list(rows))]
