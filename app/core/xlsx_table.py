"""Tables as XLSX (ECMA-376), row by row: nothing is kept, neither in memory nor on disk.

Text is written in its own cell and formatted as text: leading zeros stay, and nothing is ever a formula.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from app.core.outlet import Outlet
from app.core.tables import Column, Table, Value, instant_text

MAX_ROWS: Final = 1_000_000  # on a sheet; a spreadsheet holds 1,048,576
MAX_SHEET_BYTES: Final = 1 << 30  # before compression; a ZIP without extensions holds four times as much
MAX_CHARACTERS: Final = 32_767  # in a cell
_CHUNK: Final = 64 * 1024  # bytes
_COMPRESSION: Final = 1  # a quarter larger than at 6, in half the time
# XML cannot hold them, or would read them as something else; and what looks like their escape.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELS: Final = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
)
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_TEXT, _HEADING = 1, 2  # of the styles above
_SHEET: Final = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_END_OF_SHEET: Final = "</sheetData></worksheet>"
_DEFINITION: Final = (
    Column(
        "column",
        "",
    ),
    Column("holds", ""),
    Column("unit", ""),
    Column("means", ""),
)


def write(table: Table, *, max_rows: int = MAX_ROWS) -> Iterator[bytes]:
    """The rows, on as many sheets as they need; the last sheet says what the columns mean and what must
    stand beside the numbers."""
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        names: list[str] = []
        rows = iter(table.rows)
        row = next(rows, None)
        while not names or row is not None:
            names.append(f"{table.name} {len(names) + 1}" if names else table.name)
            sheet = _Sheet(archive, len(names), table.columns)
            while row is not None and sheet.has_room(max_rows):
                sheet.add(row)
                row = next(rows, None)
                if outlet.waiting_bytes >= _CHUNK:
                    yield outlet.take()
            sheet.close()
        names.append("about")
        about = _Sheet(archive, len(names), _DEFINITION)
        for line in _explanation(table):
            about.add(line)
        about.close()
        for path, content in _frame(names):
            archive.writestr(_entry(path), content)
    yield outlet.take()


class _Sheet:
    """One sheet while it is written: the header first, then rows."""

    def __init__(self, archive: zipfile.ZipFile, number: int, columns: Sequence[Column]) -> None:
        self._letters = [_letters(at) for at in range(len(columns))]
        self._rows = self._bytes = 0
        self._file = archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w")
        self._write(_SHEET)
        self.add([column.name for column in columns], style=_HEADING)

    def has_room(self, max_rows: int) -> bool:
        return self._rows <= max_rows and self._bytes < MAX_SHEET_BYTES

    def add(self, row: Iterable[Value], style: int = _TEXT) -> None:
        self._rows += 1
        cells = [
            _cell(f"{letters}{self._rows}", value, style)
            for letters, value in zip(self._letters, row, strict=True)
            if value is not None
        ]
        self._write(f'<row r="{self._rows}">{"".join(cells)}</row>')

    def close(self) -> None:
        self._write(_END_OF_SHEET)
        self._file.close()

    def _write(self, xml: str) -> None:
        content = xml.encode()
        self._bytes += len(content)
        self._file.write(content)


def _cell(at: str, value: Value, style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    text = instant_text(value) if isinstance(value, datetime) else str(value)
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        text = f"{text[: MAX_CHARACTERS - 1]}…"
    return escape(_UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _letters(at: int) -> str:
    """A, B, … Z, AA, …"""
    head, last = divmod(at, 26)
    return f"{_letters(head - 1) if head else ''}{chr(ord('A') + last)}"


def _explanation(table: Table) -> Iterator[Sequence[Value]]:
    columns = ((column.name, column.holds, column.unit, column.means) for column in table.columns)
    about = ((name, None, None, text) for name, text in table.about.items())
    return chain(columns, about)


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What makes sheets a workbook."""
    numbered = list(enumerate(names, 1))
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number, _ in numbered]
    types = "".join(
        f'<Override PartName="{part}" ContentType="{_SPREADSHEET}.{kind}+xml"/>' for part, kind in parts
    )
    yield "[Content_Types].xml", f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{_RELS}{types}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in numbered
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _entry(path: str) -> zipfile.ZipInfo:
    """With the earliest time there is: the same table is the same bytes."""
    entry = zipfile.ZipInfo(path)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
