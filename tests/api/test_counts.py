"""Counts: both numbers in every cell, of what is published for everybody and of everything for the staff."""

import csv
import io
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import insert

from app.accounts.roles import Role
from app.aggregation.schemas import CountsOut
from app.elections.models import ElectionStatus, Mode
from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.reports.facets import Phase
from app.tallies.models import PublicSum
from tests.factories import NOW, OSH, Factory
from tests.incidents import incident_in, linked
from tests.public_rows import changed, published, ticked

COUNTS = "/api/v1/elections/test-election/counts"
STAFF = "/api/v1/console/elections/test-election/counts"
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONE = {"total": 1, "violations": 1, "context": 0, "verified": 0, "corroborated": 0, "contested": 0}


def answered(answer: Response) -> dict[str, Any]:
    """The body, if it is what the documentation says."""
    assert answer.status_code == 200, answer.text
    CountsOut.model_validate_json(answer.text)
    body: dict[str, Any] = answer.json()
    return body


def cells(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answered(client.get(COUNTS, params=renamed(query)))["cells"]
    return found


def renamed(query: dict[str, Any]) -> dict[str, Any]:
    """`since` and `until` stand for `from` and `to`."""
    names = {"since": "from", "until": "to"}
    return {names.get(name, name): value for name, value in query.items()}


def numbers(found: list[dict[str, Any]], name: str) -> dict[Any, tuple[int, int]]:
    return {cell[name]: (cell["reports"], cell["incidents"]["total"]) for cell in found}


def refused(answer: Response) -> tuple[int, str, str, str]:
    error = answer.json()["errors"][0]
    return answer.status_code, answer.json()["type"], error["pointer"], error["code"]


class TestCells:
    def test_carry_reports_and_incidents_split_by_veracity(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view, category="media.assault_on_journalist", reports=3, veracity=Veracity.VERIFIED)
        published(make, view, category="media.assault_on_journalist", reports=2)
        published(make, view, category="violence.supporter_clash", area_code=None)

        body = answered(client.get(COUNTS, params={"by": "group,area"}))

        assert body["cells"] == [
            {
                "group": "media",
                "area": "KG-GO",
                "reports": 5,
                "incidents": ONE | {"total": 2, "violations": 2, "verified": 1, "unverifiable": 1},
            },
            {"group": "violence", "area": None, "reports": 1, "incidents": ONE | {"unverifiable": 1}},
        ]
        assert body["totals"] == {
            "reports": 6,
            "incidents": ONE | {"total": 3, "violations": 3, "verified": 1, "unverifiable": 2, "refuted": 0},
        }
        assert body["filters"] == {"by": ["group", "area"], "level": 1}

    def test_without_a_split_there_is_one_or_none(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        assert cells(client) == []

        published(make, view)

        assert cells(client) == [{"reports": 1, "incidents": ONE | {"unverifiable": 1}}]

    def test_context_is_a_line_of_its_own(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view, counts_as="context", category="post_election.protest")
        published(make, view)

        total = answered(client.get(COUNTS))["totals"]["incidents"]

        assert (total["total"], total["violations"], total["context"]) == (2, 1, 1)

    def test_what_proved_false_never_counts_and_is_told_apart(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        ref = published(make, view, reports=4)
        published(make, view)

        changed(make, view, ref, veracity=Veracity.REFUTED)

        body = answered(client.get(COUNTS, params={"by": "veracity"}))
        assert numbers(body["cells"], "veracity") == {"unverifiable": (1, 1)}
        assert (body["totals"]["reports"], body["totals"]["incidents"]["total"]) == (1, 1)
        assert body["totals"]["incidents"]["refuted"] == 1

    def test_what_is_withdrawn_or_counts_as_nothing_is_gone(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        ref = published(make, view)
        published(make, view, counts_as="none")

        changed(make, view, ref, state=Publication.WITHDRAWN)

        assert cells(client, by="category") == []
        assert cells(client, by="station") == []

    def test_nothing_unpublished_is_in_them(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        make.report(view)

        body = answered(client.get(COUNTS, params={"by": "category,area,day"}))

        assert body["cells"] == []
        assert body["totals"]["reports"] == 0

    def test_two_elections_never_mix(self, client: TestClient, make: Factory) -> None:
        make.election()
        other = make.election(slug="other", code="OT")
        published(make, other)

        assert cells(client, by="category") == []

    def test_split_by_anything(self, client: TestClient, make: Factory, subtests: pytest.Subtests) -> None:
        view = make.election()
        published(make, view, reports=2, station_code="T-0001")
        published(make, view, area_code="KG-O", occurred_on=date(2020, 10, 5), occurred_hour=None)
        published(
            make,
            view,
            area_code=None,
            category="media.filming_obstructed",
            occurred_on=None,
            occurred_hour=None,
            severity=5,
            veracity=Veracity.CONTESTED,
            phase=Phase.COUNTING,
        )
        expected: dict[str, dict[Any, tuple[int, int]]] = {
            "category": {"media.filming_obstructed": (1, 1), "voter_transport.carousel_voting": (3, 2)},
            "group": {"media": (1, 1), "voter_transport": (3, 2)},
            "area": {"KG-GO": (2, 1), "KG-O": (1, 1), None: (1, 1)},
            "station": {"T-0001": (2, 1), None: (2, 2)},
            "day": {"2020-10-04": (2, 1), "2020-10-05": (1, 1), None: (1, 1)},
            "hour": {"2020-10-04T09:00:00+06:00": (2, 1), None: (2, 2)},
            "severity": {3: (3, 2), 5: (1, 1)},
            "veracity": {"contested": (1, 1), "unverifiable": (3, 2)},
            "phase": {"counting": (1, 1), "voting": (3, 2)},
        }

        for by, groups in expected.items():
            with subtests.test(by):
                found = cells(client, by=by)
                assert numbers(found, by) == groups
                assert [cell[by] for cell in found] == list(groups), "in their order, null last"

    def test_an_area_counts_at_the_level_asked(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view, area_code="KG-GO")
        published(make, view, area_code="KG")

        assert numbers(cells(client, by="area"), "area") == {"KG-GO": (1, 1), None: (1, 1)}
        assert numbers(cells(client, by="area", level=0), "area") == {"KG": (2, 2)}


class TestFilters:
    @pytest.fixture
    def view(self, make: Factory) -> Any:
        view = make.election()
        published(make, view, reports=2, station_code="T-0001", latitude_deg=OSH[0], longitude_deg=OSH[1])
        published(
            make,
            view,
            area_code="KG-GB",
            category="media.filming_obstructed",
            occurred_on=date(2020, 10, 5),
            occurred_hour=None,
            severity=5,
            veracity=Veracity.CONTESTED,
            phase=Phase.COUNTING,
            public_text={"ru": "Редактору звонили", "en": "The editor was called."},
        )
        published(make, view, area_code=None, occurred_on=None, occurred_hour=None, severity=1)
        return view

    @pytest.mark.usefixtures("view")
    def test_select(self, client: TestClient, subtests: pytest.Subtests) -> None:
        expected: list[tuple[dict[str, str], int, int]] = [
            ({}, 4, 3),
            ({"category": "media.filming_obstructed"}, 1, 1),
            ({"group": "media,voter_transport"}, 4, 3),
            ({"group": "violence"}, 0, 0),
            ({"group": "media", "category": "voter_transport.carousel_voting"}, 0, 0),
            ({"area": "KG-GO"}, 2, 1),
            ({"area": "KG"}, 3, 2),
            ({"station": "T-0001"}, 2, 1),
            ({"station": "T-0002"}, 0, 0),
            ({"veracity": "contested,verified"}, 1, 1),
            ({"severity": "1,5"}, 2, 2),
            ({"phase": "counting"}, 1, 1),
            ({"bbox": "72,40,73,41"}, 2, 1),
            ({"bbox": "73,40,72,41"}, 0, 0),
            ({"bbox": "170,40,72.9,41"}, 2, 1),
            ({"q": "РЕДАКТОРУ"}, 1, 1),
            ({"q": "editor", "severity": "1"}, 0, 0),
            ({"since": "2020-10-04"}, 3, 2),
            ({"until": "2020-10-05"}, 2, 1),
            ({"since": "2020-10-05", "until": "2020-10-06"}, 1, 1),
            ({"since": "2020-10-04T09:00:00+06:00", "until": "2020-10-04T10:00:00+06:00"}, 2, 1),
            ({"since": "2020-10-04T09:30:00+06:00"}, 1, 1),
            ({"until": "2020-10-05T18:00:00+06:00"}, 2, 1),
            ({"since": "2020-10-03T18:00:00Z", "until": "2020-10-04T18:00:00Z"}, 2, 1),
        ]

        for query, reports, incidents in expected:
            with subtests.test(str(query)):
                totals = answered(client.get(COUNTS, params=renamed(query)))["totals"]
                assert (totals["reports"], totals["incidents"]["total"]) == (reports, incidents)

    @pytest.mark.usefixtures("view")
    def test_are_echoed_as_they_were_understood(self, client: TestClient) -> None:
        query = {"from": "2020-10-04", "to": "2020-10-04T12:00:00Z", "severity": "5,1", "area": "KG"}

        assert answered(client.get(COUNTS, params=query))["filters"] == {
            "from": "2020-10-04T00:00:00+06:00",
            "to": "2020-10-04T18:00:00+06:00",
            "severity": [1, 5],
            "area": ["KG"],
        }

    @pytest.mark.usefixtures("view")
    def test_rollups_and_rows_agree(self, client: TestClient, subtests: pytest.Subtests) -> None:
        """What is split by station too is counted from the rows."""
        splits = ("category", "area,day", "hour,severity", "group,phase,veracity")
        for by, rest in product(splits, ("", "&to=2020-10-05T10:00:00%2B06:00", "&veracity=contested")):
            with subtests.test(by + rest):
                from_rollups = answered(client.get(f"{COUNTS}?by={by}{rest}"))
                from_rows = answered(client.get(f"{COUNTS}?by={by},station{rest}"))
                assert from_rows["totals"] == from_rollups["totals"]
                assert _without_station(from_rows["cells"]) == _without_station(from_rollups["cells"])


def _without_station(found: list[dict[str, Any]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    summed: dict[tuple[Any, ...], tuple[int, int]] = {}
    for cell in found:
        key = tuple(value for name, value in cell.items() if name not in {"station", "reports", "incidents"})
        reports, incidents = summed.get(key, (0, 0))
        summed[key] = (reports + cell["reports"], incidents + cell["incidents"]["total"])
    return summed


@one_database_is_enough
def test_any_range_of_days_is_counted_exactly(client: TestClient, make: Factory) -> None:
    """Added up from sums of days and blocks, or what lies outside taken away: neither may show."""
    view, first = make.election(), date(2020, 9, 20)
    for day in range(12):
        published(make, view, occurred_on=first + timedelta(days=day), reports=2**day)
    published(make, view, occurred_on=None, occurred_hour=None, reports=2**12)

    for begin, end in ((0, 12), (1, 12), (0, 11), (3, 11), (2, 3), (4, 4 + 7)):
        since, until = (str(first + timedelta(days=days)) for days in (begin, end))
        found = cells(client, by="area", since=since, until=until)
        assert [(cell["reports"], cell["incidents"]["total"]) for cell in found] == [
            (2**end - 2**begin, end - begin)
        ]


class TestArrangement:
    @pytest.fixture(autouse=True)
    def rows(self, make: Factory) -> None:
        view = make.election(name={"en": "Test"})
        published(make, view, area_code="KG-GO", reports=1)
        published(make, view, area_code="KG-O", reports=5)
        published(make, view, area_code=None, reports=3)

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("area", ["KG-GO", "KG-O", None]),
            ("-area", ["KG-O", "KG-GO", None]),
            ("reports", ["KG-GO", None, "KG-O"]),
            ("-reports", ["KG-O", None, "KG-GO"]),
            ("-incidents", ["KG-GO", "KG-O", None]),
        ],
    )
    def test_sorts_and_keeps_the_order_of_equals(
        self, client: TestClient, sort: str, expected: list[str | None]
    ) -> None:
        assert [cell["area"] for cell in cells(client, by="area", sort=sort)] == expected

    def test_a_limit_cuts_cells_and_not_totals(self, client: TestClient) -> None:
        body = answered(client.get(COUNTS, params={"by": "area", "sort": "-reports", "limit": "1"}))

        assert [cell["area"] for cell in body["cells"]] == ["KG-O"]
        assert body["totals"]["reports"] == 9

    def test_fields_choose_members_but_never_one_number(self, client: TestClient) -> None:
        chosen = {"by": "area,day", "fields": "area,reports,incidents"}
        assert set(cells(client, **chosen)[0]) == {"area", "reports", "incidents"}

        answer = client.get(COUNTS, params={"by": "area", "fields": "area,reports"})
        assert refused(answer) == (422, "/problems/unknown-parameter", "query/fields", "both-numbers")

    def test_labels_come_in_the_language_asked(self, client: TestClient) -> None:
        first = cells(client, by="group,area", lang="en")[0]

        assert (first["group"], first["group_label"], first["area_label"]) == (
            "voter_transport",
            "Organised voter transport",
            "KG-GO",
        )


class TestState:
    def test_starts_at_zero_when_the_election_was_made(self, client: TestClient, make: Factory) -> None:
        make.election()

        body = answered(client.get(COUNTS))

        assert body["intake"] == {"received": 0, "waiting": 0, "counted": 0, "not_counted": 0}
        assert (body["version"], body["as_of"]) == ("0.0", "2020-10-04T06:00:00Z")
        assert (body["election"], body["taxonomy_version"]) == ("test-election", "2026.1")
        assert "not everything that happened" in body["caveat"]

    def test_says_the_intake_of_the_latest_tick(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        ticked(make, view, received=3, waiting=3)
        ticked(make, view, NOW + timedelta(minutes=15), received=20, counted=19, not_counted=1)
        make.report(view)

        body = answered(client.get(COUNTS))

        assert body["intake"] == {"received": 20, "waiting": 0, "counted": 19, "not_counted": 1}
        assert (body["version"], body["as_of"]) == ("0.2", "2020-10-04T06:15:00Z")

    def test_intake_moves_nothing(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view)
        before = client.get(COUNTS, params={"by": "category"})

        make.report(view, NOW + timedelta(hours=1))

        after = client.get(COUNTS, params={"by": "category"})
        assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])

    def test_publishing_moves_version_and_tag(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        first = client.get(COUNTS)

        published(make, view, changed_at=NOW + timedelta(hours=1))

        second = client.get(COUNTS, headers={"If-None-Match": first.headers["etag"]})
        assert second.status_code == 200
        assert answered(second)["version"] == "1.0"
        assert answered(second)["as_of"] == "2020-10-04T07:00:00Z"
        assert second.headers["etag"] != first.headers["etag"]

    def test_is_not_sent_twice(self, client: TestClient, make: Factory) -> None:
        make.election()
        first = client.get(COUNTS, params={"by": "day"})

        again = client.get(COUNTS, params={"by": "day"}, headers={"If-None-Match": first.headers["etag"]})

        assert (again.status_code, again.content) == (304, b"")
        for name in ("cache-control", "vary", "access-control-allow-origin", "etag"):
            assert again.headers[name] == first.headers[name]

    def test_may_be_kept_by_every_cache_and_read_by_every_page(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()

        headers = client.get(COUNTS, headers={"Origin": "https://example.org"}).headers

        assert headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
        assert headers["access-control-allow-origin"] == "*"
        assert headers["vary"] == "Accept"

    def test_each_question_and_form_has_its_own_tag(self, client: TestClient, make: Factory) -> None:
        make.election()
        queries = [
            "",
            "?by=day",
            "?by=area",
            "?by=area&level=0",
            "?f=csv",
            "?f=csv&flavour=excel",
            "?severity=5",
        ]

        tags = {client.get(f"{COUNTS}{query}").headers["etag"] for query in queries}

        assert len(tags) == len(queries)

    def test_a_draft_is_kept_by_no_cache(self, client: TestClient, make: Factory) -> None:
        view = make.election(status=ElectionStatus.DRAFT)

        assert client.get(COUNTS).status_code == 404
        seen = client.get(COUNTS, headers=make.headers(Role.MODERATOR, view))
        assert seen.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in seen.headers

    def test_the_current_version_can_be_asked_for_by_name(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view)

        assert client.get(COUNTS, params={"version": "1.0"}).status_code == 200
        gone = client.get(COUNTS, params={"version": "7.0"})
        assert (gone.status_code, gone.json()["type"]) == (404, "/problems/version-not-kept")
        assert gone.json()["current_version"] == "1.0"
        assert refused(client.get(COUNTS, params={"version": "latest"}))[2:] == (
            "query/version",
            "not-a-version",
        )

    def test_what_a_reader_must_know_first_is_said(self, client: TestClient, make: Factory) -> None:
        make.election(mode=Mode.LIVE)
        assert answered(client.get(COUNTS))["notices"] == []

        make.election(slug="made-up", code="MU", synthetic=True, four_eyes=False)
        said = answered(client.get("/api/v1/elections/made-up/counts"))["notices"]
        assert [notice.partition(":")[0] for notice in said] == ["SYNTHETIC", "REHEARSAL", "FOUR EYES OFF"]


@one_database_is_enough
class TestForms:
    def table(self, answer: Response, delimiter: str = ",") -> list[list[str]]:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        return list(csv.reader(io.StringIO(answer.text, newline=""), delimiter=delimiter))

    def test_csv_has_a_header_and_one_row_a_cell(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view, reports=2, veracity=Veracity.VERIFIED)
        published(make, view, area_code=None)

        answer = client.get(f"{COUNTS}.csv", params={"by": "group,area"})

        assert self.table(answer) == [
            [
                *("group", "area", "reports", "incidents", "violations", "context"),
                *("verified", "corroborated", "contested", "unverifiable"),
            ],
            ["voter_transport", "KG-GO", "2", "1", "1", "0", "1", "0", "0", "0"],
            ["voter_transport", "", "1", "1", "1", "0", "0", "0", "0", "1"],
        ]
        assert answer.headers["content-disposition"] == (
            'attachment; filename="test-election-counts-2.0.csv"'
        )

    @pytest.mark.parametrize(
        ("url", "accept", "form"),
        [
            (f"{COUNTS}.csv?f=json", "application/json", "text/csv"),
            (f"{COUNTS}.json", "text/csv", "application/json"),
            (f"{COUNTS}?f=csv", "application/json", "text/csv"),
            (COUNTS, "text/csv", "text/csv"),
            (COUNTS, "*/*", "application/json"),
        ],
    )
    def test_the_suffix_wins_then_f_then_accept(
        self, client: TestClient, make: Factory, url: str, accept: str, form: str
    ) -> None:
        make.election()

        answer = client.get(url, headers={"Accept": accept})

        assert answer.headers["content-type"].partition(";")[0] == form

    @pytest.mark.parametrize(
        ("url", "accept"), [(f"{COUNTS}.ods", "*/*"), (f"{COUNTS}?f=xml", "*/*"), (COUNTS, "image/png")]
    )
    def test_another_form_is_refused_and_says_what_there_is(
        self, client: TestClient, make: Factory, url: str, accept: str
    ) -> None:
        make.election()

        answer = client.get(url, headers={"Accept": accept})

        assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
        available = [form["f"] for form in answer.json()["available"]]
        assert available == ["json", "csv", "xlsx", "parquet", "geojson"]

    def test_a_spreadsheet_opens_it(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view)

        answer = client.get(f"{COUNTS}.csv", params={"by": "day", "flavour": "excel"})

        assert answer.content.startswith(b"\xef\xbb\xbfday;reports;")

    def test_only_csv_has_flavours(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.get(COUNTS, params={"flavour": "excel"})

        assert refused(answer) == (422, "/problems/unknown-parameter", "query/flavour", "not-csv")

    def test_what_is_made_up_says_so_in_name_and_every_row(self, client: TestClient, make: Factory) -> None:
        view = make.election(synthetic=True)
        published(make, view)

        answer = client.get(f"{COUNTS}.csv")

        assert "SYNTHETIC-test-election" in answer.headers["content-disposition"]
        assert [row[-1] for row in self.table(answer)] == ["notice", "SYNTHETIC"]


@one_database_is_enough
class TestRefusals:
    def test_can_be_read_by_pages_of_other_origins(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.get(f"{COUNTS}?categroy=media")

        assert answer.status_code == 422
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-origin" not in client.get("/api/v1/me").headers

    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ("categroy=media", "query", "unknown-parameter"),
            ("by=groop", "query/by", "unknown-value"),
            ("by=triage", "query/by", "unknown-value"),
            ("by=group&by=area", "query/by", "repeated"),
            ("by=", "query/by", "empty"),
            ("triage=linked", "query", "unknown-parameter"),
            ("source=x", "query", "unknown-parameter"),
            ("cursor=x", "query", "unknown-parameter"),
            ("group=medai", "query/group", "unknown-value"),
            ("from=2020-10-04T09:00:00", "query/from", "not-a-time"),
            ("from=2020-10-05&to=2020-10-04", "query/to", "not-after-from"),
            ("by=area&level=7", "query/level", "not-a-number"),
            ("level=1", "query/level", "without-area"),
            ("sort=reports2", "query/sort", "unknown-value"),
            ("by=day&sort=area", "query/sort", "unknown-value"),
            ("limit=0", "query/limit", "not-a-number"),
            ("lang=de", "query/lang", "unknown-value"),
        ],
    )
    def test_name_what_is_wrong(
        self, client: TestClient, make: Factory, query: str, pointer: str, code: str
    ) -> None:
        make.election()

        assert refused(client.get(f"{COUNTS}?{query}")) == (
            422,
            "/problems/unknown-parameter",
            pointer,
            code,
        )

    def test_suggest_what_was_meant(self, client: TestClient, make: Factory) -> None:
        make.election()

        assert "did you mean category?" in client.get(f"{COUNTS}?categroy=media").json()["detail"]
        assert "did you mean group?" in client.get(f"{COUNTS}?by=groop").json()["detail"]

    def test_a_large_table_is_told_to_be_a_file(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        columns = PublicSum.__table__.columns.keys()
        violation = {"area": "", "category": "media.filming_obstructed", "counts_as": "violation", "days": 1}
        one = dict.fromkeys(columns, 0) | violation | {"reports_verified": 1, "incidents_verified": 1}
        days = [date(2015, 1, 1) + timedelta(days=number) for number in range(2001)]
        with make.session() as session:
            session.execute(
                insert(PublicSum),
                [one | {"election_id": view.id, "starts": day.isoformat()} for day in days],
            )

        for query in ("by=day", "by=day&limit=1"):
            answer = client.get(f"{COUNTS}?{query}")
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/too-many-cells")
            assert answer.json()["most"] == 2000
        assert len(client.get(f"{COUNTS}.csv?by=day").text.splitlines()) == 2002
        assert len(cells(client, by="day", since="2015-01-02")) == 2000

    def test_an_election_that_is_not_there(self, client: TestClient) -> None:
        answer = client.get(COUNTS)

        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/election-not-found")


class TestStaff:
    def test_sees_everything_and_no_cache_keeps_it(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        make.report(view)
        published(make, view)  # in public only: the staff's counts have another source

        answer = client.get(
            STAFF, params={"by": "group,area,triage"}, headers=make.headers(Role.ANALYST, view)
        )

        body = answered(answer)
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        assert body["cells"] == [
            {
                "group": "voter_transport",
                "area": "KG-GO",
                "triage": "received",
                "reports": 1,
                "incidents": dict.fromkeys([*ONE, "unverifiable", "unreviewed"], 0),
            }
        ]

    def test_tests_never_count(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        make.report(view, test=True)
        headers = make.headers(Role.MODERATOR, view)

        for by in ("triage", "station,triage"):
            assert answered(client.get(STAFF, params={"by": by}, headers=headers))["cells"] == []

    def test_splits_by_who_reported(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        make.report(view, reporter_type="voter")
        make.report(view, reporter_type="journalist", station="T-0001")
        make.report(view)
        headers = make.headers(Role.MODERATOR, view)

        def found(**query: str) -> list[dict[str, Any]]:
            cells: list[dict[str, Any]] = answered(client.get(STAFF, params=query, headers=headers))["cells"]
            return cells

        assert numbers(found(by="reporter_type"), "reporter_type") == {
            "journalist": (1, 0),
            "voter": (1, 0),
            None: (1, 0),
        }
        assert numbers(found(by="station"), "station") == {"T-0001": (1, 0), None: (2, 0)}
        assert numbers(found(by="source", reporter_type="voter,journalist"), "source") == {
            "anonymous": (2, 0)
        }
        assert found(by="source", source="nobody") == []

    def test_searches_what_was_reported(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view, reports=0)
        linked(make, incident, [make.report(view, description="Белый МИНИБУС, ёлка"), make.report(view)])
        make.report(view, description="Ещё один минибус", category="media.filming_obstructed")
        headers = make.headers(Role.MODERATOR, view)

        def found(q: str) -> dict[Any, tuple[int, int]]:
            answer = client.get(STAFF, params={"q": q, "by": "group"}, headers=headers)
            return numbers(answered(answer)["cells"], "group")

        assert found("минибус") == {"media": (1, 0), "voter_transport": (1, 1)}
        assert found("елка") == {"voter_transport": (1, 1)}
        assert found("100%") == {}

    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ("near=72.7,40.4", "query/near", "not-yet"),
            ("triage=recieved", "query/triage", "unknown-value"),
            ("reporter_type=martian", "query/reporter_type", "unknown-value"),
            ("source=a,,b", "query/source", "not-a-key"),
        ],
    )
    def test_refuses_clearly_what_it_cannot_do(
        self, client: TestClient, make: Factory, query: str, pointer: str, code: str
    ) -> None:
        view = make.election()

        answer = client.get(f"{STAFF}?{query}", headers=make.headers(Role.MODERATOR, view))

        assert refused(answer)[2:] == (pointer, code)

    def test_comes_as_csv_too(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        make.report(view)

        answer = client.get(f"{STAFF}.csv?by=category", headers=make.headers(Role.ANALYST, view))

        assert answer.text.splitlines()[0].endswith("unverifiable,unreviewed")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_parameters_are_documented(app: FastAPI) -> None:
    operation = app.openapi()["paths"]["/api/v1/elections/{election}/counts"]["get"]

    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names >= {"election", "from", "to", "by", "level", "bbox", "flavour", "version"}
    assert "text/csv" in operation["responses"]["200"]["content"]
    assert "304" in operation["responses"]
