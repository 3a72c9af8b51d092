"""The acceptance data: once the demonstration is loaded, the public sees exactly these numbers.

Read through the API as anybody would, and through the console where sources are concerned.
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.bootstrap import create_app
from app.cli.demo import load_kyrgyzstan
from app.cli.demo_kyrgyzstan import read, report_id
from app.settings import Settings
from tests.conftest import fresh_database
from tests.factories import Factory

ELECTION = "/api/v1/elections/kg-2020-10-04"
CONSOLE = "/api/v1/console/elections/kg-2020-10-04"
DATA: dict[str, Any] = read("kyrgyzstan.json")
EXPECTED: dict[str, Any] = DATA["expected_after_publishing_all"]
SPLIT = ("verified", "corroborated", "contested", "unverifiable")
MASKED = ("I-07", "I-08", "I-09", "I-11", "I-12", "I-13", "I-15")  # KG-007, 008, 009, 011, 012+013, 014, 016
# What tells who somebody is: names, and roles that only one or a few people hold.
TELLING = re.compile(
    r"reforma|kloop|respublika|activist|correspondent|leader|candidate|camera operator|reporter"
    r"|woman|\bher\b|\bshe\b"
    r"|реформ|клооп|республик|активист|лидер|кандидат|оператор|женщин|репортёр"
    r"|лидери|талапкер|аял",
    re.IGNORECASE,
)


class Demo:
    """The loaded election, asked over HTTP."""

    def __init__(self, client: TestClient, lead: dict[str, str]) -> None:
        self.client, self._lead = client, lead

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def ask_inside(self, path: str) -> Any:
        answer = self.client.get(path, headers=self._lead)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def read_page(self, path: str) -> str:
        """What a person reads on it, in English."""
        answer = self.client.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 200, path
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())

    def cells(self, by: str, more: str = "") -> dict[Any, tuple[int, int]]:
        """Reports and incidents of each cell."""
        cells = self.get(f"{ELECTION}/counts?by={by}{more}")["cells"]
        return {cell[by]: (cell["reports"], cell["incidents"]["total"]) for cell in cells}

    def incidents(self) -> dict[str, dict[str, Any]]:
        """By their key in the data file: they were published in its order."""
        items = self.get(f"{ELECTION}/incidents?limit=200")["items"]
        return {f"I-{item['ref'][-2:]}": item for item in items}

    def report(self, ref: str) -> Any:
        return self.ask_inside(f"{CONSOLE}/reports/{report_id(ref)}")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Loaded once for all that only look."""
    directory = tmp_path_factory.mktemp("demo")
    with fresh_database(request, directory) as url:
        settings = Settings(data_dir=directory, database_url=url, worker="outside", _env_file=None)
        app = create_app(settings)
        with TestClient(app, raise_server_exceptions=False) as client:
            assert load_kyrgyzstan(settings, app.state.database) is not None
            yield Demo(client, Factory(app, client).headers(Role.LEAD))


