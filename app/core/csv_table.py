"""Tables as CSV (RFC 4180, UTF-8, header row), also in the flavour that spreadsheets open by double-click."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Value = str | int | float | bool | None

_BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  Excel reads them too
_CHUNK: Final = 64 * 1024  # characters


def write(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, excel: bool = False) -> Iterator[bytes]:
    """In chunks, so that a long table needs no memory. `excel` adds a byte order mark, separates by
    semicolons, and puts an apostrophe before text that a spreadsheet would take for a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if excel else ",", lineterminator="\r\n")
    if excel:
        buffer.write(_BOM)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value, excel=excel) for value in row])
        if buffer.tell() >= _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Value, *, excel: bool) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if excel and isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
