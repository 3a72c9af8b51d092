"""Reads polling stations from CSV. Pure."""

from collections.abc import Mapping
from typing import Final

from app.elections import csv_sheet
from app.elections.codes import checked_code
from app.elections.csv_sheet import Cells
from app.elections.import_result import BadRow, Reading
from app.elections.languages import LANGUAGES
from app.elections.view import StationView

REQUIRED: Final = frozenset({"number", "area"})
OPTIONAL: Final = frozenset(
    {"latitude_deg", "longitude_deg", "registered_voters", *(f"name_{language}" for language in LANGUAGES)}
)


def read_stations(text: str, areas: Mapping[str, object]) -> Reading[StationView]:
    """A number is a text, so that 0117 keeps its zero. The area must be one of `areas`."""
    seen: set[str] = set()

    def row_of(cells: Cells) -> StationView:
        station = _station(cells, areas)
        if station.code in seen:
            raise BadRow("number-twice", "Another row of the file has this number.")
        seen.add(station.code)
        return station

    return csv_sheet.read(text, REQUIRED, OPTIONAL, row_of)


def _station(cells: Cells, areas: Mapping[str, object]) -> StationView:
    latitude_deg = csv_sheet.degrees(cells, "latitude_deg", 90)
    longitude_deg = csv_sheet.degrees(cells, "longitude_deg", 180)
    if (latitude_deg is None) != (longitude_deg is None):
        raise BadRow("half-a-position", "Give latitude_deg and longitude_deg, or neither.")
    if cells["area"] not in areas:
        raise BadRow("unknown-area", "The election has no area of this code. Import its areas first.")
    return StationView(
        code=checked_code(cells["number"], "number"),
        name=_name(cells),
        area_code=cells["area"],
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        registered_voters=csv_sheet.count(cells, "registered_voters"),
    )


def _name(cells: Cells) -> dict[str, str]:
    columns = {language: f"name_{language}" for language in LANGUAGES if cells.get(f"name_{language}")}
    if not columns:
        raise BadRow("no-name", "Give a name in at least one language, such as name_ru.")
    return {language: csv_sheet.text_of(cells, column) for language, column in columns.items()}
