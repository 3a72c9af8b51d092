"""Where a point belongs: to the smallest polygon that holds it; and who is whose ancestor."""

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.elections.area_import import read_areas
from app.elections.areas import AreaTree, AreaView


def square(west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def tree(areas: Iterable[tuple[str, str | None, int]], **polygons: dict[str, Any]) -> AreaTree:
    return AreaTree.of(
        AreaView(code, parent, level, {"en": code}, polygons.get(code)) for code, parent, level in areas
    )


COUNTRY = (
    ("KG", None, 0), ("KG-O", "KG", 1), ("KG-GO", "KG", 1),
    ("KG-O-ALA", "KG-O", 2), ("KG-O-ALA-1", "KG-O-ALA", 3), ("abroad", None, 0),
)  # fmt: skip


@pytest.fixture(scope="module")
def kyrgyzstan() -> AreaTree:
    text = resources.files("app.cli").joinpath("data/kyrgyzstan-areas.geojson").read_text("utf-8")
    return AreaTree.of(read_areas(json.loads(text), {}).rows)


class TestKyrgyzstan:
    @pytest.mark.parametrize(
        ("place", "latitude_deg", "longitude_deg", "code"),
        [
            ("Osh, the city centre", 40.5283, 72.7985, "KG-GO"),
            ("Osh, at its edge", 40.5800, 72.7985, "KG-GO"),
            ("Gulcha, behind Osh", 40.3136, 73.4433, "KG-O"),
            ("Uzgen", 40.7699, 73.3007, "KG-O"),
            ("Bishkek", 42.8746, 74.5698, "KG-GB"),
            ("Kemin", 42.7861, 75.6917, "KG-C"),
            ("Jalal-Abad", 40.9333, 73.0017, "KG-J"),
            ("Batken", 40.0626, 70.8194, "KG-B"),
            ("Karakol", 42.4907, 78.3936, "KG-Y"),
            ("Naryn", 41.4287, 75.9911, "KG-N"),
            ("Talas", 42.5228, 72.2427, "KG-T"),
            ("Tashkent, abroad", 41.2995, 69.2401, None),
            ("the Gulf of Guinea", 0.0, 0.0, None),
        ],
    )
    def test_towns_lie_in_their_regions(
        self, kyrgyzstan: AreaTree, place: str, latitude_deg: float, longitude_deg: float, code: str | None
    ) -> None:
        assert kyrgyzstan.containing(latitude_deg, longitude_deg) == code, place

    def test_osh_city_hides_the_region_around_it(self, kyrgyzstan: AreaTree) -> None:
        without = AreaTree.of(area for area in kyrgyzstan.by_code.values() if area.code != "KG-GO")

        assert without.containing(40.5283, 72.7985) == "KG-O"


class TestContaining:
    def test_takes_the_smallest_whatever_the_order(self) -> None:
        polygons = {"KG-O": square(70, 40, 4), "KG-GO": square(71, 41, 1)}

        for areas in (COUNTRY, COUNTRY[::-1]):
            assert tree(areas, **polygons).containing(41.5, 71.5) == "KG-GO"
            assert tree(areas, **polygons).containing(40.5, 70.5) == "KG-O"

    @pytest.mark.parametrize("point", [(41, 71), (41, 71.5), (42, 72), (41.5, 72)])
    def test_holds_its_own_border_and_corners(self, point: tuple[float, float]) -> None:
        polygons = {"KG-O": square(70, 40, 4), "KG-GO": square(71, 41, 1)}

        assert tree(COUNTRY, **polygons).containing(*point) == "KG-GO"

    def test_gives_the_border_between_two_of_one_size_always_to_the_same(self) -> None:
        polygons = {"KG-O": square(70, 40, 1), "KG-GO": square(71, 40, 1)}

        assert {tree(areas, **polygons).containing(40.5, 71) for areas in (COUNTRY, COUNTRY[::-1])} == {
            "KG-GO"
        }

    def test_leaves_out_what_a_ring_inside_cuts_away(self) -> None:
        outer, hole = square(70, 40, 4), square(71, 41, 1)
        outer["coordinates"].append(hole["coordinates"][0])

        assert tree(COUNTRY, **{"KG-O": outer}).containing(41.5, 71.5) is None

    def test_knows_areas_of_several_parts(self) -> None:
        parts = [square(70, 40, 1)["coordinates"], square(75, 40, 1)["coordinates"]]
        found = tree(COUNTRY, **{"KG-O": {"type": "MultiPolygon", "coordinates": parts}})

        assert [found.containing(40.5, east) for east in (70.5, 73, 75.5)] == ["KG-O", None, "KG-O"]

    def test_is_nowhere_when_no_area_has_a_polygon(self) -> None:
        assert tree(COUNTRY).containing(41.5, 71.5) is None
        assert tree(()).containing(41.5, 71.5) is None

    @given(st.floats(40, 44), st.floats(70, 74))
    def test_finds_the_same_as_asking_each_polygon(self, latitude_deg: float, longitude_deg: float) -> None:
        polygons = {"KG-O": square(70, 40, 4), "KG-GO": square(71, 41, 1), "KG-O-ALA": square(71.5, 41.5, 2)}
        inside = [
            size
            for size, west, south in ((1, 71, 41), (2, 71.5, 41.5), (4, 70, 40))
            if west <= longitude_deg <= west + size and south <= latitude_deg <= south + size
        ]
        expected = {1: "KG-GO", 2: "KG-O-ALA", 4: "KG-O"}[min(inside)]

        assert tree(COUNTRY, **polygons).containing(latitude_deg, longitude_deg) == expected


class TestDescendants:
    @pytest.mark.parametrize(
        ("code", "below"),
        [
            ("KG", {"KG", "KG-O", "KG-GO", "KG-O-ALA", "KG-O-ALA-1"}),
            ("KG-O", {"KG-O", "KG-O-ALA", "KG-O-ALA-1"}),
            ("KG-O-ALA-1", {"KG-O-ALA-1"}),
            ("abroad", {"abroad"}),
        ],
    )
    def test_are_the_area_and_all_below_it(self, code: str, below: set[str]) -> None:
        assert tree(COUNTRY).descendants(code) == below


class TestAtLevel:
    @pytest.mark.parametrize(
        ("code", "ancestors"),
        [
            ("KG-O-ALA-1", ["KG", "KG-O", "KG-O-ALA", "KG-O-ALA-1", None]),
            ("KG-GO", ["KG", "KG-GO", None, None, None]),
            ("KG", ["KG", None, None, None, None]),
            ("abroad", ["abroad", None, None, None, None]),
            ("nowhere", [None, None, None, None, None]),
        ],
    )
    def test_is_the_ancestor_or_nothing_where_the_area_is_coarser(
        self, code: str, ancestors: list[str | None]
    ) -> None:
        assert [tree(COUNTRY).at_level(code, level) for level in range(5)] == ancestors