class TestNumbers:
    def test_twenty_were_received_nineteen_count_none_waits_one_does_not_count(self, demo: Demo) -> None:
        intake = demo.get(f"{ELECTION}/counts")["intake"]

        assert intake == {"received": 20, "counted": 19, "waiting": 0, "not_counted": 1}
        assert intake == EXPECTED["intake"]

    def test_nineteen_reports_are_eighteen_incidents(self, demo: Demo) -> None:
        totals = demo.get(f"{ELECTION}/counts")["totals"]

        assert totals["reports"] == 19
        assert totals["incidents"]["total"] == 18

    def test_seventeen_are_violations_and_one_is_context(self, demo: Demo) -> None:
        incidents = demo.get(f"{ELECTION}/counts")["totals"]["incidents"]

        assert (incidents["violations"], incidents["context"]) == (17, 1)

    def test_none_is_verified_none_corroborated_one_contested_and_seventeen_are_unverifiable(
        self, demo: Demo
    ) -> None:
        totals = demo.get(f"{ELECTION}/counts")["totals"]

        assert tuple(totals["incidents"][name] for name in SPLIT) == (0, 0, 1, 17)
        assert totals["incidents"]["refuted"] == 0
        assert totals == EXPECTED["totals"]

    def test_by_group(self, demo: Demo) -> None:
        assert demo.cells("group") == {
            "vote_buying": (1, 1),
            "campaign": (1, 1),
            "voter_transport": (2, 2),
            "coercion": (3, 3),
            "secrecy": (1, 1),
            "violence": (3, 3),
            "authority_conduct": (2, 2),
            "media": (3, 2),
            "admin_resources": (1, 1),
            "public_health": (1, 1),
            "post_election": (1, 1),
        }

    def test_by_region(self, demo: Demo) -> None:
        assert demo.cells("area", "&level=1") == {
            "KG-GO": (6, 5),
            "KG-O": (2, 2),
            "KG-T": (1, 1),
            "KG-GB": (1, 1),
            None: (9, 9),
        }

    def test_what_is_not_located_is_an_ordinary_cell(self, demo: Demo) -> None:
        assert demo.cells("area", "&level=1")[None] == (9, 9)

    def test_what_is_undated_is_an_ordinary_cell(self, demo: Demo) -> None:
        by_day = demo.cells("day")

        assert by_day[None] == (3, 3)
        assert by_day == {"2020-10-04": (15, 14), "2020-09-30": (1, 1), None: (3, 3)}

    def test_by_severity(self, demo: Demo) -> None:
        by_severity = {str(key): incidents for key, (_, incidents) in demo.cells("severity").items()}

        assert by_severity == {"5": 6, "4": 6, "3": 4, "2": 1, "1": 1}
        assert by_severity == EXPECTED["by_severity_incidents"]

    @pytest.mark.parametrize("by", ["category", "group", "area", "day", "severity", "veracity", "phase"])
    def test_every_split_adds_up_to_the_whole(self, demo: Demo, by: str) -> None:
        cells = demo.cells(by).values()

        assert sum(reports for reports, _ in cells) == 19
        assert sum(incidents for _, incidents in cells) == 18

    def test_they_come_as_csv_too(self, demo: Demo) -> None:
        lines = demo.client.get(f"{ELECTION}/counts.csv?by=group").text.splitlines()

        assert lines[0].startswith("group,reports,incidents,violations,context,verified")
        assert "media,3,2,2,0,0,0,0,2" in lines

    def test_there_is_no_rate(self, demo: Demo) -> None:
        """Nobody visited a station as part of this: without visits there is nothing to divide by."""
        assert '"rate' not in json.dumps(demo.get(f"{ELECTION}/counts?by=area"))
        watched = demo.get(f"{ELECTION}/coverage")
        assert (watched["totals"]["rate"], watched["totals"]["reason"]) == (None, "no_visits")
        (sample,) = watched["cited_figures"]["samples"]
        assert (sample["stations_observed"], watched["cited_figures"]["stations_total"]) == (300, 2475)
        assert EXPECTED["rate"] is None

    def test_the_figure_of_another_group_is_cited_and_joined_to_nothing(self, demo: Demo) -> None:
        cited = demo.get(ELECTION)["cited_figures"]

        (sample,) = cited["samples"]
        assert (sample["stations_observed"], cited["stations_total"]) == (300, 2475)
        assert f"{sample['stations_observed'] / cited['stations_total']:.1%}" == "12.1%"

    def test_they_carry_the_caveat_and_no_notice(self, demo: Demo) -> None:
        """The events were real and two people agreed on each: no banner says otherwise."""
        counts = demo.get(f"{ELECTION}/counts")

        assert "not everything that happened" in counts["caveat"]
        assert counts["notices"] == []


