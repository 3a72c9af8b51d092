"""Tables as files: the forms there are, how one is asked for, and what the file is called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from app.core import csv_table, parquet_table, xlsx_table
from app.core.negotiation import CSV, PARQUET, XLSX, Format, choose
from app.core.parameters import Parameters
from app.core.tables import Table

TABLES: Final = (CSV, XLSX, PARQUET)
EXCEL: Final = "excel"
FORM: Final = frozenset({"f", "flavour"})  # the parameters that say in which form


@dataclass(frozen=True, slots=True)
class Wanted:
    """`excel` is the flavour of CSV that a spreadsheet opens by double-click."""

    form: Format
    excel: bool = False


def wanted(request: Request, formats: Sequence[Format], suffix: str | None) -> Wanted:
    """Raises NotAcceptable, and UnknownParameter where the flavour is none."""
    form = choose(
        formats, suffix=suffix, f=request.query_params.get("f"), accept=request.headers.get("accept")
    )
    if form is PARQUET:
        parquet_table.check_installed()
    given = Parameters([pair for pair in request.query_params.multi_items() if pair[0] in FORM], FORM)
    flavour = given.word("flavour", [EXCEL])
    if flavour and form is not CSV:
        given.refuse("flavour", "not-csv", "Only CSV has flavours: ask for f=csv too.")
    given.check()
    return Wanted(form, flavour == EXCEL)


def written(table: Table, form: Format, *, excel: bool = False) -> Iterator[bytes]:
    """The file, piece by piece."""
    if form is CSV:
        return csv_table.write(table, excel=excel)
    return xlsx_table.write(table) if form is XLSX else parquet_table.write(table)


def disposition(name: str, form: Format) -> dict[str, str]:
    """The header that makes it a file of this name."""
    return {"content-disposition": f'attachment; filename="{name}.{form.name}"'}
