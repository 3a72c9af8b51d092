"""The outline of areas, and circles as large as their numbers."""

import re

from app.elections.areas import AreaTree, AreaView
from app.web.area_map import LARGEST_RADIUS, SMALLEST_RADIUS, WIDTH, AreaMap, area_map, radius
from app.web.count_table import Sum
from tests.unit.test_areas import square

CODES = ("W", "E", "NONE")


def tree() -> AreaTree:
    return AreaTree.of(
        [
            AreaView("KG", None, 0, {"en": "Country"}),
            AreaView("W", "KG", 1, {"en": "West"}, square(70, 40, 2)),
            AreaView("E", "KG", 1, {"en": "East"}, square(72, 40, 2)),
            AreaView("NONE", "KG", 1, {"en": "Without a polygon"}),
        ]
    )


def drawn(sums: dict[str | None, Sum]) -> AreaMap:
    found = area_map(tree(), CODES, sums)
    assert found is not None
    return found


def test_fills_the_width_and_keeps_the_proportions_of_the_ground() -> None:
    found = drawn({})

    corners = [
        (float(x), float(y)) for each in found.outlines for x, y in re.findall(r"(\d+) (\d+)", each.path)
    ]
    assert (min(x for x, _ in corners), max(x for x, _ in corners)) == (0, WIDTH)
    assert (min(y for _, y in corners), max(y for _, y in corners)) == (0, found.height)
    assert abs(WIDTH / found.height - 2 * 0.755) < 0.01  # four degrees by two, at the cosine of 41°


def test_west_is_left_and_each_circle_lies_in_its_area() -> None:
    found = drawn({"W": Sum(4, 1, 5), "E": Sum(1, 1, 1), "NONE": Sum(3, 0, 3), None: Sum(7, 0, 7)})

    west, east = found.symbols
    assert (west.code, east.code) == ("W", "E"), "only what has a polygon; the largest first"
    assert west.x < WIDTH / 2 < east.x
    assert west.radius == LARGEST_RADIUS
    assert west.verified_radius == LARGEST_RADIUS / 2, "a quarter is verified: a quarter of the area"
    assert east.verified_radius == east.radius
    assert found.elsewhere == 3 + 7


def test_the_area_of_a_circle_is_as_its_number_down_to_where_a_figure_fits() -> None:
    assert radius(25, 100) == LARGEST_RADIUS / 2
    assert radius(1, 10_000) == SMALLEST_RADIUS


def test_there_is_no_map_without_polygons() -> None:
    assert area_map(tree(), ("NONE",), {"NONE": Sum(1, 0, 1)}) is None
