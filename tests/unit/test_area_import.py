"""Areas from GeoJSON: a tree of any depth, and each way of not being one refused by name."""

import json
import math
from importlib import resources
from typing import Any

import pytest

from app.elections.area_import import MAX_AREAS, read_areas
from app.elections.areas import AreaTree, AreaView
from app.elections.errors import ImportRefused


def ring(*positions: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(positions)]}


def feature(code: str = "A", parent: str | None = None, **given: Any) -> dict[str, Any]:
    geometry = given.pop("geometry", None)
    properties = {"code": code, "parent": parent, "name": {"en": code}} | given
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **given: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)} | given


def problems(document: Any, stored: dict[str, AreaView] | None = None) -> list[tuple[int, str]]:
    return [(found.row, found.code) for found in read_areas(document, stored or {}).problems]


def stored(code: str, parent: str | None, level: int) -> dict[str, AreaView]:
    return {code: AreaView(code, parent, level, {"en": code})}


class TestTheKyrgyzAreas:
    @pytest.fixture
    def document(self) -> Any:
        text = resources.files("app.cli").joinpath("data/kyrgyzstan-areas.geojson").read_text("utf-8")
        return json.loads(text)

    def test_are_the_country_and_nine_regions(self, document: Any) -> None:
        reading = read_areas(document, {})

        assert reading.problems == []
        assert {area.code: area.level for area in reading.rows} == {
            "KG": 0, "KG-O": 1, "KG-C": 1, "KG-J": 1, "KG-B": 1,
            "KG-Y": 1, "KG-N": 1, "KG-T": 1, "KG-GB": 1, "KG-GO": 1,
        }  # fmt: skip

    def test_only_osh_city_is_approximate(self, document: Any) -> None:
        assert [area.code for area in read_areas(document, {}).rows if area.approximate] == ["KG-GO"]

    def test_make_a_tree_in_which_points_are_found(self, document: Any) -> None:
        tree = AreaTree.of(read_areas(document, {}).rows)

        assert tree.containing(40.5283, 72.7985) == "KG-GO"
        assert tree.containing(42.8746, 74.5698) == "KG-GB"


class TestATree:
    def test_may_be_of_any_depth_and_in_any_order(self) -> None:
        reading = read_areas(collection(feature("C", "B"), feature("B", "A"), feature("A")), {})

        assert [(area.code, area.level) for area in reading.rows] == [("A", 0), ("B", 1), ("C", 2)]

    def test_may_have_its_root_outside_the_features(self) -> None:
        reading = read_areas(
            collection(feature("A", "R"), root={"code": "R", "level": 0, "name": {"en": "R"}}), {}
        )

        assert [(area.code, area.parent_code) for area in reading.rows] == [("R", None), ("A", "R")]

    def test_may_hang_below_an_area_that_is_stored(self) -> None:
        assert read_areas(collection(feature("B", "A", level=3)), stored("A", "X", 2)).rows[0].level == 3

    def test_may_have_two_roots(self) -> None:
        assert problems(collection(feature("KG"), feature("abroad"))) == []

    def test_may_hold_areas_without_a_polygon(self) -> None:
        assert read_areas(collection(feature("A")), {}).rows[0].polygon is None

    def test_may_carry_altitudes_and_properties_we_do_not_know(self) -> None:
        ring = [[72, 40, 900], [73, 40, 900], [73, 41, 900], [72, 40, 900]]
        geometry = {"type": "Polygon", "coordinates": [ring], "bbox": [72, 40, 73, 41]}

        area = read_areas(collection(feature("A", geometry=geometry, population=12)), {}).rows[0]

        assert area.polygon == {
            "type": "Polygon",
            "coordinates": [[[72.0, 40.0], [73.0, 40.0], [73.0, 41.0], [72.0, 40.0]]],
        }