class TestIncidents:
    def test_each_is_as_the_data_says(self, demo: Demo) -> None:
        shown = demo.incidents()

        assert len(shown) == 18
        for wanted in DATA["incidents"]:
            incident = shown[wanted["key"]]
            assert incident["category"] == wanted["category"]
            assert incident["severity"] == wanted["severity"], wanted["key"]
            assert incident["veracity"] == wanted["veracity"], wanted["key"]
            assert incident["reports"] == len(wanted["reports"])
            assert incident["area"] == (wanted["area"] or "KG")
            assert incident["public_text"] == wanted["public_text"]

    def test_two_accounts_of_one_attack_are_one_incident(self, demo: Demo) -> None:
        assert demo.report("KG-012")["incident"] == demo.report("KG-013")["incident"]
        assert demo.incidents()["I-12"]["reports"] == 2
        assert demo.cells("group")["media"] == (3, 2)

    @pytest.mark.parametrize(
        ("one", "others"),
        [
            ("I-13", {"I-12"}),  # KG-014
            ("I-03", {"I-04"}),  # KG-003 and KG-004
            ("I-08", {"I-07", "I-10"}),  # KG-008 with KG-007 and KG-010
            ("I-09", {"I-07"}),  # KG-009
        ],
    )
    def test_what_belongs_together_is_related_and_not_merged(
        self, demo: Demo, one: str, others: set[str]
    ) -> None:
        shown = demo.incidents()

        assert {f"I-{ref[-2:]}" for ref in shown[one]["related"]} == others
        for other in others:
            assert shown[one]["ref"] in shown[other]["related"]

    def test_a_denial_makes_one_contested(self, demo: Demo) -> None:
        incident = demo.incidents()["I-16"]  # KG-017

        assert incident["veracity"] == "contested"
        assert incident["disputed"] is False  # that is said of what is verified
        (statement,) = incident["statements"]
        assert (statement["by"], statement["kind"]) == ("Birimdik party", "denial")

    def test_the_others_have_one_verdict_for_one_press_report(self, demo: Demo) -> None:
        others = [incident for key, incident in demo.incidents().items() if key != "I-16"]

        assert {incident["veracity"] for incident in others} == {"unverifiable"}
        assert {incident["sources"] for incident in others} == {1}

    def test_a_blanket_allegation_is_out_of_scope(self, demo: Demo) -> None:
        report = demo.report("KG-020")

        assert report["triage"] == "out_of_scope"
        assert report["incident"] is None
        assert [entry["reason_code"] for entry in report["history"] if entry["reason_code"]] == ["R8"]

    def test_nine_independent_sources_are_behind_them(self, demo: Demo) -> None:
        reports = demo.ask_inside(f"{CONSOLE}/reports?limit=50")["items"]

        sources = {report["source"] for report in reports}
        assert len(reports) == 20
        assert sources == {source["key"] for source in DATA["sources"]}
        assert len(sources) == EXPECTED["independent_sources"] == 9

    def test_every_report_ended_as_it_should(self, demo: Demo) -> None:
        for wanted in DATA["reports"]:
            report = demo.report(wanted["ref"])
            assert report["triage"] == wanted["expected"]["triage"], wanted["ref"]
            assert report["severity"] == wanted["expected"]["severity"], wanted["ref"]


