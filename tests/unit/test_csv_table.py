"""CSV as RFC 4180 wants it, and as a spreadsheet opens it without running anything."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.csv_table import write
from app.core.tables import Column, Table, Value


def table(rows: list[list[Value]]) -> Table:
    return Table("counts", [Column("name", ""), Column("reports", "")], rows)


def written(rows: list[list[Value]], *, excel: bool = False) -> str:
    return b"".join(write(table(rows), excel=excel)).decode()


def test_writes_a_header_and_rows_that_end_in_crlf() -> None:
    assert written([["Ош", 2], [None, True]]) == "name,reports\r\nОш,2\r\n,true\r\n"


def test_quotes_what_needs_it() -> None:
    assert written([['say "no", now\r\n', 1]]) == 'name,reports\r\n"say ""no"", now\r\n",1\r\n'


def test_a_table_without_rows_is_its_header() -> None:
    assert written([]) == "name,reports\r\n"


def test_the_spreadsheet_flavour_has_a_mark_and_semicolons() -> None:
    assert written([["a;b", 2]], excel=True) == '\ufeffname;reports\r\n"a;b";2\r\n'


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_the_spreadsheet_flavour_runs_nothing(cell: str) -> None:
    table = written([[cell, -2]], excel=True).removeprefix("\ufeff")

    row = list(csv.reader(io.StringIO(table, newline=""), delimiter=";"))[1]
    assert row == [f"'{cell}", "-2"]


@pytest.mark.parametrize("cell", ["0117", "007", "12345678901234567", "4-10", "04/10", "1.2"])
def test_the_spreadsheet_flavour_keeps_what_would_be_read_as_a_number_or_a_day(cell: str) -> None:
    assert written([[cell, 7]], excel=True).endswith(f"'{cell};7\r\n")


@pytest.mark.parametrize("cell", ["117", "T-0117", "KG-GO", "2020-10-04", "0"])
def test_the_spreadsheet_flavour_leaves_other_text(cell: str) -> None:
    assert written([[cell, 7]], excel=True).endswith(f"\n{cell};7\r\n")


def test_the_plain_flavour_changes_no_text() -> None:
    assert written([["=1+1", 0], ["0117", 1]]) == "name,reports\r\n=1+1,0\r\n0117,1\r\n"


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=2, max_size=2))
)
def test_what_was_written_is_read_again(rows: list[list[Value]]) -> None:
    read = list(csv.reader(io.StringIO(written(rows), newline="")))

    assert read[1:] == rows


def test_a_long_table_comes_in_pieces() -> None:
    rows: list[list[Value]] = [["x" * 1000, number] for number in range(1000)]

    pieces = list(write(table(rows)))

    assert len(pieces) > 10
    assert max(map(len, pieces)) < 70_000