class TestABadAreaIsNamed:
    @pytest.mark.parametrize(
        ("code", "bad"),
        [
            ("bad-code", feature("")),
            ("bad-code", feature("KG,GO")),
            ("bad-code", feature("=1+1")),
            ("bad-code", feature("x" * 41)),
            ("bad-code", feature("A\0")),
            ("bad-code", feature("A", parent="")),
            ("bad-name", feature(name="Osh")),
            ("bad-name", feature(name={})),
            ("bad-name", feature(name={"xx": "Osh"})),
            ("bad-name", feature(name={"en": " "})),
            ("bad-name", feature(name={"en": 7})),
            ("bad-name", feature(name={"en": "x" * 201})),
            ("text-not-storable", feature(name={"en": "O\0sh"})),
            ("text-not-storable", feature(name={"en": "O\ud800sh"})),
            ("wrong-level", feature(level=1)),
            ("wrong-level", feature(level=True)),
            ("wrong-level", feature(level="0")),
            ("unknown-parent", feature(parent="nowhere")),
            ("not-a-feature", {"type": "Feature"}),
            ("not-a-feature", "A"),
            ("not-a-feature", None),
        ],
    )  # fmt: skip
    def test_by_what_is_wrong(self, code: str, bad: Any) -> None:
        assert problems(collection(feature("ROOT"), bad)) == [(2, code)]

    @pytest.mark.parametrize(
        ("code", "geometry"),
        [
            ("not-a-polygon", {"type": "Point", "coordinates": [72, 40]}),
            ("not-a-polygon", {"type": "GeometryCollection", "geometries": []}),
            ("not-a-polygon", "POLYGON EMPTY"),
            ("bad-geometry", {"type": "Polygon"}),
            ("bad-geometry", {"type": "Polygon", "coordinates": []}),
            ("bad-geometry", {"type": "Polygon", "coordinates": [[]]}),
            ("bad-geometry", {"type": "Polygon", "coordinates": [72, 40]}),
            ("bad-geometry", ring([72, 40], [73, 40], [72, 40])),
            ("bad-geometry", ring([72, 40], [73, 40], [73, 41], [72, 41])),
            ("bad-geometry", ring(["72", 40], [73, 40], [73, 41], ["72", 40])),
            ("bad-geometry", ring([True, 40], [73, 40], [73, 41], [True, 40])),
            ("bad-geometry", ring([72, 40], [73, 41], [73, 40], [72, 41], [72, 40])),
            ("bad-geometry", ring([72, 40], [73, 40], [72, 40], [72, 40])),
            ("bad-geometry", ring([72, 40], [73, 40], [73, 41], [72, 40]) | {"type": "MultiPolygon"}),
            ("not-degrees", ring(*[[672000, 4480000]] * 4)),
            ("not-degrees", ring(*[[40, 172]] * 4)),
            ("not-degrees", ring(*[[math.inf, 40]] * 4)),
            ("not-degrees", ring(*[[math.nan, 40]] * 4)),
            ("not-degrees", ring(*[[10**400, 40]] * 4)),
            ("too-many-positions", ring(*[[72, 40]] * 200_001)),
        ],
    )  # fmt: skip
    def test_by_what_is_wrong_with_its_polygon(self, code: str, geometry: Any) -> None:
        assert problems(collection(feature("A", geometry=geometry))) == [(1, code)]

    def test_when_its_code_was_there_before(self) -> None:
        assert problems(collection(feature("A"), feature("A"))) == [(2, "code-twice")]

    def test_when_its_parents_go_round_in_a_circle(self) -> None:
        document = collection(feature("A", "B"), feature("B", "A"), feature("C", "C"), feature("D"))

        assert problems(document) == [
            (1, "parents-circular"),
            (2, "parents-circular"),
            (3, "parents-circular"),
        ]

    def test_when_it_lies_deeper_than_any_country(self) -> None:
        chain = [feature("a0"), *(feature(f"a{level}", f"a{level - 1}") for level in range(1, 23))]

        assert problems(collection(*reversed(chain))) == [(1, "parents-circular"), (2, "parents-circular")]

    def test_when_its_parent_is_refused(self) -> None:
        assert problems(collection(feature("A", level=5), feature("B", "A"))) == [
            (1, "wrong-level"),
            (2, "unknown-parent"),
        ]

    def test_when_it_would_lift_an_area_that_is_stored(self) -> None:
        assert problems(collection(feature("A")), stored("A", "X", 1)) == [(1, "level-changed")]


class TestWhatIsNotATree:
    @pytest.mark.parametrize(
        ("code", "document"),
        [
            ("not-a-feature-collection", None),
            ("not-a-feature-collection", []),
            ("not-a-feature-collection", {}),
            ("not-a-feature-collection", {"type": "Feature", "features": []}),
            ("not-a-feature-collection", {"type": "FeatureCollection", "features": {}}),
            ("no-areas", {"type": "FeatureCollection", "features": []}),
            ("too-many-areas", {"type": "FeatureCollection", "features": [None] * (MAX_AREAS + 1)}),
        ],
    )
    def test_is_refused_as_a_whole(self, code: str, document: Any) -> None:
        with pytest.raises(ImportRefused) as refused:
            read_areas(document, {})

        assert [error["code"] for error in refused.value.extra["errors"]] == [code]
