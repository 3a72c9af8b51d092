"""What the public may see of where and when: every combination, and the laws that hold for all of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import h3  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.elections import grid
from app.elections.taxonomy import PublicPrecision, coarsest
from app.publication.masking import (
    MAY_GIVE_A_POSITION,
    WITHOUT_THE_PUBLIC,
    Moment,
    Place,
    Point,
    Scene,
    interval,
    moment,
    place,
    precision,
)
from app.reports.facets import LocationPrecision, Phase, TimePrecision

OSH = Point(40.5283, 72.7985)
STATION_POINT = Point(40.53, 72.8)
BISHKEK = ZoneInfo("Asia/Bishkek")
DAY = date(2020, 10, 4)
AREA, CELL, STATION = PublicPrecision.AREA, PublicPrecision.CELL, PublicPrecision.STATION


def scene(
    *kinds: PublicPrecision,
    location_precision: LocationPrecision = LocationPrecision.EXACT,
    phase: Phase = Phase.VOTING,
    station_code: str | None = "T-0001",
    at: Point | None = OSH,
    masked: bool = False,
    single_observer: bool = False,
) -> Scene:
    return Scene(
        kinds=frozenset(kinds or (STATION,)),
        location_precision=location_precision,
        phase=phase,
        station_code=station_code,
        fine_cell=None if at is None else grid.fine_cell(at.latitude_deg, at.longitude_deg),
        masked=masked,
        single_observer=single_observer,
    )


def shown(one: Scene, *related: Scene, resolution: int = 7, station: Point | None = STATION_POINT) -> Place:
    return place(one, related, resolution=resolution, station=station)


latitudes = some.floats(-85, 85, allow_nan=False)
longitudes = some.floats(-180, 180, allow_nan=False)
points = some.builds(Point, latitudes, longitudes)
scenes = some.builds(
    scene,
    some.sampled_from(PublicPrecision),
    location_precision=some.sampled_from(LocationPrecision),
    phase=some.sampled_from(Phase),
    station_code=some.none() | some.just("T-0001"),
    at=some.none() | points,
    masked=some.booleans(),
    single_observer=some.booleans(),
)
some_related = some.lists(scenes, max_size=4)


class TestPrecision:
    def test_of_every_combination(self) -> None:
        either = (False, True)
        for kind, known, phase, has_station, has_point, masked, single in product(
            PublicPrecision, LocationPrecision, Phase, either, either, either, either
        ):
            one = scene(
                kind,
                location_precision=known,
                phase=phase,
                station_code="T-0001" if has_station else None,
                at=OSH if has_point else None,
                masked=masked,
                single_observer=single,
            )
            without_voters = phase.value in ("opening", "closing", "counting", "tabulation")
            expected = kind.value
            if kind is STATION:
                expected = "area" if without_voters else "station" if has_station else "cell"
            if masked or single or known.value not in ("exact", "station"):
                expected = "area"
            if expected == "cell" and not has_point:
                expected = "area"

            assert precision(one).value == expected, one

    def test_is_that_of_the_most_cautious_kind_among_incident_and_reports(self) -> None:
        assert precision(scene(STATION, CELL)) is CELL
        assert precision(scene(STATION, AREA)) is AREA


class TestPlace:
    def test_of_a_station_is_its_own_point_and_not_where_somebody_stood(self) -> None:
        assert shown(scene(STATION)) == Place(STATION, station_code="T-0001", position=STATION_POINT)

    def test_of_a_station_without_a_known_point_is_its_number_alone(self) -> None:
        assert shown(scene(STATION), station=None) == Place(STATION, station_code="T-0001")

    def test_of_a_cell_is_its_centre_and_no_station(self) -> None:
        cell = grid.parent(grid.fine_cell(OSH.latitude_deg, OSH.longitude_deg), 7)

        assert shown(scene(CELL)) == Place(CELL, cell=cell, position=Point(*grid.centre(cell)))

    def test_of_an_area_is_nothing_else(self) -> None:
        assert shown(scene(AREA)) == Place(AREA)

    def test_is_the_coarsest_of_all_that_are_related(self) -> None:
        assert shown(scene(STATION), scene(CELL)).precision is CELL
        assert shown(scene(STATION), scene(CELL), scene(AREA)) == Place(AREA)
        assert shown(scene(STATION), scene(STATION, masked=True)) == Place(AREA)

    def test_of_a_station_that_shares_a_cell_but_has_no_point_is_the_area(self) -> None:
        assert shown(scene(STATION, at=None), scene(CELL)) == Place(AREA)

    @given(points)
    def test_never_depends_on_where_within_the_cell_it_was(self, at: Point) -> None:
        fine = grid.fine_cell(at.latitude_deg, at.longitude_deg)
        elsewhere = Point(*grid.centre(fine))

        assert shown(scene(CELL, at=at)) == shown(scene(CELL, at=elsewhere))

    @given(points, some.integers(4, 8))
    def test_of_a_cell_is_the_parent_of_the_stored_cell(self, at: Point, resolution: int) -> None:
        found = shown(scene(CELL, at=at), resolution=resolution)
        stored = grid.fine_cell(at.latitude_deg, at.longitude_deg)

        assert found.cell is not None
        assert h3.int_to_str(stored) in h3.cell_to_children(h3.int_to_str(found.cell), grid.FINE_RESOLUTION)
        assert found.position == Point(*grid.centre(found.cell))

    @given(scenes, some_related)
    def test_is_never_finer_than_any_rule_allows(self, one: Scene, related: list[Scene]) -> None:
        found = shown(one, *related)

        limits = [precision(each) for each in (one, *related)]
        assert found.precision.coarseness >= coarsest(limits).coarseness
        assert found.precision.coarseness >= coarsest(one.kinds).coarseness
        if found.position is not None or found.station_code is not None:
            assert one.location_precision in MAY_GIVE_A_POSITION
            assert not any(each.masked or each.single_observer for each in (one, *related))
        if found.station_code is not None:
            assert one.phase not in WITHOUT_THE_PUBLIC

    @given(scenes, some_related, scenes)
    def test_only_gets_coarser_with_one_more_relation(
        self, one: Scene, related: list[Scene], another: Scene
    ) -> None:
        before, after = shown(one, *related), shown(one, *related, another)

        assert after.precision.coarseness >= before.precision.coarseness

    @given(scenes, some_related)
    def test_gives_a_position_only_of_the_station_or_of_the_grid(
        self, one: Scene, related: list[Scene]
    ) -> None:
        found = shown(one, *related)

        allowed = {
            STATION: (STATION_POINT,),
            CELL: (None if found.cell is None else Point(*grid.centre(found.cell)),),
            AREA: (None,),
        }
        assert found.position in allowed[found.precision]
        assert (found.cell is not None) == (found.precision is CELL)
        assert (found.station_code is not None) == (found.precision is STATION)


class TestMoment:
    @pytest.mark.parametrize(
        ("known", "beside_a_position", "beside_an_area"),
        [
            ("minute", (DAY, 9, "hour"), (DAY, None, "day")),
            ("hour", (DAY, 9, "hour"), (DAY, None, "day")),
            (
                TimePrecision.PART_OF_DAY,
                (DAY, None, TimePrecision.PART_OF_DAY),
                (DAY, None, TimePrecision.DAY),
            ),
            ("day", (DAY, None, "day"), (DAY, None, "day")),
            ("week", (None, None, "week"), (None, None, "week")),
            ("month", (None, None, "month"), (None, None, "month")),
            ("unknown", (None, None, "unknown"), (None, None, "unknown")),
        ],
    )
    def test_is_the_hour_beside_a_position_and_the_day_beside_an_area(
        self,
        known: str,
        beside_a_position: tuple[date | None, int | None, str],
        beside_an_area: tuple[date | None, int | None, str],
    ) -> None:
        expected = {STATION: beside_a_position, CELL: beside_a_position, AREA: beside_an_area}
        for place_shown, (day, hour, time_precision) in expected.items():
            found = moment(DAY, 9, TimePrecision(known), place_shown)
            assert found == Moment(day, hour, TimePrecision(time_precision))

    def test_says_no_more_than_is_stored(self) -> None:
        assert moment(None, 9, TimePrecision.MINUTE, CELL) == Moment(None, None, TimePrecision.UNKNOWN)
        assert moment(DAY, None, TimePrecision.HOUR, CELL) == Moment(DAY, None, TimePrecision.DAY)


class TestInterval:
    def test_is_the_hour_or_the_day_on_the_election_s_clock(self) -> None:
        assert interval(DAY, 9, BISHKEK) == (
            datetime(2020, 10, 4, 3, tzinfo=UTC),
            datetime(2020, 10, 4, 4, tzinfo=UTC),
        )
        assert interval(DAY, None, BISHKEK) == (
            datetime(2020, 10, 3, 18, tzinfo=UTC),
            datetime(2020, 10, 4, 18, tzinfo=UTC),
        )
        assert interval(None, None, BISHKEK) is None

    def test_of_an_hour_that_comes_twice_holds_both(self) -> None:
        found = interval(date(2020, 10, 25), 2, ZoneInfo("Europe/Berlin"))

        assert found is not None
        assert found[0] == datetime(2020, 10, 25, 0, tzinfo=UTC)
        assert found[1] - found[0] == timedelta(hours=2)

    @pytest.mark.parametrize("day", [date.min, date.max])
    def test_of_a_day_at_the_end_of_the_calendar_is_none(self, day: date) -> None:
        assert interval(day, None, BISHKEK) is None

    @given(
        some.integers(100_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        some.sampled_from(["Asia/Bishkek", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]),
    )
    def test_holds_every_instant_of_its_hour_and_day(self, instant: datetime, name: str) -> None:
        local = instant.astimezone(ZoneInfo(name))

        for hour in (local.hour, None):
            found = interval(local.date(), hour, ZoneInfo(name))
            assert found is not None
            assert found[0] <= instant < found[1]
