"""Coverage is answered by its version as it was then, whatever was visited, registered or withdrawn since."""

from typing import Any, Final
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.elections import importers
from app.elections.models import PublicVersion
from app.incidents.models import Incident
from app.incidents.public import Snapshot, WatchedArea
from tests.api.test_coverage import COVERAGE, OTHERS, SAMPLE, Country
from tests.api.test_merging import merge
from tests.api.test_publication import current, publish, withdraw
from tests.api.test_snapshots import SNAPSHOTS, keep, kept
from tests.api.test_versions import same
from tests.desk import Desk, problem
from tests.factories import NOW, Factory
from tests.incidents import edited

PATHS: Final = (
    "",
    "?level=0",
    "?by=organisation,method",
    "?by=area,organisation,method&lang=en",
    "?area=KG-O&method=random",
    f"?organisation={OTHERS}",
    ".csv?by=organisation,method",
    ".geojson",
    ".xlsx",
    ".parquet?by=area,organisation,method",
)
# Of a snapshot, and what they are answers to.
FILES: Final = {
    "coverage.csv": ".csv",
    "rates.csv": ".csv?by=organisation,method",
    "rates-by-area.csv": ".csv?by=area,organisation,method",
}


class Told:
    """Asks whenever something has changed in public, and keeps what it was told."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.answers: dict[tuple[str, str], Response] = {}
        self.note()

    def ask(self, path: str, version: str | None = None) -> Response:
        joint = "&" if "?" in path else "?"
        return self.client.get(f"{COVERAGE}{path}{joint}version={version}" if version else COVERAGE + path)

    def note(self) -> str:
        version: str = self.ask("").json()["version"]
        self.answers |= {(path, version): self.ask(path) for path in PATHS}
        return version

    def differing(self) -> set[tuple[str, str]]:
        """Path and version of what is answered otherwise now."""
        return {
            (path, version)
            for (path, version), then in self.answers.items()
            if (now := self.ask(path, version)).status_code != then.status_code or not same(now, then)
        }

    def numbers(self, path: str) -> list[list[tuple[Any, ...]]]:
        """In each version, which of the cells has what."""
        names = ("stations", "visited", "recorded")
        return [
            [tuple(cell[name] for name in names) for cell in answer.json()["cells"]]
            for (asked, _), answer in self.answers.items()
            if asked == path
        ]


def register(make: Factory, country: Country, *stations: str) -> None:
    rows = "".join(f"{station},School,KG-O\n" for station in stations)
    with make.session() as session:
        importers.import_stations(session, country.view.slug, f"number,name_en,area\n{rows}", NOW)


def merged(client: TestClient, make: Factory, country: Country, incident: Incident, into: Incident) -> None:
    verifier = Desk(client, make, country.view, Role.VERIFIER)
    assert merge(verifier, str(incident.id), str(into.id)).status_code == 200
    assert verifier.judge(str(into.id), "unverifiable").status_code == 201
    publish(make, country.view, current(make, into))


class TestCoverageOfAVersion:
    def test_is_what_it_was(self, app: FastAPI, client: TestClient, make: Factory) -> None:
        country, ids = Country(make), [str(UUID(int=number, version=4)) for number in range(1, 9)]
        us, told = country.observer(), Told(client)
        seen = [country.seen(f"T-000{number}", us) for number in (1, 2)]
        country.visited(*(f"T-{number:04d}" for number in range(1, 9)), ids=ids)
        told.note()

        country.tick()
        told.note()
        seen.append(country.seen("T-0003", us))
        country.visited(*(f"T-{number:04d}" for number in range(6, 13)), organisation=OTHERS, method="other")
        told.note()  # moved by a publication, and not what was watched
        country.tick()
        version = told.note()
        keep(app, country.view)
        sums = [file for file in kept(client)[0]["files"] if file["name"] in FILES]

        # A visit sent again otherwise, stations that are new or lie elsewhere, an incident that is another.
        country.visited("T-0001", ids=ids[:1], organisation=OTHERS)
        register(make, country, "O-0021", "O-0022", "T-0012")
        publish(make, country.view, edited(make, current(make, seen[2]), severity=5))
        merged(client, make, country, seen[1], into=seen[0])
        told.note()
        country.tick()
        told.note()
        withdraw(make, country.view, seen[0])
        told.note()
        country.tick()
        told.note()

        assert told.numbers("") == [
            [(12, 0, None), (20, 0, None)],
            [(12, 0, None), (20, 0, None)],
            [(12, 8, None), (20, 0, None)],
            [(12, 8, None), (20, 0, None)],
            [(12, 12, None), (20, 0, None)],
            [(12, 12, None), (20, 0, None)],
            [(11, 11, None), (23, 1, None)],
            [(11, 11, None), (23, 1, None)],
            [(11, 11, None), (23, 1, None)],
        ]
        recorded = [
            [number for _, _, number in cells] for cells in told.numbers("?by=organisation,method") if cells
        ]
        assert recorded == [[2], [2], [3, 0], [3, 0], [2, 0, None], [2, 0, None], [1, 0, None]]
        assert {answer.status_code for answer in told.answers.values()} == {200, 422}
        assert told.differing() == set()
        view = app.state.directory.find(country.view.slug)
        keep(app, view)
        assert kept(client)[0]["revised"] == 2  # the incident, and the one merged into it
        for name, path in FILES.items():
            assert client.get(f"{SNAPSHOTS}/{version}/{name}").content == told.ask(path, version).content
        with make.session() as session:
            snapshot = session.scalars(select(Snapshot).where(Snapshot.tick == 2)).one()
        assert [file for file in snapshot.files or () if file["name"] in FILES] == sums

    def test_keeps_no_station(self, make: Factory) -> None:
        """Not even which one it was where something was recorded that is withdrawn."""
        country = Country(make)
        country.visited("T-0001")
        country.seen("T-0001", country.observer())
        country.tick()

        with make.session() as session:
            kept = {row.area_code: row.stations for row in session.scalars(select(WatchedArea))}
        assert kept == {"KG-GO": [[11, []], [1, [[SAMPLE, "random", True]]]], "KG-O": [[20, []]]}

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_an_area_that_has_no_stations_any_more_is_gone_from_the_next_tick_on(
        self, client: TestClient, make: Factory
    ) -> None:
        country = Country(make)
        country.tick()
        told = Told(client)
        register(make, country, *(f"T-{number:04d}" for number in range(1, 13)))
        country.tick()
        told.note()

        assert told.numbers("") == [[(12, 0, None), (20, 0, None)], [(32, 0, None)]]
        assert told.differing() == set()

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_is_refused_where_there_was_none_or_it_was_not_kept(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        country = Country(make)
        country.tick()
        country.tick()

        never = client.get(COVERAGE, params={"version": "1.1"})
        assert problem(never) == (404, "version-not-kept")
        assert (never.json()["earliest_version"], never.json()["current_version"]) == ("0.0", "0.2")
        assert problem(client.get(COVERAGE, params={"version": "latest"})) == (422, "unknown-parameter")
        analyst = make.headers(Role.ANALYST, country.view)
        staff = client.get(COVERAGE.replace("v1/", "v1/console/"), params={"version": "0.1"}, headers=analyst)
        assert problem(staff) == (404, "version-not-kept")

        with make.session() as session:  # as a release before this one left it
            session.execute(update(PublicVersion).where(PublicVersion.tick != 1).values(coverage=False))
        unknown = client.get(COVERAGE, params={"version": "0.0"})
        assert problem(unknown) == (404, "version-not-kept")
        assert unknown.json()["earliest_version"] == "0.1"
        assert client.get(COVERAGE.replace("coverage", "counts?version=0.0")).status_code == 200
        keep(app, country.view)
        assert not {file["name"] for file in kept(client)[0]["files"]} & FILES.keys()
        assert client.get(f"{SNAPSHOTS}/0.2/counts.csv").status_code == 200
        assert problem(client.get(f"{SNAPSHOTS}/0.2/rates.csv")) == (404, "snapshot-not-found")
