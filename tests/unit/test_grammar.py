"""The one query grammar: every parameter, every way of getting it wrong, and what is echoed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UnknownParameter
from app.incidents.grammar import FILTERS, Filters, parse
from app.incidents.veracity import Veracity
from app.reports.facets import Phase
from tests.unit.elections import view

VIEW = view()


def understood(**parameters: str) -> Filters:
    """`since` and `until` stand for `from` and `to`, as `from` is no name in Python."""
    renamed = {"since": "from", "until": "to"}
    return parse(VIEW, [(renamed.get(name, name), value) for name, value in parameters.items()])


def refusal(pairs: list[tuple[str, str]]) -> dict[str, str]:
    with pytest.raises(UnknownParameter) as caught:
        parse(VIEW, pairs)
    errors: list[dict[str, str]] = caught.value.extra["errors"]
    return errors[0]


def test_nothing_given_is_everything() -> None:
    filters = parse(VIEW, [])

    assert filters == Filters()
    assert filters.echo() == {}


@pytest.mark.parametrize(
    ("name", "value", "field", "read", "echoed"),
    [
        ("category", "media.media_other,campaign.hate_speech", "categories", None, None),
        ("group", "media,campaign", "groups", ("campaign", "media"), ["campaign", "media"]),
        ("area", "KG-O,KG-GO", "areas", ("KG-GO", "KG-O"), ["KG-GO", "KG-O"]),
        ("station", "T-0002,T-0001,T-0002", "stations", ("T-0001", "T-0002"), ["T-0001", "T-0002"]),
        (
            "veracity",
            "verified,contested",
            "veracities",
            (Veracity.CONTESTED, Veracity.VERIFIED),
            ["contested", "verified"],
        ),
        ("severity", "5,1", "severities", (1, 5), [1, 5]),
        ("phase", "voting,counting", "phases", (Phase.COUNTING, Phase.VOTING), ["counting", "voting"]),
        ("bbox", "72.7,40.4,72.9,40.6", "bbox", (72.7, 40.4, 72.9, 40.6), [72.7, 40.4, 72.9, 40.6]),
        ("q", " минибус ", "q", "минибус", "минибус"),
    ],
)
def test_reads_each_parameter_and_echoes_what_it_read(
    name: str, value: str, field: str, read: Any, echoed: Any
) -> None:
    if name == "category":  # whatever the taxonomy calls its kinds
        kinds = sorted(VIEW.taxonomy.kinds)[:2]
        value, read, echoed = f"{kinds[1]},{kinds[0]}", tuple(kinds), kinds

    filters = parse(VIEW, [(name, value)])

    assert getattr(filters, field) == read
    assert filters.echo() == {name: echoed}


def test_two_ways_to_ask_the_same_are_the_same() -> None:
    assert understood(group="media,campaign") == understood(group="campaign,media,media")


def test_an_area_includes_everything_below_it() -> None:
    assert understood(area="KG-O").area_codes == {"KG-O", "KG-O-1", "KG-O-2"}
    assert understood(area="KG").area_codes == set(VIEW.areas.by_code)
    assert understood(area="KG-O-1,KG-GO").area_codes == {"KG-O-1", "KG-GO"}


class TestTime:
    def test_a_date_is_the_first_moment_of_the_day_where_the_election_is(self) -> None:
        filters = understood(since="2020-10-04", until="2020-10-05")

        assert filters.since == datetime(2020, 10, 3, 18, tzinfo=UTC)
        assert filters.until == datetime(2020, 10, 4, 18, tzinfo=UTC)
        assert filters.echo() == {"from": "2020-10-04T00:00:00+06:00", "to": "2020-10-05T00:00:00+06:00"}

    @pytest.mark.parametrize(
        "sent",
        [
            "2020-10-04T03:15:00Z",
            "2020-10-04T09:15:00+06:00",
            "2020-10-04T09:15:00 06:00",  # a + that nobody encoded
            "2020-10-04t03:15:00z",
            "2020-10-04T03:15Z",
            "2020-10-03T22:15:00.000-05:00",
        ],
    )
    def test_an_instant_carries_its_offset(self, sent: str) -> None:
        filters = understood(since=sent)

        assert filters.since == datetime(2020, 10, 4, 3, 15, tzinfo=UTC)
        assert filters.echo() == {"from": "2020-10-04T09:15:00+06:00"}

    @pytest.mark.parametrize(
        "sent",
        [
            "2020-10-04T09:16:00",  # which nine o'clock?
            "2020-10-04 09:15:00Z",
            "20201004",
            "2020-W40-7",
            "2020-13-01",
            "2020-02-30",
            "2020-10-04T25:00:00Z",
            "2020-10-04T09:15:00+99:00",
            "0001-01-01",
            "9999-12-31T23:59:59-14:00",
            "yesterday",
            "1601800000",
            "٢٠٢٠-10-04",
        ],
    )
    @pytest.mark.parametrize("name", ["from", "to"])
    def test_refuses_what_is_neither_date_nor_instant(self, name: str, sent: str) -> None:
        error = refusal([(name, sent)])

        assert (error["pointer"], error["code"]) == (f"query/{name}", "not-a-time")
        assert sent not in error["message"]

    @pytest.mark.parametrize(
        ("since", "until"),
        [
            ("2020-10-04", "2020-10-04"),
            ("2020-10-05", "2020-10-04"),
            ("2020-10-04T00:00:00+06:00", "2020-10-03T18:00:00Z"),
        ],
    )
    def test_refuses_a_range_that_holds_nothing(self, since: str, until: str) -> None:
        error = refusal([("from", since), ("to", until)])

        assert (error["pointer"], error["code"]) == ("query/to", "not-after-from")

    @given(
        st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 30)),  # noqa: DTZ001  made aware below
        st.integers(-14 * 60, 14 * 60),
    )
    def test_what_is_echoed_is_the_instant_that_was_sent(self, moment: datetime, minutes: int) -> None:
        offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        sent = moment.isoformat(timespec="microseconds") + offset

        filters = understood(since=sent)

        assert filters.since is not None
        assert abs(filters.since - datetime.fromisoformat(sent)) == timedelta(0)
        assert understood(since=filters.echo()["from"]).since == filters.since


class TestBox:
    @pytest.mark.parametrize(
        "sent",
        [
            "72.7,40.4,72.9,40.6",
            "-180,-90,180,90",
            "179.5,-20,-179.5,-10",  # over the antimeridian
            "72.7,40.4,72.7,40.4",
        ],
    )
    def test_takes_west_south_east_north(self, sent: str) -> None:
        assert understood(bbox=sent).bbox == tuple(map(float, sent.split(",")))

    @pytest.mark.parametrize(
        "sent",
        [
            "72.7,40.4,72.9",
            "72.7,40.4,0,72.9,40.6,0",
            "72.7,40.6,72.9,40.4",  # south above north
            "-180.1,0,0,1",
            "0,0,181,1",
            "0,-91,1,0",
            "0,0,1,90.5",
            "nan,0,1,1",
            "inf,0,1,1",
            "1e1,0,20,1",
            "1_0,0,20,1",
            "٣,0,20,1",
            " 1,0,20,1",
            "a,b,c,d",
            "0" * 5000,
        ],
    )
    def test_refuses_anything_else(self, sent: str) -> None:
        error = refusal([("bbox", sent)])

        assert (error["pointer"], error["code"]) == ("query/bbox", "not-a-box")


class TestRefusals:
    @pytest.mark.parametrize("name", sorted(FILTERS))
    def test_each_parameter_at_most_once(self, name: str) -> None:
        error = refusal([(name, "1"), (name, "1")])

        assert (error["pointer"], error["code"]) == (f"query/{name}", "repeated")

    @pytest.mark.parametrize("name", sorted(FILTERS))
    def test_none_may_be_empty(self, name: str) -> None:
        error = refusal([(name, "")])

        assert (error["pointer"], error["code"]) == (f"query/{name}", "empty")

    @pytest.mark.parametrize(
        ("name", "sent", "meant"),
        [
            ("category", "voter_transport.carousel_votin", "voter_transport.carousel_voting"),
            ("group", "medai", "media"),
            ("area", "kg-go", "KG-GO"),
            ("station", "T-001", "T-0001"),
            ("veracity", "verifed", "verified"),
            ("phase", "vote", "voting"),
        ],
    )
    def test_an_unknown_value_comes_with_a_suggestion(self, name: str, sent: str, meant: str) -> None:
        error = refusal([(name, sent)])

        assert (error["pointer"], error["code"]) == (f"query/{name}", "unknown-value")
        assert f"did you mean {meant}" in error["message"]

    @pytest.mark.parametrize("sent", ["0", "6", "3.0", "high", "٣"])
    def test_a_severity_is_one_to_five(self, sent: str) -> None:
        error = refusal([("severity", sent)])

        assert error["message"] == "Value 1 is not known here; known are: 1, 2, 3, 4, 5."

    @pytest.mark.parametrize("name", sorted(FILTERS - {"q", "bbox", "from", "to"}))
    def test_ten_thousand_values_are_refused(self, name: str) -> None:
        error = refusal([(name, ",".join("a" for _ in range(3_000)))])

        assert (error["pointer"], error["code"]) == (f"query/{name}", "too-many-values")
        assert refusal([(name, ",".join("a" * 8 for _ in range(10_000)))])["code"] == "not-text"

    def test_a_search_is_bounded(self) -> None:
        assert refusal([("q", "a" * 201)])["code"] == "too-long"
        assert refusal([("q", "a\x00")])["code"] == "not-text"

    def test_an_unknown_parameter_comes_with_a_suggestion(self) -> None:
        error = refusal([("categroy", "media")])

        assert error["message"] == "Parameter 1 is not known here; did you mean category?"

    def test_the_callers_own_names_are_known_where_it_says_so(self) -> None:
        assert parse(VIEW, [("by", "group")], also=frozenset({"by"})) == Filters()
        assert refusal([("by", "group")])["code"] == "unknown-parameter"

    def test_everything_that_is_wrong_is_named_at_once(self) -> None:
        with pytest.raises(UnknownParameter) as caught:
            parse(VIEW, [("group", "nope"), ("severity", "9"), ("from", "x"), ("nope", "x")])

        pointers = [error["pointer"] for error in caught.value.extra["errors"]]
        assert sorted(pointers) == ["query", "query/from", "query/group", "query/severity"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ("2020-10-04T00:00", "2020-10-05T00:00")),
        ({"from": "2020-10-01", "to": "2020-10-04T12:00+06:00"}, ("2020-10-04T00:00", "2020-10-04T12:00")),
        ({"from": "2020-10-04T07:00+06:00"}, ("2020-10-04T07:00", "2020-10-05T00:00")),
        ({"to": "2020-10-02", "severity": "3"}, ("2020-10-04T00:00", "2020-10-02T00:00")),
    ],
)
def test_of_what_is_asked_for_one_day_may_be_looked_at(asked: dict[str, str], left: tuple[str, str]) -> None:
    filters = understood(**asked)

    during = filters.during(date(2020, 10, 4), view().time_zone)

    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in (during.since, during.until)] == list(left)
    assert during.severities == filters.severities


class TestWindow:
    """Something lies within a range when all that is known of its time does."""

    @pytest.mark.parametrize(
        ("since", "until", "first_hour", "end_hour", "first_day", "end_day", "whole_days"),
        [
            ("2020-10-04", "2020-10-06", (4, 0), (6, 0), 4, 6, True),
            ("2020-10-04T09:00:00+06:00", "2020-10-05", (4, 9), (5, 0), 5, 5, False),
            ("2020-10-04T09:00:01+06:00", "2020-10-05", (4, 10), (5, 0), 5, 5, False),
            ("2020-10-04T23:30:00+06:00", "2020-10-06", (5, 0), (6, 0), 5, 6, True),
            ("2020-10-04", "2020-10-05T09:59:00+06:00", (4, 0), (5, 9), 4, 5, False),
        ],
    )
    def test_keeps_whole_hours_and_whole_days_only(
        self,
        since: str,
        until: str,
        first_hour: tuple[int, int],
        end_hour: tuple[int, int],
        first_day: int,
        end_day: int,
        whole_days: bool,
    ) -> None:
        window = understood(since=since, until=until).window

        assert window is not None
        assert window.first_hour == (date(2020, 10, first_hour[0]), first_hour[1])
        assert window.end_hour == (date(2020, 10, end_hour[0]), end_hour[1])
        assert (window.first_day, window.end_day) == (date(2020, 10, first_day), date(2020, 10, end_day))
        assert window.whole_days is whole_days

    def test_an_open_end_stays_open(self) -> None:
        later, earlier = understood(since="2020-10-04").window, understood(until="2020-10-04").window

        assert later is not None
        assert (later.end_hour, later.end_day, later.whole_days) == (None, None, True)
        assert earlier is not None
        assert (earlier.first_hour, earlier.first_day, earlier.whole_days) == (None, None, True)
        assert understood().window is None


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("МИНИБУС", True),
        ("ёлка", True),
        ("елка", True),
        ("bus", True),
        ("taxi", False),
        ("мини", True),
        ("бус", False),
        ("bus ёлка", True),
        ("bus taxi", False),
        ("бе", False),  # two letters may begin anything
        ("512", False),  # 5123 is another number
        ("5123", True),
        ("!!!", False),
    ],
)
def test_a_search_finds_all_its_words_or_their_beginnings_in_any_language(q: str, found: bool) -> None:
    assert understood(q=q).found_in({"ru": "Белый минибус и ёлка, №5123", "en": "A white BUS"}) is found


def test_no_search_finds_everything() -> None:
    assert understood().found_in({})
