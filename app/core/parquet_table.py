"""Tables as Parquet, with a position as GeoParquet 1.1. pyarrow is an extra, and loaded when asked for."""

import json
import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from app.core.negotiation import NotAcceptable
from app.core.outlet import Outlet
from app.core.tables import Holds, Table, Value

_GROUP: Final = 10_000  # rows: as many are in memory at a time
_GEOMETRY: Final = "geometry"
# Longitude before latitude on WGS 84 is what GeoParquet means where no other system is named.
_GEO: Final = {
    "version": "1.1.0",
    "primary_column": _GEOMETRY,
    "columns": {_GEOMETRY: {"encoding": "WKB", "geometry_types": ["Point"]}},
}


class ParquetNotInstalled(NotAcceptable):
    """The same refusal as of any other form that cannot be had here, with what would help."""

    def __init__(self) -> None:
        super().__init__(())
        self.detail = "This service was installed without Parquet: pip install 'pollwatch[parquet]'."


def check_installed() -> None:
    try:
        import pyarrow.parquet  # type: ignore[import-untyped]  # noqa: F401  # ships no types
    except ImportError:
        raise ParquetNotInstalled from None


def write(table: Table) -> Iterator[bytes]:
    """One group of rows after another. What stands beside the numbers is in the file's own metadata."""
    from pyarrow import parquet

    schema, outlet, rows = _schema(table), Outlet(), iter(table.rows)
    with parquet.ParquetWriter(outlet, schema) as writer:
        while group := list(islice(rows, _GROUP)):
            writer.write_batch(_batch(table, schema, group))
            yield outlet.take()
    yield outlet.take()


def _schema(table: Table) -> Any:
    import pyarrow

    types = {
        Holds.TEXT: pyarrow.string(),
        Holds.WHOLE: pyarrow.int64(),
        Holds.NUMBER: pyarrow.float64(),
        Holds.TRUTH: pyarrow.bool_(),
        Holds.INSTANT: pyarrow.timestamp("ms", tz="UTC"),
    }
    fields = [
        pyarrow.field(
            column.name,
            types[column.holds],
            metadata={"description": column.means, **({"unit": column.unit} if column.unit else {})},
        )
        for column in table.columns
    ]
    about = dict(table.about)
    if table.position:
        fields.append(pyarrow.field(_GEOMETRY, pyarrow.binary()))
        about["geo"] = json.dumps(_GEO)
    return pyarrow.schema(fields, metadata=about)


def _batch(table: Table, schema: Any, rows: Sequence[Sequence[Value]]) -> Any:
    import pyarrow

    columns: list[Any] = list(zip(*rows, strict=True))
    if table.position:
        longitude, latitude = (table.names.index(name) for name in table.position)
        columns.append([_point(row[longitude], row[latitude]) for row in rows])
    arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pyarrow.record_batch(arrays, schema=schema)


def _point(longitude_deg: Value, latitude_deg: Value) -> bytes | None:
    """Well-known binary: little-endian, a point, x, y."""
    if longitude_deg is None:
        return None
    return struct.pack("<BIdd", 1, 1, longitude_deg, latitude_deg)
