"""The invented stations of the synthetic election look like a country's, and are the same every time."""

import json
from collections import Counter
from importlib import resources

import pytest

from app.cli.synthetic_stations import COUNT, as_csv, stations
from app.elections.area_import import read_areas
from app.elections.areas import AreaTree, AreaView
from app.elections.station_import import read_stations


@pytest.fixture(scope="module")
def areas() -> list[AreaView]:
    text = resources.files("app.cli").joinpath("data/kyrgyzstan-areas.geojson").read_text("utf-8")
    return read_areas(json.loads(text), {}).rows


class TestStations:
    def test_are_numbered_from_t_0001(self, areas: list[AreaView]) -> None:
        found = stations(areas, 7)

        assert [station.code for station in found] == [f"T-{number:04d}" for number in range(1, COUNT + 1)]

    def test_are_the_same_for_the_same_seed_and_others_for_another(self, areas: list[AreaView]) -> None:
        assert stations(areas, 7, 50) == stations(areas, 7, 50)
        assert stations(areas, 7, 50) != stations(areas, 8, 50)

    def test_lie_in_the_area_they_name(self, areas: list[AreaView]) -> None:
        tree = AreaTree.of(areas)

        for station in stations(areas, 7):
            assert station.latitude_deg is not None
            assert station.longitude_deg is not None
            assert tree.containing(station.latitude_deg, station.longitude_deg) == station.area_code

    def test_stand_in_every_region_and_where_people_live(self, areas: list[AreaView]) -> None:
        found = Counter(station.area_code for station in stations(areas, 7))

        assert set(found) == {area.code for area in areas if area.level == 1}
        assert found["KG-O"] > found["KG-GO"] > 100
        assert found["KG-GB"] > found["KG-N"]

    def test_have_about_as_many_voters_as_the_country(self, areas: list[AreaView]) -> None:
        voters = [station.registered_voters or 0 for station in stations(areas, 7)]

        assert min(voters) >= 180
        assert 3_300_000 < sum(voters) < 3_700_000

    def test_can_be_imported(self, areas: list[AreaView]) -> None:
        invented = stations(areas, 7)

        reading = read_stations(as_csv(invented), {area.code: area for area in areas})

        assert reading.problems == []
        assert reading.rows == invented

    def test_spread_alike_over_areas_nobody_knows(self) -> None:
        square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
        found = stations([AreaView("A", None, 0, {"en": "A"}, square)], 1, 10)

        assert Counter(station.area_code for station in found) == {"A": 10}
