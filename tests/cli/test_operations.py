"""Elections, invitations and the doctor, from the command line."""

import json
from pathlib import Path

import httpx2
import pytest

from tests.cli.command import Command
from tests.contract.test_access import one_database_is_enough

STATIONS = "number,area,name_en\nT-1,KG-GO,School 1\nT-2,KG-XX,School 2\n"
AREAS = {
    "type": "FeatureCollection",
    "root": {"code": "KG", "level": 0, "name": {"en": "Kyrgyzstan"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "KG-GO", "parent": "KG", "level": 1, "name": {"en": "Osh"}},
            "geometry": None,
        }
    ],
}


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    return Command(tmp_path / "data", database_url)


@pytest.fixture
def with_election(command: Command) -> Command:
    made = command(
        *("election", "create", "kg-2027", "--code", "KG27", "--name", "Kyrgyzstan 2027"),
        *("--time-zone", "Asia/Bishkek", "--voting-on", "2027-01-24"),
    )
    assert made.code == 0, made.err
    return command


class TestElection:
    @one_database_is_enough
    def test_is_a_draft_until_it_is_opened(self, with_election: Command) -> None:
        assert with_election("election", "list", "--json").json[0]["status"] == "draft"

        assert with_election("election", "open", "kg-2027", "--json").json["status"] == "open"
        assert with_election("election", "close", "kg-2027", "--json").json["status"] == "closed"
        assert with_election("election", "archive", "kg-2027", "--json").json["status"] == "archived"

    def test_areas_and_good_stations_are_imported_and_bad_ones_named(
        self, with_election: Command, tmp_path: Path
    ) -> None:
        areas, stations = tmp_path / "areas.geojson", tmp_path / "stations.csv"
        areas.write_text(json.dumps(AREAS))
        stations.write_text(STATIONS)

        assert with_election("election", "import-areas", "kg-2027", str(areas)).code == 0
        refused = with_election("election", "import-stations", "kg-2027", str(stations))
        partly = with_election("election", "import-stations", "kg-2027", str(stations), "--partial", "--json")

        assert refused.code == 1
        assert "line/3" in refused.err
        assert partly.code == 3
        assert partly.json["imported"] == 1
        assert [bad["row"] for bad in partly.json["refused"]] == [3]
        listed = with_election("election", "list", "--json").json[0]
        assert (listed["areas"], listed["stations"]) == (2, 1)

    @one_database_is_enough
    @pytest.mark.parametrize("content", [b"{", b"\xff\xfe"])
    def test_a_file_that_cannot_be_read_is_said_in_one_line(
        self, with_election: Command, tmp_path: Path, content: bytes
    ) -> None:
        file = tmp_path / "areas.geojson"
        file.write_bytes(content)

        done = with_election("election", "import-areas", "kg-2027", str(file))

        assert done.code == 2
        assert done.err.count("\n") == 1

    @one_database_is_enough
    def test_what_is_not_valid_is_named(self, command: Command) -> None:
        done = command(
            *("election", "create", "kg-2027", "--code", "KG27", "--name", "Kyrgyzstan 2027"),
            *("--time-zone", "Asia/Nowhere", "--voting-on", "2027-01-24"),
        )

        assert done.code == 2
        assert "time_zone" in done.err

    @one_database_is_enough
    def test_one_that_does_not_exist_cannot_be_opened(self, command: Command) -> None:
        assert command("election", "open", "nowhere").code == 1


class TestMonitor:
    def test_an_invitation_makes_a_monitor_of_this_election(self, with_election: Command) -> None:
        with_election("election", "open", "kg-2027")
        invited = with_election(
            "monitor", "invite", "--election", "kg-2027", "--organisation", "Common Cause", "--json"
        ).json

        with with_election.serving() as served:
            accepted = httpx2.post(
                f"{served.url}/api/v1/invitations/accept",
                json={"code": invited["code"], "name": "Mira"},
                headers={"Origin": served.url},
            )

        assert accepted.status_code == 201, accepted.text
        assert accepted.json()["token"].startswith("pw_")


class TestDoctor:
    def test_finds_nothing_wrong_with_a_service_that_runs(self, command: Command) -> None:
        with command.serving():
            done = command("doctor", "--json")

        assert done.code == 0, done.out
        levels = {finding["check"]: finding["level"] for finding in done.json}
        assert {"versions", "store", "keys", "disk", "clock", "database", "migrations", "jobs"} <= set(levels)
        assert "failed" not in levels.values()

    def test_says_what_to_do_on_an_empty_machine(self, tmp_path: Path) -> None:
        done = Command(tmp_path / "data")("doctor")

        assert done.code == 1
        assert "pollwatch migrate" in done.out

    def test_says_that_a_database_is_away_and_nothing_beside_it_among_the_data(self, tmp_path: Path) -> None:
        done = Command(tmp_path / "data", "postgresql+psycopg://nobody@127.0.0.1:1/none")("doctor", "--json")

        assert done.code == 1
        (finding,) = [finding for finding in done.json if finding["check"] == "database"]
        assert "does not answer" in finding["text"]

    def test_names_a_key_that_others_can_read(self, tmp_path: Path) -> None:
        command = Command(tmp_path / "data")
        command("migrate")
        with command.serving():
            key = command.data_dir / "keys" / "master.key"
            key.chmod(0o644)

        done = command("doctor")

        assert done.code == 1
        assert f"Others can read {key}" in done.out
