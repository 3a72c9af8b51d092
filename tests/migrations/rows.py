"""One row in every table of whatever schema is there, parents before children, read back to compare."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, MetaData, Table, insert, select
from sqlalchemy import types as t

NOON = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
ALEMBIC = "alembic_version"
# The first kind that fits; booleans before integers, because SQLite knows them as such only by name.
SAMPLES: tuple[tuple[type[t.TypeEngine[Any]], Any], ...] = (
    (t.JSON, {"of": "every kind"}),
    (t.Uuid, UUID(int=7, version=4)),
    (t.Boolean, True),
    (t.DateTime, NOON),
    (t.Date, date(2020, 10, 4)),
    (t.LargeBinary, b"\x01\x02"),
    (t.Integer, 1),
    (t.Float, 1.5),
    (t.String, "0123456789abcdef0123456789abcdef"),
)
Row = dict[str, Any]


def reflect(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def seed(connection: Connection, schema: MetaData | None = None) -> dict[str, Row]:
    """What was put into which table. To find out the schema takes longer than all the rest."""
    seeded: dict[str, Row] = {}
    for table in _tables(schema or reflect(connection)):
        values = {column.name: _sample(column) for column in table.columns}
        for constraint in table.foreign_key_constraints:
            parent = seeded.get(constraint.referred_table.name)
            for element in constraint.elements:
                # A row that refers to its own table refers to itself.
                values[element.parent.name] = (parent or values)[element.column.name]
        connection.execute(insert(table).values(values))
        seeded[table.name] = values
    return seeded


def read(connection: Connection, schema: MetaData | None = None) -> dict[str, list[Row]]:
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table))]
        for table in _tables(schema or reflect(connection))
    }


def _tables(metadata: MetaData) -> Iterable[Table]:
    return [table for table in metadata.sorted_tables if table.name != ALEMBIC]


def _sample(column: Column[Any]) -> Any:
    value = next(value for kind, value in SAMPLES if isinstance(column.type, kind))
    if isinstance(value, str):
        return value[: column.type.length or len(value)]  # type: ignore[attr-defined]  # a String has a length
    return value
