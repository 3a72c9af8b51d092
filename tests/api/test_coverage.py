"""Coverage: how much was watched, what those visits recorded, and what nobody may learn from it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Account
from app.accounts.roles import Role
from app.aggregation.coverage_schemas import CoverageOut
from app.elections import importers
from app.elections.view import ElectionView
from app.incidents.coverage import visited_now
from app.incidents.models import Incident, Sighting
from app.incidents.veracity import Veracity
from app.intake.prepare import Sender
from app.publication import ticks
from tests.api.test_publication import current, publish, withdraw
from tests.factories import NOW, Factory
from tests.incidents import edited, incident_in, linked
from tests.pages import PAGE, rows, section, words

COVERAGE: Final = "/api/v1/elections/test-election/coverage"
STAFF: Final = "/api/v1/console/elections/test-election/coverage"
EVENING: Final = datetime(2020, 10, 4, 18, 0, tzinfo=UTC)
SAMPLE, OTHERS = "Common Cause", "Friends of the Vote"
MORNING: Final = ("2020-10-04T08:00:00+06:00", "2020-10-04T10:00:00+06:00")
IN_THE_MORNING: Final = "2020-10-04T09:15:00+06:00"
CITED: Final = {"stations_total": 2475, "samples": [{"name": "Another group", "stations_observed": 300}]}
REFUSED: Final[list[tuple[dict[str, str], str, str]]] = [
    ({"organization": SAMPLE}, "query", "did you mean organisation?"),
    ({"organisation": "Comon Cause"}, "query/organisation", f"did you mean {SAMPLE}?"),
    ({"organisation": OTHERS}, "query/organisation", f"known are: {SAMPLE}."),
    ({"method": "randon"}, "query/method", "did you mean random?"),
    ({"by": "colour"}, "query/by", "known are: area, method, organisation."),
    ({"area": "KG-GP"}, "query/area", "did you mean KG-G"),
    ({"station": "T-0001"}, "query", "not known here"),
    ({"from": "2020-10-04"}, "query", "not known here"),
    ({"level": "1", "by": "method"}, "query/level", "needs by=area"),
    ({"f": "geojson", "by": "method"}, "query/by", "by=area"),
]


class Country:
    """KG-GO has stations T-0001 to T-0012, KG-O has O-0001 to O-0020. Two organisations send observers."""

    def __init__(self, make: Factory, **more_stations: int) -> None:
        self.make, self._admin = make, make.headers(Role.ADMIN)
        view = make.election(cited_figures=CITED)
        numbers = [("KG-GO", f"T-{number:04d}") for number in range(4, 13)]
        numbers += [("KG-O", f"O-{number:04d}") for number in range(1, 21)]
        for area, many in more_stations.items():
            code = area.replace("_", "-")
            numbers += [(code, f"{code}-{number}") for number in range(1, many + 1)]
        with make.session() as session:
            self.organisations = {
                name: accounts.create_organisation(session, name, NOW).id for name in (SAMPLE, OTHERS)
            }
            rows = "".join(f"{number},School,{area}\n" for area, number in numbers)
            importers.import_stations(session, view.slug, f"number,name_en,area\n{rows}", NOW)
        found: ElectionView | None = make.app.state.directory.find(view.slug)
        assert found is not None
        self.view = found

    def observer(self, organisation: str | None = SAMPLE) -> Account:
        with self.make.session() as session:
            organisation_id = self.organisations[organisation] if organisation else None
            return accounts.create_account(
                session,
                f"observer {datetime.now(UTC).timestamp()}",
                Role.MONITOR,
                NOW,
                election_id=self.view.id,
                organisation_id=organisation_id,
            )

    def visited(
        self,
        *stations: str,
        organisation: str = SAMPLE,
        method: str = "random",
        during: tuple[str, str] = MORNING,
        ids: Sequence[str] = (),
    ) -> None:
        since, until = during
        lines = "".join(
            f"{station},{organisation},{method},{since},{until},{visit_id}\n"
            for station, visit_id in zip_longest(stations, ids, fillvalue="")
        )
        answer = self.make.client.post(
            "/api/v1/console/elections/test-election/import/visits",
            content=f"station,organisation,method,from,to,id\n{lines}",
            headers={"Content-Type": "text/csv", **self._admin},
        )
        assert answer.status_code == 200, answer.text

    def seen(
        self, station: str | None, by: Account | None, *, publishing: bool = True, **given: Any
    ) -> Incident:
        """An incident that this account reported from this station, published."""
        of_incident = {name: given.pop(name) for name in ("veracity", "counts_as") if name in given}
        coded = given.pop("coded", station)
        values: dict[str, Any] = {"station": station, "occurred_at": IN_THE_MORNING} | given
        staff = "source" in values
        sender = Sender(by.id if by else None, staff=staff)
        report = self.make.report(self.view, sender=sender, **values)
        incident = linked(
            self.make,
            incident_in(self.make, self.view, reports=0, station_code=coded, **of_incident),
            [report],
        )
        if publishing:
            publish(self.make, self.view, incident)
        return incident

    def tick(self, at: datetime = NOW) -> None:
        with self.make.session() as session:
            ticks.tick(session, self.view.id, at)

    def recorded(self) -> set[tuple[str, str, str]]:
        with self.make.session() as session:
            found = visited_now(session, self.view.id)
        return {(each.station, each.organisation, each.method) for each in found if each.recorded}


def asked(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get(COVERAGE, params=query)
    assert answer.status_code == 200, answer.text
    CoverageOut.model_validate_json(answer.text)
    body: dict[str, Any] = answer.json()
    return body


def numbers(cell: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(cell[name] for name in ("stations", "visited", "recorded", "rate", "reason"))


class TestWhatAVisitRecorded:
    def test_is_what_its_organisation_saw_there_and_then(self, make: Factory) -> None:
        country = Country(make)
        us, them = country.observer(SAMPLE), country.observer(OTHERS)
        stations = [f"T-{number:04d}" for number in range(1, 13)]
        country.visited(*stations)

        country.seen("T-0001", us)
        country.seen("T-0002", them)
        country.seen("T-0003", None)
        country.seen("T-0004", us, occurred_at="2020-10-04T11:15:00+06:00")
        country.seen("T-0005", us, occurred_at=None, occurred_on="2020-10-04", time_precision="day")
        country.seen("T-0006", us, occurred_at=None, occurred_on=None, time_precision="unknown")
        country.seen("T-0007", us, knowledge="media_report")
        country.seen("T-0008", us, test=True, publishing=False)
        country.seen("T-0009", us, publishing=False)
        country.seen("T-0010", None, source={"key": "s-1", "organisation": "common  CAUSE"})
        country.seen("T-0011", us, counts_as="context")
        country.seen("T-0012", us, veracity=Veracity.REFUTED)

        assert country.recorded() == {
            (station, SAMPLE, "random") for station in ("T-0001", "T-0005", "T-0010")
        }

    def test_is_told_by_the_account_where_there_is_no_organisation(
        self, client: TestClient, make: Factory
    ) -> None:
        country = Country(make)
        alone, another = country.observer(None), country.observer(None)
        for account, station in ((alone, "T-0001"), (another, "T-0002")):
            sent = {
                "id": str(account.id),
                "station": station,
                "method": "other",
                "from": MORNING[0],
                "to": MORNING[1],
            }
            answer = client.post(
                COVERAGE.replace("coverage", "visits"), json=sent, headers=make.headers_of(account)
            )
            assert answer.status_code == 201, answer.text

        country.seen("T-0001", alone)
        country.seen("T-0002", alone)

        assert country.recorded() == {("T-0001", "", "other")}

    def test_is_of_the_visit_it_happened_in(self, make: Factory) -> None:
        """One station twice by one organisation, and by another at the same time."""
        country = Country(make)
        noon = ("2020-10-04T12:00:00+06:00", "2020-10-04T13:00:00+06:00")
        country.visited("T-0001", method="random")
        country.visited("T-0001", method="other", during=noon)
        country.visited("T-0001", organisation=OTHERS, method="other")

        country.seen("T-0001", country.observer(SAMPLE))

        assert country.recorded() == {("T-0001", SAMPLE, "random")}

    def test_follows_what_was_published_and_not_what_moderators_do_since(self, make: Factory) -> None:
        country = Country(make)
        country.visited("T-0001", "T-0002")
        us = country.observer()
        incident = country.seen("T-0001", us)
        more = make.report(country.view, sender=Sender(us.id), station="T-0002", occurred_at=IN_THE_MORNING)

        drafted = linked(make, current(make, incident), [more])
        assert {station for station, _, _ in country.recorded()} == {"T-0001"}

        publish(make, country.view, drafted)
        assert {station for station, _, _ in country.recorded()} == {"T-0001", "T-0002"}

        withdraw(make, country.view, incident)
        assert country.recorded() == set()
        with make.session() as session:
            assert session.scalars(select(Sighting)).all() == []

    def test_is_where_the_report_is_coded_else_where_its_incident_is(self, make: Factory) -> None:
        country = Country(make)
        country.visited("T-0001", "T-0002", "T-0003")
        us = country.observer()

        country.seen("T-0001", us, coded="T-0002")
        incident = country.seen(None, us, coded="T-0003")

        assert {station for station, _, _ in country.recorded()} == {"T-0001", "T-0003"}
        publish(make, country.view, edited(make, current(make, incident), station_code="T-0004"))
        assert {station for station, _, _ in country.recorded()} == {"T-0001"}


class TestCoverage:
    @pytest.fixture
    def country(self, make: Factory) -> Country:
        """Fourteen stations of a sample, at three of which it recorded something; five of others."""
        country = Country(make)
        country.visited(*(f"T-{number:04d}" for number in range(1, 9)))
        country.visited(*(f"O-{number:04d}" for number in range(1, 7)))
        country.visited("T-0001", during=("2020-10-04T14:00:00+06:00", "2020-10-04T15:00:00+06:00"))
        country.visited(*(f"T-{number:04d}" for number in range(7, 12)), organisation=OTHERS, method="other")
        us = country.observer()
        for station in ("T-0001", "T-0001", "T-0002", "O-0006"):
            country.seen(station, us)
        country.seen("T-0011", country.observer(OTHERS))
        return country

    def test_counts_each_station_once(self, client: TestClient, country: Country) -> None:
        country.tick()

        found = asked(client)

        assert [(cell["area"], *numbers(cell)) for cell in found["cells"]] == [
            ("KG-GO", 12, 11, None, None, "not_split"),
            ("KG-O", 20, 6, None, None, "not_split"),
        ]
        assert found["totals"]["coverage"] == 0.5312
        assert numbers(found["totals"]) == (32, 17, None, None, "not_split")
        assert found["cited_figures"] == CITED
        assert found["filters"] == {"by": ["area"], "level": 1}

    def test_gives_rates_by_organisation_and_method(self, client: TestClient, country: Country) -> None:
        country.tick()

        sample, others = asked(client, by="organisation,method")["cells"]

        assert (sample["organisation"], sample["method"]) == (SAMPLE, "random")
        assert numbers(sample) == (32, 14, 3, 0.2143, None)
        assert (sample["rate_low"], sample["rate_high"]) == (0.0757, 0.4759)  # Wilson, by hand
        assert (others["organisation"], others["method"]) == (OTHERS, "other")
        assert numbers(others) == (32, 5, 1, 0.2, "not_a_random_sample")
        assert (others["rate_low"], others["rate_high"]) == (None, None)

    def test_splits_and_filters(self, client: TestClient, country: Country) -> None:
        country.tick()

        cells = asked(client, by="area,organisation,method", lang="en")["cells"]
        assert [(cell["area_label"], cell["organisation"], *numbers(cell)) for cell in cells] == [
            ("KG-GO", SAMPLE, 12, 8, 2, 0.25, None),
            ("KG-GO", OTHERS, 12, 5, 1, 0.2, "not_a_random_sample"),
            ("KG-O", SAMPLE, 20, 6, 1, 0.1667, None),
        ]
        one = asked(client, area="KG-O", organisation=SAMPLE, method="random")
        assert numbers(one["totals"]) == (20, 6, 1, 0.1667, None)
        assert [cell["area"] for cell in one["cells"]] == ["KG-O"]
        assert numbers(asked(client, area="KG-GB")["totals"]) == (0, 0, None, None, "no_visits")
        assert [numbers(cell)[1] for cell in asked(client, level="0")["cells"]] == [17]

    def test_moves_in_ticks_alone(self, client: TestClient, make: Factory, country: Country) -> None:
        before = client.get(COVERAGE)
        assert before.json()["totals"]["visited"] == 0

        country.tick()
        ticked = client.get(COVERAGE)
        country.visited("T-0012", "O-0020", organisation=OTHERS)
        country.visited("T-0001", method="other", organisation=OTHERS)
        incident = country.seen("T-0003", country.observer())
        meanwhile = [
            client.get(COVERAGE, params=query).json() for query in ({}, {"by": "organisation,method"})
        ]

        assert ticked.json()["totals"]["visited"] == 17
        assert meanwhile[0]["cells"] == ticked.json()["cells"]
        assert [cell["recorded"] for cell in meanwhile[1]["cells"]] == [3, 1]
        refused = client.get(COVERAGE, params={"organisation": OTHERS, "method": "random"})
        assert refused.json()["totals"]["visited"] == 0
        staff = client.get(STAFF, headers=make.headers(Role.ANALYST, country.view)).json()
        assert staff["totals"]["visited"] == 19

        country.tick()
        assert client.get(COVERAGE).json()["totals"]["visited"] == 19
        assert asked(client, by="organisation,method")["cells"][0]["recorded"] == 4
        withdraw(make, country.view, incident)
        country.tick()
        assert asked(client, by="organisation,method")["cells"][0]["recorded"] == 3

    def test_follows_a_visit_that_is_imported_again_otherwise(
        self, client: TestClient, make: Factory
    ) -> None:
        country, ids = Country(make), [str(UUID(int=number, version=4)) for number in range(1, 7)]
        for method in ("random", "other"):
            country.visited(*(f"T-{number:04d}" for number in range(1, 7)), method=method, ids=ids)
            country.tick()

        (cell,) = asked(client, by="method")["cells"]
        assert (cell["method"], cell["visited"]) == ("other", 6)

    def test_is_named_by_a_tag_and_a_version(self, client: TestClient, country: Country) -> None:
        answer = client.get(COVERAGE)

        again = client.get(COVERAGE, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        version = answer.json()["version"]
        assert client.get(COVERAGE, params={"version": version}).status_code == 200
        country.tick()
        assert client.get(COVERAGE, params={"version": version}).content == answer.content
        moved = client.get(COVERAGE, headers={"If-None-Match": answer.headers["etag"]})
        assert moved.status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestSmallNumbers:
    def test_of_few_stations_are_withheld_with_the_next_beside_them(
        self, client: TestClient, make: Factory
    ) -> None:
        country = Country(make, KG_GB=3)
        country.visited("KG-GB-1", "T-0001", *(f"O-{number:04d}" for number in range(1, 7)))
        country.tick()

        found = asked(client)
        assert [(cell["area"], cell["visited"], cell["reason"]) for cell in found["cells"]] == [
            ("KG-GB", None, "too_few_stations"),
            ("KG-GO", None, "too_few_stations"),
            ("KG-O", 6, "not_split"),
        ]
        assert found["totals"]["visited"] == 8
        for area in ("KG-GB", "KG-GO", "KG-GB,KG-O"):
            assert asked(client, area=area)["totals"]["visited"] is None
            assert asked(client, area=area, by="method")["cells"] == []
        split = asked(client, by="area,organisation,method")["cells"]
        assert [cell["area"] for cell in split] == ["KG-O"]
        staff = client.get(STAFF, params={"area": "KG-GB"}, headers=make.headers(Role.ANALYST, country.view))
        assert staff.json()["totals"]["visited"] == 1

    def test_of_few_visits_give_no_rate(self, client: TestClient, make: Factory) -> None:
        country = Country(make, KG_GB=8)
        country.visited("T-0001", *(f"O-{number:04d}" for number in range(1, 7)))
        country.visited(*(f"KG-GB-{number}" for number in range(1, 9)))
        country.seen("T-0001", country.observer())
        country.tick()

        cells = asked(client, by="area,organisation,method")["cells"]
        assert [(cell["area"], *numbers(cell)) for cell in cells] == [
            ("KG-GB", 8, 8, 0, 0.0, None),
            ("KG-GO", 12, 1, None, None, "too_few_visits"),
            ("KG-O", 20, 6, None, None, "too_few_visits"),
        ]
        assert numbers(asked(client, by="organisation,method")["cells"][0]) == (40, 15, 1, 0.0667, None)
        for area in ("KG-GO", "KG-O", "KG-GB,KG-O"):
            cell = asked(client, area=area, by="organisation,method")["cells"][0]
            assert cell["reason"] == "too_few_visits"


class TestThePage:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_shows_areas_and_rates_and_shades_the_map(self, client: TestClient, make: Factory) -> None:
        country = Country(make)
        country.visited("T-0001", *(f"O-{number:04d}" for number in range(1, 7)))
        country.visited("T-0001", organisation=OTHERS, method="other")
        country.seen("O-0001", country.observer())
        country.tick()

        page = client.get("/elections/test-election", headers=PAGE)
        watched = section(page, "coverage")
        assert "Observers visited 7 of 32 stations (21.9%)." in words(watched)
        assert [row[:3] for row in rows(watched, "bars watched")[1:]] == [
            ["KG-GO", "1 / 12", "8.3%"],
            ["KG-O", "6 / 20", "30.0%"],
        ]
        first, second = re.findall("<li>(.*?)</li>", watched)
        assert words(first).startswith(f"{SAMPLE} (random sample): at 1 of 7 visited stations (14.3%)")
        assert words(first).endswith("95% confidence interval: 2.6% to 51.3%.")
        assert "There is no rate" in words(second)
        figure = page.text.partition("<figure")[2].partition("</figure>")[0]
        assert re.findall('path class="(.*?)"', figure) == ["land shade-2"]  # the only area with a polygon
        assert "0–5" in words(figure)

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_says_why_there_is_no_rate(self, client: TestClient, make: Factory) -> None:
        """Of few stations it says so whether or not somebody was there."""
        view = make.election()
        few = [section(client.get("/elections/test-election", headers=PAGE), "coverage")]
        row = f"T-0001,{SAMPLE},random,{','.join(MORNING)}"
        with make.session() as session:
            accounts.create_organisation(session, SAMPLE, NOW)
            importers.import_visits(
                session, view.slug, f"station,organisation,method,from,to\n{row}\n", EVENING
            )
            ticks.tick(session, view.id, NOW)
        few.append(section(client.get("/elections/test-election", headers=PAGE), "coverage"))

        assert few[0] == few[1]
        assert "because of fewer than 5 stations" in few[0]


class TestForms:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_say_the_same(self, client: TestClient, make: Factory) -> None:
        country = Country(make)
        country.visited(*(f"T-{number:04d}" for number in range(1, 9)))
        country.tick()
        cells = asked(client)["cells"]

        csv = client.get(f"{COVERAGE}.csv")
        header, *rows = csv.text.splitlines()
        assert header == "area,stations,visited,coverage,recorded,rate,rate_low,rate_high,reason"
        assert rows == ["KG-GO,12,8,0.6667,,,,,not_split", "KG-O,20,0,0.0,,,,,no_visits"]
        assert csv.headers["content-disposition"].startswith('attachment; filename="test-election-coverage-')
        drawn = client.get(COVERAGE, headers={"Accept": "application/geo+json"}).json()
        assert [feature["properties"] for feature in drawn["features"]] == cells
        assert [feature["geometry"] and feature["geometry"]["type"] for feature in drawn["features"]] == [
            "Polygon",
            None,
        ]
        assert drawn["cited_figures"] == CITED
        item = client.get("/ogc/collections/test-election.areas/items/KG-GO?f=json").json()["properties"]
        assert [item[name] for name in ("stations", "visited", "coverage")] == [12, 8, 0.6667]

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_refuse_what_they_do_not_know(
        self, client: TestClient, make: Factory, subtests: pytest.Subtests
    ) -> None:
        """Somebody's visits that no tick has shown yet are not known either."""
        country = Country(make)
        country.visited("T-0001")
        country.tick()
        country.visited("T-0002", organisation=OTHERS)

        for query, pointer, hint in REFUSED:
            with subtests.test(query=query):
                answer = client.get(COVERAGE, params=query)
                assert answer.status_code == 422
                (error,) = answer.json()["errors"]
                assert error["pointer"] == pointer
                assert hint in error["message"]
