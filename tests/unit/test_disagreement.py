"""Where the reports of one incident say different things."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.incidents.disagreement import HARMED, Difference, Said, differences

NINE = datetime(2020, 10, 4, 3, 0, tzinfo=UTC)
DAY = date(2020, 10, 4)
OSH = (40.5283, 72.7985)


def only(*said: Said) -> Difference:
    (found,) = differences(said)
    return found


def about(*said: Said) -> list[str]:
    return [found.about for found in differences(said)]


class TestTimes:
    def test_hours_as_a_range_with_who_says_what(self) -> None:
        one, other = Said("1", "kloop", at=NINE, day=DAY), Said("2", at=NINE + timedelta(hours=2), day=DAY)

        found = only(one, other, Said("3", day=DAY))

        assert (found.about, found.text) == ("time", "120 minutes apart.")
        assert found.range == {"from": "2020-10-04T03:00:00+00:00", "to": "2020-10-04T05:00:00+00:00"}
        assert [(said.report, said.source) for said, _ in found.says] == [("1", "kloop"), ("2", None)]

    def test_half_an_hour_is_no_difference(self) -> None:
        assert about(Said("1", at=NINE), Said("2", at=NINE + timedelta(minutes=30))) == []

    def test_days_count_before_hours(self) -> None:
        next_day = Said("2", at=NINE + timedelta(days=1), day=DAY + timedelta(days=1))

        assert about(Said("1", at=NINE, day=DAY), next_day) == ["day"]


class TestPlaces:
    def test_stations_areas_and_points(self) -> None:
        one = Said("1", station="T-1", area="KG-GO", point=OSH)
        other = Said("2", station="T-2", area="KG-O", point=(OSH[0] + 0.01, OSH[1]))

        assert about(one, other) == ["area", "station", "point"]
        assert differences([one, other])[2].range == {"distance_m": 1112}

    def test_the_same_spot_as_well_as_people_say(self) -> None:
        assert about(Said("1", point=OSH), Said("2", point=(OSH[0] + 0.001, OSH[1]))) == []


class TestVictims:
    def test_a_range_and_never_a_sum(self) -> None:
        found = only(
            Said("1", harm={"injured": {"min": 1, "max": 3}}),
            Said("2", harm={"injured": {"min": 2, "max": 5}}),
        )

        assert (found.about, found.text, found.range) == ("injured", "Between 1 and 5.", {"min": 1, "max": 5})
        assert [value for _, value in found.says] == [{"min": 1, "max": 3}, {"min": 2, "max": 5}]

    def test_at_least_stays_at_least(self) -> None:
        found = only(
            Said("1", harm={"injured": {"min": 12}}), Said("2", harm={"injured": {"min": 3, "max": 5}})
        )

        assert (found.text, found.range) == ("At least 3.", {"min": 3, "max": None})

    def test_silence_denies_nothing(self) -> None:
        assert about(Said("1", harm={"deaths": {"min": 1, "max": 1}}), Said("2")) == []


HARM = st.fixed_dictionaries({"min": st.integers(0, 20), "max": st.none() | st.integers(20, 40)})
SAID = st.builds(
    Said,
    report=st.uuids().map(str),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    day=st.none() | st.dates(),
    station=st.sampled_from([None, "T-1", "T-2"]),
    area=st.sampled_from([None, "KG-GO", "KG-O"]),
    point=st.none() | st.tuples(st.floats(40, 41), st.floats(72, 73)),
    harm=st.dictionaries(st.sampled_from(HARMED), HARM),
)


class TestLaws:
    @given(st.lists(SAID, max_size=5))
    def test_repeating_oneself_is_no_disagreement_and_order_does_not_matter(self, said: list[Said]) -> None:
        def plain(found: list[Difference]) -> list[tuple[str, dict[str, Any]]]:
            return [(each.about, each.range) for each in found]

        assert all(differences([one, one]) == [] for one in said)
        assert plain(differences(said)) == plain(differences(said[::-1])) == plain(differences(said * 2))

    @given(st.lists(SAID, max_size=5))
    def test_two_at_least_say_something(self, said: list[Said]) -> None:
        assert all(len(found.says) >= 2 for found in differences(said))
