"""An invented day looks like a day, and is the same for the same seed."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.cli.synthetic_day import Event, Told, events
from app.elections.view import StationView
from tests.unit.elections import view

DAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Bishkek")
STATIONS = {
    f"T-{number:04d}": StationView(f"T-{number:04d}", {"en": "School"}, area, 40.5 + number / 1e4, 72.8, 1000)
    for number, area in enumerate(["KG-GO", "KG-GB", "KG-T"] * 100, 1)
}
VIEW = replace(view(), time_zone=ZONE, stations=STATIONS)


def invented(count: int = 3000, seed: int = 1) -> list[Event]:
    return list(events(VIEW, seed, count, DAY))


def told(count: int = 3000, seed: int = 1) -> list[Told]:
    return [each for event in invented(count, seed) for each in event.told]


class TestEvents:
    @pytest.mark.parametrize("count", [0, 1, 2, 7, 500])
    def test_exactly_so_many_reports_are_told(self, count: int) -> None:
        assert len(told(count)) == count

    def test_the_same_seed_invents_the_same_day_and_another_one_another(self) -> None:
        assert invented(seed=3) == invented(seed=3)
        assert invented(seed=3) != invented(seed=4)

    def test_more_reports_go_on_where_fewer_ended(self) -> None:
        """So that a load can be made larger without telling everything again."""
        ids = [each.id for each in told(100)]

        assert [each.id for each in told(3000)][:50] == ids[:50]

    def test_no_two_reports_have_one_id(self) -> None:
        ids = [each.id for each in told()]

        assert len(set(ids)) == len(ids)

    def test_everything_happens_and_arrives_on_the_day(self) -> None:
        first = datetime(2026, 11, 23, 8, tzinfo=ZONE)
        for each in told():
            happened = datetime.fromisoformat(each.body["occurred_at"])
            assert first <= happened <= each.received_at + timedelta(minutes=1)
            assert each.received_at <= first + timedelta(hours=16)

    def test_four_languages_are_written(self) -> None:
        languages = Counter(each.body["language"] for each in told())

        assert set(languages) == {"ky", "ru", "uz-Cyrl", "en"}

    def test_few_stations_have_much_of_it(self) -> None:
        by_station = Counter(each.body.get("station") for each in told())
        del by_station[None]

        busiest = sum(count for _, count in by_station.most_common(len(STATIONS) // 10))
        assert busiest > sum(by_station.values()) / 4

    def test_some_things_are_seen_by_a_crowd(self) -> None:
        assert max(len(event.told) for event in invented()) >= 10

    def test_a_copy_says_the_same_a_little_later(self) -> None:
        by_id = {each.id: each for each in told()}
        copies = [each for each in by_id.values() if each.copy_of is not None]

        assert 0.01 < len(copies) / len(by_id) < 0.1
        for copy in copies:
            assert copy.copy_of is not None
            first = by_id[copy.copy_of]
            assert copy.body == first.body
            assert copy.received_at >= first.received_at

    def test_observers_are_known_and_others_are_not(self) -> None:
        for each in told():
            assert each.known == ("source" in each.body)
