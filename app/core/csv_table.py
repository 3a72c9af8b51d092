"""Tables as CSV (RFC 4180, UTF-8, header row), also in the flavour that spreadsheets open by double-click."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.core.tables import Table, Value, instant_text

_BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  Excel reads them too
# Station numbers that would lose their zeros, digits that no number keeps, and "4-10", which is no day.
_ALTERED: Final = re.compile(r"0\d+|\d{16,}|\d{1,2}[-/.]\d{1,2}")
_CHUNK: Final = 64 * 1024  # characters


def write(table: Table, *, excel: bool = False) -> Iterator[bytes]:
    """In chunks, so that a long table needs no memory. `excel` adds a byte order mark, separates by
    semicolons, and puts an apostrophe before text that a spreadsheet would take for a formula, a number or a
    day."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if excel else ",", lineterminator="\r\n")
    if excel:
        buffer.write(_BOM)
    writer.writerow(table.names)
    for row in table.rows:
        writer.writerow([_cell(value, excel=excel) for value in row])
        if buffer.tell() >= _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Value, *, excel: bool) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return instant_text(value)
    if excel and isinstance(value, str) and (value.startswith(_FORMULA) or _ALTERED.fullmatch(value)):
        return f"'{value}"
    return value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
