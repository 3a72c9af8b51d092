"""Workbooks as somebody else's library opens them: text stays text, and a long table needs no memory."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from random import Random

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]

from app.core import csv_table, xlsx_table
from app.core.tables import Column, Holds, Table, Value
from tests.soak import size

COLUMNS = [Column("name", "What it is called."), Column("reports", "How many.", Holds.WHOLE, "reports")]


def opened(rows: Sequence[Sequence[Value]], **options: int) -> Workbook:
    table = Table("counts", COLUMNS, rows, {"caveat": "Few reports do not mean few problems."})
    return load_workbook(io.BytesIO(b"".join(xlsx_table.write(table, **options))))


def values(workbook: Workbook, sheet: str) -> list[list[object]]:
    return [list(row) for row in workbook[sheet].values]


def test_has_a_header_that_stays_and_rows() -> None:
    workbook = opened([["Ош", 2], [None, -2.5], [datetime(2020, 10, 4, 3, tzinfo=UTC), True]])

    assert values(workbook, "counts") == [
        ["name", "reports"],
        ["Ош", 2],
        [None, -2.5],
        ["2020-10-04T03:00:00Z", True],
    ]
    assert workbook["counts"].freeze_panes == "A2"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "007", "1e5", "TRUE", " Ўш ", "<&>\"'"])
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    cell = opened([[text, 1]])["counts"]["A2"]

    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_what_xml_cannot_hold_is_escaped_as_spreadsheets_do() -> None:
    workbook = opened([["a\x01b\r\n_x0041_", 1], ["x" * 40_000, 2]])

    escaped, cut = [row[0] for row in values(workbook, "counts")[1:]]
    assert escaped == "a_x0001_b_x000D_\n_x005F_x0041_"
    assert isinstance(cut, str)
    assert (len(cut), cut[-1]) == (xlsx_table.MAX_CHARACTERS, "…")


@pytest.mark.parametrize(
    ("rows", "sheets"),
    [(0, ["counts"]), (3, ["counts"]), (4, ["counts", "counts 2"]), (7, ["counts", "counts 2", "counts 3"])],
)
def test_more_rows_than_a_sheet_holds_go_on_to_the_next(rows: int, sheets: list[str]) -> None:
    workbook = opened([["Ош", number] for number in range(rows)], max_rows=3)

    assert workbook.sheetnames == [*sheets, "about"]
    assert {workbook[sheet]["A1"].value for sheet in sheets} == {"name"}
    assert [row[1] for sheet in sheets for row in values(workbook, sheet)[1:]] == list(range(rows))


def test_says_what_the_columns_mean_and_what_must_stand_beside_the_numbers() -> None:
    assert values(opened([]), "about")[1:] == [
        ["name", "text", None, "What it is called."],
        ["reports", "integer", "reports", "How many."],
        ["caveat", None, None, "Few reports do not mean few problems."],
    ]


def test_the_same_table_is_the_same_bytes() -> None:
    first, second = (b"".join(xlsx_table.write(Table("counts", COLUMNS, [["Ош", 1]]))) for _ in range(2))

    assert first == second
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


@pytest.mark.parametrize("write", [csv_table.write, xlsx_table.write], ids=["csv", "xlsx"])
def test_a_long_table_needs_no_memory(write: Callable[[Table], Iterator[bytes]]) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        pieces, peak = alone.submit(traced, write, size(5_000, 1_000_000)).result()

    assert pieces > 1
    assert peak < 2_000_000  # the smaller table alone has as many characters


def traced(write: Callable[[Table], Iterator[bytes]], rows: int) -> tuple[int, int]:
    """Pieces written, and the most bytes that were held meanwhile; for a process of one thread."""
    chance = Random(1)

    def many() -> Iterator[Sequence[Value]]:
        for number in range(rows):
            yield [chance.randbytes(200).hex(), number]

    tracemalloc.start()
    pieces = sum(1 for _ in write(Table("counts", COLUMNS, many())))
    return pieces, tracemalloc.get_traced_memory()[1]