class TestPlacesAndTimes:
    def test_eleven_of_the_twenty_have_no_point(self, demo: Demo) -> None:
        points = [demo.report(wanted["ref"])["coding"]["latitude_deg"] for wanted in DATA["reports"]]

        assert points.count(None) == 11

    def test_no_position_is_public(self, demo: Demo) -> None:
        """Every point in the data is the centre of a town, and says nothing of where it happened."""
        positions = [incident["position"] for incident in demo.incidents().values()]
        features = demo.get(f"{ELECTION}/incidents.geojson?limit=200")["features"]

        assert sum(position is not None for position in positions) == EXPECTED["public_positions"] == 0
        assert {feature["geometry"] for feature in features} == {None}

    @pytest.mark.parametrize("key", MASKED)
    def test_whoever_could_be_known_is_masked_to_area_and_day(self, demo: Demo, key: str) -> None:
        incident = demo.incidents()[key]

        assert (incident["location_precision"], incident["time_precision"]) == ("area", "day")
        assert (incident["station"], incident["position"]) == (None, None)
        for text in incident["public_text"].values():
            assert not TELLING.search(text), text

    def test_those_and_no_others_are_masked(self, demo: Demo) -> None:
        inside = demo.ask_inside(f"{CONSOLE}/incidents?limit=200")["items"]

        masked = {
            item["ref"] for item in inside if demo.ask_inside(f"{CONSOLE}/incidents/{item['id']}")["masked"]
        }
        assert masked == {f"INC-KG20-00{key[-2:]}" for key in MASKED}

    @pytest.mark.parametrize(
        ("key", "kind", "least", "most"),
        [("I-14", "hospitalised", 12, None), ("I-07", "injured", 0, 1), ("I-12", "injured", 1, 3)],
    )
    def test_ranges_stay_ranges(self, demo: Demo, key: str, kind: str, least: int, most: int | None) -> None:
        assert demo.incidents()[key]["harm"] == {kind: {"min": least, "max": most}}

    def test_one_was_reported_a_day_late(self, demo: Demo) -> None:
        sent = demo.report("KG-016")["original"]

        late = date.fromisoformat(sent["reported_at"]) - date.fromisoformat(sent["occurred_on"])
        assert late.days == 1

    @pytest.mark.parametrize(("ref", "key"), [("KG-004", "I-04"), ("KG-010", "I-10")])
    def test_what_was_said_in_bishkek_happened_elsewhere(self, demo: Demo, ref: str, key: str) -> None:
        assert demo.report(ref)["coding"]["area"] == "KG"
        assert demo.incidents()[key]["area"] == "KG"
        assert demo.cells("area", "&level=1")["KG-GB"] == (1, 1)  # the protest alone


class TestPages:
    """The same numbers, for people who read."""

    def test_the_election_says_what_became_of_the_twenty(self, demo: Demo) -> None:
        text = demo.read_page("/elections/kg-2020-10-04")

        assert "20 reports received · 18 incidents published · 0 of them verified" in text
        assert "Received 20 Counted in a published incident 19" in text
        assert "checked or published 0 Not counted" in text
        assert "shown to be false) 1" in text

    def test_the_table_shows_both_numbers_and_keeps_context_apart(self, demo: Demo) -> None:
        text = demo.read_page("/elections/kg-2020-10-04")

        assert "Incidents: 2, verified: 0, reports: 3" in text  # media, in all
        assert "Incidents: 5, verified: 0, reports: 6" in text  # Osh city
        assert "Incidents: 17, verified: 0, reports: 18" in text  # violations
        assert "Incidents: 9, verified: 0, reports: 9" in text  # not located

    def test_no_banner_calls_it_practice_or_invented(self, demo: Demo) -> None:
        text = demo.read_page("/elections/kg-2020-10-04").lower()

        assert "rehearsal" not in text
        assert "synthetic" not in text

    def test_at_least_twelve_is_never_twelve(self, demo: Demo) -> None:
        text = demo.read_page("/i/INC-KG20-0014")

        assert "In hospital: at least 12" in text
        assert "In hospital: 12" not in text

    @pytest.mark.parametrize("key", MASKED)
    def test_a_masked_incident_names_nobody(self, demo: Demo, key: str) -> None:
        text = demo.read_page(f"/i/INC-KG20-00{key[-2:]}")

        assert "Only the area is shown" in text
        for name in ("Reforma", "Kloop", "Respublika"):
            assert name not in text


class TestPeople:
    def test_nobody_published_what_they_wrote(self, demo: Demo) -> None:
        for item in demo.ask_inside(f"{CONSOLE}/incidents?limit=200")["items"]:
            history = demo.ask_inside(f"{CONSOLE}/incidents/{item['id']}")["history"]
            actors = {entry["event"]: entry["actor"] for entry in history}
            assert actors["published"] == "demo-lead"
            assert actors["edited"] == "demo-moderator"
            assert actors["verdict"] in {"demo-verifier-1", "demo-verifier-2"}
