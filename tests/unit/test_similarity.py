"""How much two descriptions have in common: each part, and the laws of the whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import trigrams
from app.elections import grid
from app.moderation.similarity import RADIUS_M, THRESHOLD, Described, described_by, in_common, score

OSH = (40.5283, 72.7985)
NINE = datetime(2020, 10, 4, 3, 0, tzinfo=UTC)
BUSES = Described(
    category="voter_transport.organised_busing",
    station="T-0001",
    point=OSH,
    area="KG-GO",
    at=NINE,
    day=date(2020, 10, 4),
    texts=described_by("three white minibuses carried the same people from school to school"),
)
OTHER = Described(category="media.equipment_seized")


def north(metres: float) -> tuple[float, float]:
    return OSH[0] + metres / 111_195, OSH[1]


def codes(one: Described, other: Described, bits: int | None = None) -> dict[str, int]:
    return {part.code: part.points for part in in_common(one, other, bits)}


class TestParts:
    def test_nothing_known_is_nothing_in_common(self) -> None:
        assert in_common(Described("a.b"), OTHER) == []

    def test_the_same_in_everything(self) -> None:
        found = codes(BUSES, BUSES, 0)

        assert found == {"photo": 60, "station": 30, "text": 30, "time": 20, "category": 15}
        assert list(found.values()) == sorted(found.values(), reverse=True)

    @pytest.mark.parametrize(("metres", "points"), [(50, 25), (150, 20), (490, 20), (900, 10), (1100, 0)])
    def test_the_nearer_the_more(self, metres: float, points: int) -> None:
        one, other = replace(BUSES, station=None), replace(BUSES, station=None, point=north(metres))

        assert codes(one, other).get("distance", 0) == points

    def test_says_how_far_apart(self) -> None:
        part = in_common(Described("a.b", point=OSH), replace(OTHER, point=north(120)))[0]

        assert (part.text, part.facts) == ("120 m apart.", {"distance_m": 120})

    def test_a_station_counts_instead_of_the_distance(self) -> None:
        assert "distance" not in codes(BUSES, replace(BUSES, point=north(5000)))

    def test_an_area_counts_only_where_nothing_finer_is_known_of_both(self) -> None:
        coarse = Described("a.b", area="KG-GO")

        assert codes(coarse, replace(OTHER, area="KG-GO", point=OSH)) == {"area": 10}
        assert codes(replace(coarse, point=OSH), replace(OTHER, area="KG-GO", point=north(9000))) == {}

    @pytest.mark.parametrize(("minutes", "found"), [(0, 20), (60, 20), (61, 10), (180, 10), (181, 0)])
    def test_the_sooner_the_more(self, minutes: int, found: int) -> None:
        other = replace(OTHER, at=NINE + timedelta(minutes=minutes))

        assert codes(Described("a.b", at=NINE), other).get("time", 0) == found
        assert codes(other, Described("a.b", at=NINE)).get("time", 0) == found

    def test_the_day_counts_where_the_hours_are_too_far_apart_or_not_known(self) -> None:
        later = replace(BUSES, at=NINE + timedelta(hours=5))

        assert codes(BUSES, later)["day"] == codes(BUSES, replace(BUSES, at=None))["day"] == 8

    def test_a_category_of_the_same_group(self) -> None:
        assert codes(BUSES, Described("voter_transport.carousel_voting")) == {"group": 8}

    def test_words_in_common(self) -> None:
        again = "three white minibuses carried these people from a school to another school"
        found = codes(Described("a.b", texts=BUSES.texts), replace(OTHER, texts=described_by(again)))

        assert 10 < found["text"] < 30

    def test_too_few_words_are_not_compared(self) -> None:
        assert described_by("vote buy") == ()
        assert described_by("") == ()

    def test_pictures(self) -> None:
        assert codes(BUSES, OTHER, 0) == {"photo": 60}
        assert codes(BUSES, OTHER, 4) == {"photo": 40}

    def test_a_photo_alone_is_enough_and_a_category_is_not(self) -> None:
        assert score(in_common(BUSES, OTHER, 4)) >= THRESHOLD
        assert score(in_common(Described("a.b"), Described("a.b"))) < THRESHOLD


POINTS = st.tuples(st.floats(40, 41), st.floats(72, 73))
DESCRIBED = st.builds(
    Described,
    category=st.sampled_from(["a.b", "a.c", "b.c"]),
    station=st.sampled_from([None, "T-1", "T-2"]),
    point=st.none() | POINTS,
    area=st.sampled_from([None, "KG-GO", "KG-O"]),
    at=st.none() | st.datetimes(datetime(2020, 10, 4), datetime(2020, 10, 5), timezones=st.just(UTC)),  # noqa: DTZ001
    day=st.sampled_from([None, date(2020, 10, 4), date(2020, 10, 5)]),
    texts=st.lists(st.text("abc ", max_size=40), max_size=2).map(
        lambda texts: tuple(found for text in texts for found in described_by(text))
    ),
)


class TestLaws:
    @given(DESCRIBED, DESCRIBED, st.none() | st.integers(0, 10))
    def test_who_is_compared_with_whom_makes_no_difference(
        self, one: Described, other: Described, bits: int | None
    ) -> None:
        assert codes(one, other, bits) == codes(other, one, bits)

    @given(DESCRIBED, DESCRIBED)
    def test_nothing_has_more_in_common_than_with_itself(self, one: Described, other: Described) -> None:
        assert score(in_common(one, other)) <= score(in_common(one, one)) + 10

    @given(DESCRIBED, DESCRIBED)
    def test_every_part_counts_and_stands_once(self, one: Described, other: Described) -> None:
        parts = in_common(one, other)

        assert all(part.points > 0 for part in parts)
        assert len({part.code for part in parts}) == len(parts)


class TestAround:
    @given(POINTS, st.floats(0, 360), st.floats(0, RADIUS_M))
    def test_holds_what_lies_within_the_radius(
        self, point: tuple[float, float], bearing_deg: float, metres: float
    ) -> None:
        north_m, east_m = metres * cos(radians(bearing_deg)), metres * sin(radians(bearing_deg))
        other = (point[0] + north_m / 111_195, point[1] + east_m / (111_195 * cos(radians(point[0]))))

        assert grid.fine_cell(*other) in grid.around(grid.fine_cell(*point), RADIUS_M)


def test_trigrams_of_any_alphabet() -> None:
    assert "бюл" in trigrams("бюллетень бүгүн")
    assert trigrams("бюллетень") == frozenset()
