"""Reads a CSV file (RFC 4180, UTF-8, header row) into cells by column, with the line each row begins on."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.core.text import is_storable
from app.elections.errors import ImportRefused
from app.elections.import_result import BadRow, Reading, Row, RowProblem

MAX_ROWS: Final = 200_000
MAX_CHARACTERS: Final = 200  # of one cell

Cells = Mapping[str, str]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FORMULA: Final = ("=", "+", "-", "@")
_NUMBER: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_COUNT: Final = re.compile(r"[0-9]{1,8}")


def decode(raw: bytes) -> str:
    """The text of a file that was sent or read."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("not-utf-8", "The file is not UTF-8. Save it as “CSV UTF-8”.") from None


def read(
    text: str, required: frozenset[str], optional: frozenset[str], row_of: Callable[[Cells], Row]
) -> Reading[Row]:
    """Every row as `row_of` makes it. A file that cannot be read to its end is refused as a whole."""
    found = Reading[Row]()
    for line, values, columns in _records(text, required, optional):
        try:
            found.rows.append(row_of(_cells(columns, values)))
        except BadRow as bad:
            found.problems.append(RowProblem.of(line, bad))
    if not found.rows and not found.problems:
        raise _refused("no-rows", "There is no row below the header.")
    return found


def text_of(cells: Cells, column: str) -> str:
    """The cell, for people to read: no formula that a spreadsheet would run when it is exported again."""
    value = cells[column]
    if value.startswith(_FORMULA):
        raise BadRow("looks-like-a-formula", f"{column} begins as a formula of a spreadsheet does.")
    return value


def degrees(cells: Cells, column: str, limit: int) -> float | None:
    value = cells.get(column, "")
    if not value:
        return None
    if not _NUMBER.fullmatch(value) or abs(float(value)) > limit:
        raise BadRow(
            "not-degrees", f"{column} should be decimal degrees from -{limit} to {limit}, such as 40.5283."
        )
    return float(value)


def count(cells: Cells, column: str) -> int | None:
    value = cells.get(column, "")
    if not value:
        return None
    if not _COUNT.fullmatch(value):
        raise BadRow("not-a-count", f"{column} should be a whole number without separators, such as 1450.")
    return int(value)


def _records(
    text: str, required: frozenset[str], optional: frozenset[str]
) -> Iterator[tuple[int, list[str], list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    columns: list[str] = []
    rows = 0
    line = 1
    try:
        for values in reader:
            if any(values) and not columns:
                columns = _header(values, required, optional)
            elif any(values):
                rows += 1
                if rows > MAX_ROWS:
                    raise _refused("too-many-rows", f"At most {MAX_ROWS} rows are taken in one file.")
                yield line, values, columns
            line = reader.line_num + 1
    except csv.Error:
        message = "From here on this is not CSV: look for a quotation mark that is not closed or not doubled."
        raise _refused("not-csv", message, line) from None
    if not columns:
        raise _refused("no-rows", "The file is empty.")


def _header(values: list[str], required: frozenset[str], optional: frozenset[str]) -> list[str]:
    columns = [value.strip() for value in values]
    known = ", ".join([*sorted(required), *sorted(optional)])
    if len(columns) == 1 and ";" in columns[0]:
        raise _refused("semicolons", "The columns are separated by semicolons. Save the file with commas.")
    if len(set(columns)) != len(columns):
        raise _refused("column-twice", "The header names a column twice.")
    if not set(columns) <= required | optional:
        raise _refused("unknown-column", f"The header names a column that is not known. Known are: {known}.")
    if missing := required - set(columns):
        raise _refused("missing-column", f"The header lacks {', '.join(sorted(missing))}.")
    return columns


def _cells(columns: list[str], values: list[str]) -> Cells:
    if len(values) != len(columns):
        raise BadRow("wrong-number-of-cells", "The row has more or fewer cells than the header.")
    cells = {column: value.strip() for column, value in zip(columns, values, strict=True)}
    for column, value in cells.items():
        if len(value) > MAX_CHARACTERS:
            raise BadRow("too-long", f"{column} is longer than {MAX_CHARACTERS} characters.")
        if _CONTROL.search(value) or not is_storable(value):
            raise BadRow("text-not-storable", f"{column} contains a character that cannot be stored.")
    return cells


def _refused(code: str, message: str, line: int = 1) -> ImportRefused:
    error = {"pointer": f"line/{line}", "code": code, "message": message}
    return ImportRefused("Nothing was imported: the file cannot be read.", [error])
