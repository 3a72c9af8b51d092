"""Versions of what is public, as conditions on rows that say with which one they changed."""

from typing import Any

from sqlalchemy import ColumnElement, tuple_

from app.elections.public_state import Step


def changed_with(rows: Any) -> Any:
    return tuple_(rows.changed_sequence, rows.changed_tick)


def changed_since(rows: Any, step: Step) -> ColumnElement[bool]:
    """In a later version. Spelled as from the next one on: of a pair that must be greater, SQLite reads all
    entries of an index that are equal before it finds the first."""
    sequence, tick = step
    found: ColumnElement[bool] = changed_with(rows) >= (sequence, tick + 1)
    return found
