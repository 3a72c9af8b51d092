"""The demonstration loads in seconds, once, and shows what to open."""

import re
from pathlib import Path

import httpx2
import pytest

from tests.cli.command import Command
from tests.cli.conftest import Demonstration

PEOPLE = {"demo-moderator", "demo-verifier-1", "demo-verifier-2", "demo-lead"}

one_database_is_enough = pytest.mark.parametrize("demonstration", ["sqlite"], indirect=True)


class TestLoad:
    def test_prints_the_four_passwords_once_and_loads_once(self, demonstration: Demonstration) -> None:
        first = demonstration.said
        again = demonstration("demo", "load", "--json")

        assert (first.code, again.code) == (0, 0)
        assert first.json["loaded"] is True
        assert set(first.json["passwords"]) == PEOPLE
        assert again.json == {"election": "kg-2020-10-04", "loaded": False, "passwords": {}}

    def test_each_of_the_four_can_sign_in(self, demonstration: Demonstration) -> None:
        with demonstration.serving() as served:
            for name, password in demonstration.said.json["passwords"].items():
                answer = httpx2.post(
                    f"{served.url}/api/v1/sessions",
                    json={"name": name, "password": password},
                    headers={"Origin": served.url},
                )
                assert answer.status_code == 201, (name, answer.text)


class TestSynthetic:
    def test_reports_are_moderated_and_published_and_every_count_agrees(self, demonstration: Command) -> None:
        added = demonstration("demo", "load", "--reports", "120", "--seed", "5", "--json").json["synthetic"]

        assert (added["election"], added["reports"]) == ("demo-synthetic", 120)
        assert added["moderated"] >= added["published"] > 0
        assert demonstration("counts", "verify").code == 0

    @one_database_is_enough
    def test_the_same_again_adds_nothing_and_more_adds_the_rest(self, demonstration: Command) -> None:
        demonstration("demo", "load", "--reports", "40", "--seed", "5")

        again = demonstration("demo", "load", "--reports", "40", "--seed", "5", "--json")
        more = demonstration("demo", "load", "--reports", "300", "--seed", "5", "--json")

        assert again.json["synthetic"] == {
            "election": "demo-synthetic",
            "reports": 0,
            "moderated": 0,
            "published": 0,
        }
        assert more.json["synthetic"]["reports"] == 260

    @one_database_is_enough
    def test_they_are_marked_everywhere_and_leave_the_real_election_alone(
        self, demonstration: Command
    ) -> None:
        before = _public_counts(demonstration)
        demonstration("demo", "load", "--reports", "40")

        with demonstration.serving() as served:
            page = httpx2.get(f"{served.url}/elections/demo-synthetic").text
            file = httpx2.get(f"{served.url}/api/v1/elections/demo-synthetic/counts.csv?by=group")

        assert "SYNTHETIC" in page.upper()
        assert file.headers["content-disposition"].startswith('attachment; filename="SYNTHETIC-')
        assert _public_counts(demonstration) == before

    @one_database_is_enough
    def test_the_election_has_its_stations_and_visits(self, demonstration: Command) -> None:
        demonstration("demo", "load", "--reports", "1")

        (synthetic,) = (
            each
            for each in demonstration("election", "list", "--json").json
            if each["slug"] == "demo-synthetic"
        )
        assert synthetic["synthetic"] is True
        assert synthetic["stations"] == 2475

    @one_database_is_enough
    def test_live_ones_arrive_one_by_one_beside_the_service(self, demonstration: Command) -> None:
        with demonstration.serving():
            done = demonstration(
                *("demo", "load", "--reports", "3", "--live", "--per-minute", "6000", "--json")
            )

        assert done.code == 0, done.err
        assert done.json["synthetic"]["reports"] == 3

    @one_database_is_enough
    def test_live_without_a_number_is_a_mistake(self, demonstration: Command) -> None:
        assert demonstration("demo", "load", "--live").code == 2


def _public_counts(command: Command) -> object:
    done = command("export", "counts", "kg-2020-10-04", "by=group")
    return done.json["cells"] if done.code == 0 else None


class TestServeDemo:
    def test_fills_a_new_database_and_shows_what_to_open_but_passwords_only_once(
        self, tmp_path: Path
    ) -> None:
        command = Command(tmp_path / "data")

        with command.serving("--migrate", "--demo") as served:
            shown = served.log.read_text()
            elections = command("election", "list", "--json").json
        with command.serving("--demo") as again:
            shown_again = again.log.read_text()

        assert [election["slug"] for election in elections] == ["kg-2020-10-04"]
        assert f"{served.url}/elections/kg-2020-10-04" in shown
        assert f"curl -s '{served.url}/api/v1/elections/kg-2020-10-04/counts?by=group'" in shown
        assert set(re.findall(r"^ {4}(\S+) +(?:\w{5}-){3}\w{5}$", shown, re.MULTILINE)) == PEOPLE | {"admin"}
        assert "pollwatch account reset" in shown_again
        assert not re.search(r"(?:\w{5}-){3}\w{5}", shown_again)

    def test_leaves_a_database_in_use_alone(self, tmp_path: Path) -> None:
        command = Command(tmp_path / "data")
        command("migrate")
        command("account", "create", "ann", "--role", "admin")

        with command.serving("--demo"):
            assert command("election", "list", "--json").json == []
