"""The files that docs/elections.md shows can be imported as they stand there."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.core.text import unique_key
from app.elections import csv_sheet, station_import, visit_import
from app.elections.area_import import MAX_AREAS, read_areas
from app.elections.station_import import read_stations
from app.elections.visit_import import read_visits

TEXT = (Path(__file__).parents[2] / "docs" / "elections.md").read_text(encoding="utf-8")
AREAS, STATIONS, VISITS = re.findall(r"```(?:json|csv)\n(.*?)```", TEXT, re.DOTALL)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_areas_make_a_tree() -> None:
    reading = read_areas(json.loads(AREAS), {})

    assert reading.problems == []
    assert [(area.code, area.level) for area in reading.rows] == [("KG", 0), ("KG-GO", 1)]


def test_the_stations_lie_in_those_areas() -> None:
    areas = {area.code: area for area in read_areas(json.loads(AREAS), {}).rows}

    assert read_stations(STATIONS, areas).problems == []


def test_the_visits_are_to_those_stations() -> None:
    organisations = {unique_key("Common Cause"): uuid4()}

    assert read_visits(VISITS, {"T-0117": None}, organisations, NOW).problems == []


def test_every_column_and_limit_is_explained() -> None:
    for column in (
        *station_import.REQUIRED,
        *station_import.OPTIONAL,
        *visit_import.REQUIRED,
        *visit_import.OPTIONAL,
    ):
        assert f"`{column}`" in TEXT

    for limit in (csv_sheet.MAX_ROWS, MAX_AREAS):
        assert f"{limit:,}" in TEXT
