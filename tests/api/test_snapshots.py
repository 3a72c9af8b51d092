"""Versions that are kept: the same numbers for ever, and no word of what was withdrawn."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.elections import importers
from app.elections.view import ElectionView
from app.publication import jobs, ticks
from app.publication.snapshot_files import FILES
from tests.api.test_public_incidents import published, withdraw
from tests.factories import NOW, Factory
from tests.public_rows import changed, ticked

PUBLIC = "/api/v1/elections/test-election"
SNAPSHOTS = f"{PUBLIC}/snapshots"
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def keep(app: FastAPI, view: ElectionView, hours: int = 0, **given: bool) -> None:
    """What the worker does every minute."""
    state = app.state
    jobs.keep(state.database, view, state.snapshot_files, NOW + timedelta(hours=hours), **given)


def kept(client: TestClient) -> list[dict[str, Any]]:
    answer = client.get(SNAPSHOTS)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def rows(client: TestClient, version: str, name: str = "incidents.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{SNAPSHOTS}/{version}/{name}").text, newline="")))


class TestFiles:
    def test_are_of_their_version_whatever_is_published_later(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        refs = [published(make, view) for _ in range(2)]
        before = client.get(f"{PUBLIC}/incidents.csv").text
        counted = client.get(f"{PUBLIC}/counts.csv?by=category,area,day").text
        keep(app, view)

        published(make, view, NOW + timedelta(minutes=1))
        ticked(make, view)

        (snapshot,) = kept(client)
        assert (snapshot["version"], snapshot["incidents"], snapshot["revised"]) == ("2.0", 2, 0)
        shown = rows(client, "2.0")
        assert [row.pop("withdrawn") for row in shown] == ["false", "false"]
        assert [row["ref"] for row in shown] == refs
        assert shown == list(csv.DictReader(io.StringIO(before)))[::-1]
        assert client.get(f"{SNAPSHOTS}/2.0/counts.csv").text == counted

    def test_have_the_sums_that_are_listed(self, app: FastAPI, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view)
        keep(app, view)

        (snapshot,) = kept(client)

        assert [file["name"] for file in snapshot["files"]] == list(FILES)
        sums = client.get(f"{SNAPSHOTS}/1.0/SHA256SUMS").text
        for file in snapshot["files"]:
            answer = client.get(f"{SNAPSHOTS}/1.0/{file['name']}")
            assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
            assert len(answer.content) == file["size_bytes"]
            assert f"{file['sha256']}  {file['name']}\n" in sums
            tag = {"if-none-match": answer.headers["etag"]}
            assert client.get(f"{SNAPSHOTS}/1.0/{file['name']}", headers=tag).status_code == 304

    def test_of_what_was_withdrawn_lose_every_word_and_no_number(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        ref = published(make, view, public_text={"en": "CANARY at the gate"}, harm={"injured": {"min": 7}})
        other = published(make, view)
        keep(app, view)
        counted = client.get(f"{SNAPSHOTS}/2.0/counts.csv").text

        withdraw(make, view, ref)

        (snapshot,) = kept(client)
        assert (snapshot["revised"], snapshot["files"]) == (1, [])
        assert client.get(f"{SNAPSHOTS}/2.0/incidents.csv").status_code == 503
        keep(app, view)
        gone, stayed = rows(client, "2.0")
        assert (gone["ref"], gone["withdrawn"], gone["reports"]) == (ref, "true", "1")
        assert not any(gone[name] for name in gone if name.startswith(("public_text", "injured", "latit")))
        assert (stayed["ref"], stayed["withdrawn"]) == (other, "false")
        feature = client.get(f"{SNAPSHOTS}/2.0/incidents.geojson").json()["features"][0]
        assert (feature["geometry"], feature["properties"]["withdrawn"]) == (None, True)
        assert client.get(f"{SNAPSHOTS}/2.0/counts.csv").text == counted
        everything = [client.get(f"{SNAPSHOTS}/2.0/{file['name']}") for file in kept(client)[-1]["files"]]
        assert not any("CANARY" in answer.text for answer in everything)


@one_database_is_enough
class TestKeeping:
    def test_is_once_a_day_or_when_asked(self, app: FastAPI, client: TestClient, make: Factory) -> None:
        view = make.election()
        versions = []
        for hours, at_once in ((0, False), (1, False), (2, True), (25, False), (26, False)):
            published(make, view)
            keep(app, view, hours, at_once=at_once)
            versions.append([snapshot["version"] for snapshot in kept(client)])

        assert versions == [["1.0"], ["1.0"], ["3.0", "1.0"], ["3.0", "1.0"], ["5.0", "3.0", "1.0"]]

    def test_is_not_of_a_day_on_which_nothing_in_it_moved(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        """Whatever ticks there were."""
        view = make.election()
        ref = published(make, view)
        versions = []
        for days, moved in enumerate((None, None, "incident", None, "stations", None)):
            if moved == "incident":
                changed(make, view, ref, severity=5)
            if moved == "stations":
                with make.session() as session:
                    importers.import_stations(session, view.slug, "number,name_en,area\nT-9,Club,KG-O\n", NOW)
            with make.session() as session:
                ticks.tick(session, view.id, NOW)
            keep(app, view, 24 * days)
            versions.append(kept(client)[0]["version"])

        assert versions == ["1.1", "1.1", "2.3", "2.3", "2.5", "2.5"]

    def test_the_same_version_again_changes_nothing(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        published(make, view)
        keep(app, view)
        before = client.get(SNAPSHOTS).content

        keep(app, view, 48, at_once=True)

        assert client.get(SNAPSHOTS).content == before

    def test_files_are_summed_anew_when_the_election_changes_what_stands_in_them(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        published(make, view)
        keep(app, view)
        admin = make.headers(Role.ADMIN)
        console = "/api/v1/console/elections/test-election"
        tag = {"if-match": client.get(console, headers=admin).headers["etag"]}
        renamed = client.patch(console, json={"name": {"en": "Renamed"}}, headers=admin | tag)
        assert renamed.status_code == 200, renamed.text

        assert client.get(f"{SNAPSHOTS}/1.0/metadata.json").status_code == 503
        keep(app, app.state.directory.find("test-election"), 1)

        (file,) = (file for file in kept(client)[0]["files"] if file["name"] == "metadata.json")
        content = client.get(f"{SNAPSHOTS}/1.0/metadata.json").content
        assert json.loads(content)["name"] == {"en": "Renamed"}
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


@one_database_is_enough
@pytest.mark.parametrize(
    "path", ["9.9/incidents.csv", "x/incidents.csv", "1.0/passwords.txt", "1.0/incidents.xlsx"]
)
def test_what_is_not_kept_is_404(app: FastAPI, client: TestClient, make: Factory, path: str) -> None:
    view = make.election()
    published(make, view)
    keep(app, view)

    answer = client.get(f"{SNAPSHOTS}/{path}")

    assert answer.status_code == 404
