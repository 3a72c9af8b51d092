"""Series: a chart's points without gaps, the same numbers as the counts."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.aggregation.schemas import SeriesOut
from tests.factories import Factory
from tests.public_rows import published

SERIES = "/api/v1/elections/test-election/series"
STAFF = "/api/v1/console/elections/test-election/series"


def points(client: TestClient, **query: Any) -> tuple[dict[str, int], int]:
    """Reports by bucket, and of what is undated; the answer is as documented."""
    names = {"since": "from", "until": "to"}
    answer = client.get(SERIES, params={names.get(name, name): value for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    SeriesOut.model_validate_json(answer.text)
    body = answer.json()
    bucket = body["filters"]["bucket"]
    found = {point[bucket]: point["reports"] for point in body["points"]}
    assert sum(found.values()) + body["undated"]["reports"] == body["totals"]["reports"]
    return found, body["undated"]["reports"]


class TestPoints:
    @pytest.fixture(autouse=True)
    def some(self, make: Factory) -> None:
        view = make.election()
        published(make, view, occurred_hour=9, reports=2)
        published(make, view, occurred_hour=12, category="media.filming_obstructed")
        published(make, view, occurred_hour=None, reports=4)
        published(make, view, occurred_on=date(2020, 10, 6), occurred_hour=None, reports=8)
        published(make, view, occurred_on=None, occurred_hour=None, reports=16)

    def test_fill_the_hours_between_and_tell_the_undated_apart(self, client: TestClient) -> None:
        assert points(client) == (
            {
                "2020-10-04T09:00:00+06:00": 2,
                "2020-10-04T10:00:00+06:00": 0,
                "2020-10-04T11:00:00+06:00": 0,
                "2020-10-04T12:00:00+06:00": 1,
            },
            28,
        )

    def test_or_the_days(self, client: TestClient) -> None:
        assert points(client, bucket="day") == ({"2020-10-04": 7, "2020-10-05": 0, "2020-10-06": 8}, 16)

    def test_span_the_time_asked_for(self, client: TestClient) -> None:
        found, undated = points(client, bucket="day", since="2020-10-03", until="2020-10-06")

        assert (found, undated) == ({"2020-10-03": 0, "2020-10-04": 7, "2020-10-05": 0}, 0)
        assert len(points(client, since="2020-10-03", until="2020-10-06")[0]) == 72

    def test_take_the_filters_of_counts(self, client: TestClient) -> None:
        assert points(client, group="media") == ({"2020-10-04T12:00:00+06:00": 1}, 0)
        assert points(client, group="violence") == ({}, 0)

    def test_come_as_csv_with_the_undated_last(self, client: TestClient) -> None:
        answer = client.get(f"{SERIES}.csv", params={"bucket": "day"})

        header, *rows = answer.text.splitlines()
        assert header.startswith("day,reports,incidents,")
        assert [row.split(",")[:2] for row in rows] == [
            ["2020-10-04", "7"],
            ["2020-10-05", "0"],
            ["2020-10-06", "8"],
            ["", "16"],
        ]

    def test_are_named_by_a_tag(self, client: TestClient) -> None:
        answer = client.get(SERIES)

        again = client.get(SERIES, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(SERIES, params={"bucket": "day"}).headers["etag"] != answer.headers["etag"]

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ({"bucket": "week"}, "unknown-value"),
            ({"by": "area"}, "not-in-a-series"),
            ({"bukcet": "day"}, "unknown-parameter"),
        ],
    )
    def test_refuse_what_they_do_not_know(self, client: TestClient, query: dict[str, str], code: str) -> None:
        answer = client.get(SERIES, params=query)

        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)

    def test_are_not_endless(self, client: TestClient) -> None:
        answer = client.get(SERIES, params={"from": "1980-01-01", "to": "2190-01-01"})

        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/too-many-buckets")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_is_changed_leaps_over_an_hour(client: TestClient, make: Factory) -> None:
    view = make.election(time_zone="Europe/Berlin")
    published(make, view, occurred_on=date(2021, 3, 28), occurred_hour=1)
    published(make, view, occurred_on=date(2021, 3, 28), occurred_hour=4)

    found, _ = points(client)

    assert list(found) == [
        "2021-03-28T01:00:00+01:00",
        "2021-03-28T03:00:00+02:00",
        "2021-03-28T04:00:00+02:00",
    ]


def test_the_staff_see_everything_and_nobody_else_does(client: TestClient, make: Factory) -> None:
    view = make.election()
    make.report(view)

    inside = client.get(STAFF, headers=make.headers(Role.ANALYST, view))

    assert inside.json()["totals"]["reports"] == 1
    assert inside.headers["cache-control"] == "no-store"
    assert client.get(STAFF).status_code == 401
    assert points(client) == ({}, 0)
