"""A report in the console: served, claimed, coded, decided, asked about, found again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.intake.prepare import Sender
from app.moderation import claiming, queue
from app.reports import claims
from app.reports.errors import ClaimHeld, ClaimRequired
from app.reports.models import Report
from tests.desk import Desk, problem
from tests.factories import NOW, Factory

MINOR = "campaign.early_campaigning"


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def other(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def serve(desk: Desk, **wanted: Any) -> str | None:
    answer = desk.send("POST", "/queue/next", wanted or None)
    assert answer.status_code in (200, 204), answer.text
    return None if answer.status_code == 204 else answer.json()["id"]


class TestNext:
    def test_serves_the_report_that_comes_due_first_and_says_why(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        make.report(view, category="campaign.early_campaigning")
        urgent = make.report(view, category="violence.supporter_clash", occurrence="occurring")

        answer = desk.send("POST", "/queue/next")

        assert answer.status_code == 200
        served = answer.json()
        assert served["id"] == str(urgent.id)
        assert served["on_top_because"].startswith("violence happening now; overdue by ")
        assert (served["claim"]["holder"], served["claim"]["mine"]) == (desk.name, True)
        assert answer.headers["etag"] == '"1"'
        assert answer.headers["cache-control"] == "no-store"
        assert [entry["event"] for entry in desk.report(urgent.id)["history"]] == ["claimed"]

    def test_is_empty_when_nothing_waits(self, desk: Desk) -> None:
        answer = desk.send("POST", "/queue/next", {})

        assert (answer.status_code, answer.content) == (204, b"")

    def test_does_not_serve_what_somebody_holds(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        make.report(view)

        assert serve(desk) is not None
        assert serve(other) is None
        assert serve(desk) is None

    def test_serves_a_released_report_again(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        serve(desk)

        assert desk.send("DELETE", f"/reports/{report.id}/claim").status_code == 204
        assert serve(other) == str(report.id)

    def test_does_not_serve_what_was_ended_or_sleeps(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        decisions: dict[str, dict[str, str]] = {
            "reject": {"reason_code": "R2"},
            "duplicate": {},
            "out_of_scope": {"reason_code": "R8"},
            "link": {},
            "snooze": {"until": (utc_now() + timedelta(hours=1)).isoformat()},
        }

        for decision, given in decisions.items():
            assert desk.decide(make.report(view).id, decision, **given).status_code == 201

        assert serve(desk) is None

    def test_does_not_serve_tests_and_quarantined_reports(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        make.report(view, test=True)
        quarantined = make.report(view)
        with make.session() as session:
            session.get_one(Report, (view.id, quarantined.id)).quarantined = True

        assert serve(desk) is None

    def test_serves_escalated_reports_to_a_lead_only(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        report = make.report(view)
        desk.decide(report.id, "escalate", reason_code="E2")

        assert serve(desk) is None
        assert serve(lead, queue="escalated") == str(report.id)

    def test_serves_only_new_ones_when_asked(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        seen = make.report(view)
        desk.code(seen.id, tags=["seen"])
        desk.send("DELETE", f"/reports/{seen.id}/claim")
        new = make.report(view)

        assert serve(desk, queue="new") == str(new.id)
        assert serve(desk, queue="new") is None
        assert serve(desk) == str(seen.id)

    def test_serves_the_languages_a_moderator_reads(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        make.report(view, language="uz-Cyrl")
        russian, unknown = make.report(view, language="ru"), make.report(view)

        assert {serve(desk, languages=["ru"]), serve(desk, languages=["ru"])} == {
            str(russian.id),
            str(unknown.id),
        }
        assert serve(desk, languages=["ru"]) is None

    def test_spares_whoever_asks_from_graphic_content(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        graphic = make.report(view, category="violence.killing")
        plain = make.report(view)

        assert serve(desk, graphic=False) == str(plain.id)
        assert serve(desk, graphic=False) is None
        assert serve(desk) == str(graphic.id)

    def test_stays_in_its_election(self, client: TestClient, make: Factory, desk: Desk) -> None:
        elsewhere = make.election(slug="elsewhere", code="ELSE")
        make.report(elsewhere)

        assert serve(desk) is None

    def test_wakes_a_snoozed_report_when_its_time_has_come(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        until = utc_now() + timedelta(hours=1)
        desk.decide(report.id, "snooze", until=until.isoformat())

        with make.session() as session:
            assert queue.next_report(session, view, desk.actor, until - timedelta(seconds=1)) is None
            woken = queue.next_report(session, view, desk.actor, until)
            assert woken is not None
            assert woken.due_at == until

    def test_refuses_what_it_does_not_know(self, desk: Desk) -> None:
        assert problem(desk.send("POST", "/queue/next", {"queue": "best"})) == (422, "invalid-request")
        assert problem(desk.send("POST", "/queue/next", {"order": "age"})) == (422, "invalid-request")


class TestClaim:
    def test_holds_five_minutes_two_for_a_critical_one_and_twenty_on_a_call(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        plain = make.report(view, category="campaign.early_campaigning")
        critical = make.report(view, category="violence.killing")

        with make.session() as session:
            lengths = [
                claiming.claim(session, view, desk.actor, plain.id, NOW).expires_at - NOW,
                claiming.claim(session, view, desk.actor, critical.id, NOW).expires_at - NOW,
                claiming.claim(session, view, desk.actor, critical.id, NOW, on_call=True).expires_at - NOW,
            ]

        assert lengths == [timedelta(minutes=5), timedelta(minutes=2), timedelta(minutes=20)]

    def test_a_heartbeat_renews_it_and_leaves_a_call_a_call(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, category=MINOR)
        later = NOW + timedelta(minutes=1)

        with make.session() as session:
            claiming.claim(session, view, desk.actor, report.id, NOW, on_call=True)
            renewed = claiming.claim(session, view, desk.actor, report.id, later)
            assert (renewed.taken_at, renewed.renewed_at, renewed.on_call) == (NOW, later, True)
            assert renewed.expires_at == later + timedelta(minutes=20)
            hung_up = claiming.claim(session, view, desk.actor, report.id, later, on_call=False)
            assert hung_up.expires_at == later + timedelta(minutes=5)

    def test_runs_out_by_itself(self, make: Factory, view: ElectionView, desk: Desk, other: Desk) -> None:
        report = make.report(view, category=MINOR)
        almost, over = NOW + timedelta(minutes=5, seconds=-1), NOW + timedelta(minutes=5)

        with make.session() as session:
            claiming.claim(session, view, desk.actor, report.id, NOW)
            with pytest.raises(ClaimHeld):
                claiming.claim(session, view, other.actor, report.id, almost)
            taken = claiming.claim(session, view, other.actor, report.id, over)
            assert (taken.account_id, taken.taken_at) == (other.actor.account_id, over)

    def test_says_who_holds_it_and_until_when(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        claim = desk.claim(report.id).json()

        answer = other.claim(report.id)

        assert problem(answer) == (409, "claim-held")
        assert answer.json()["holder"] == desk.name
        assert answer.json()["expires_at"].startswith(claim["expires_at"][:19])

    def test_a_lead_takes_over_at_once_with_a_reason(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        report = make.report(view)
        desk.claim(report.id)

        assert problem(lead.claim(report.id)) == (409, "claim-held")
        taken = lead.claim(report.id, take_over_reason="Shift end.")

        assert (taken.status_code, taken.json()["holder"]) == (200, lead.name)
        last = desk.report(report.id)["history"][-1]
        assert (last["event"], last["actor"]) == ("taken_over", lead.name)
        assert last["note"] == f"From {desk.name}: Shift end."

    def test_a_moderator_takes_over_once_the_holder_is_silent(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)

        with make.session() as session:
            claiming.claim(session, view, desk.actor, report.id, NOW)
            for seconds, allowed in ((119, False), (120, True)):
                at = NOW + timedelta(seconds=seconds)
                if allowed:
                    claim = claiming.claim(
                        session, view, other.actor, report.id, at, take_over_reason="Asleep?"
                    )
                    assert claim.account_id == other.actor.account_id
                else:
                    with pytest.raises(ClaimHeld):
                        claiming.claim(session, view, other.actor, report.id, at, take_over_reason="Asleep?")

    def test_nobody_but_a_lead_takes_over_from_a_call(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk, lead: Desk
    ) -> None:
        report = make.report(view)
        at = NOW + timedelta(minutes=10)

        with make.session() as session:
            claiming.claim(session, view, desk.actor, report.id, NOW, on_call=True)
            with pytest.raises(ClaimHeld):
                claiming.claim(session, view, other.actor, report.id, at, take_over_reason="Long call.")
            claim = claiming.claim(session, view, lead.actor, report.id, at, take_over_reason="Long call.")
            assert (claim.account_id, claim.on_call) == (lead.actor.account_id, False)

    def test_only_the_holder_releases_it(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        desk.claim(report.id)

        assert problem(other.send("DELETE", f"/reports/{report.id}/claim")) == (409, "claim-held")
        assert desk.send("DELETE", f"/reports/{report.id}/claim").status_code == 204
        assert desk.send("DELETE", f"/reports/{report.id}/claim").status_code == 204
        assert desk.report(report.id)["claim"] is None

    def test_changes_no_version(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        desk.claim(report.id)

        assert desk.report(report.id)["version"] == 1

    def test_is_needed_for_every_change_by_hand(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        address = f"/reports/{report.id}"
        changes = (
            ("PATCH", address, {"tags": ["a"]}),
            ("POST", f"{address}/decisions", {"decision": "reject", "reason_code": "R4"}),
        )

        for method, path, body in changes:
            assert problem(desk.send(method, path, body, 1)) == (409, "claim-required")
        other.claim(report.id)
        for method, path, body in changes:
            assert problem(desk.send(method, path, body, 1)) == (409, "claim-held")

    def test_ends_the_moment_it_expires(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, category=MINOR)

        with make.session() as session:
            claiming.claim(session, view, desk.actor, report.id, NOW)
            held = session.get_one(Report, (view.id, report.id))
            claims.require(session, held, desk.actor.account_id, NOW + timedelta(seconds=299), str)
            with pytest.raises(ClaimRequired):
                claims.require(session, held, desk.actor.account_id, NOW + timedelta(seconds=300), str)

    def test_of_an_unknown_report_is_not_found(self, desk: Desk) -> None:
        assert problem(desk.claim(uuid4())) == (404, "report-not-found")
        assert problem(desk.send("DELETE", f"/reports/{uuid4()}/claim")) == (404, "report-not-found")


class TestRead:
    def test_shows_everything_needed_to_judge_it(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        source = {"key": "kloop", "name": "Kloop.kg", "kind": "news outlet"}
        sender = Sender(account_id=uuid4(), staff=True)
        photo = {"sha256": "a" * 64, "size_bytes": 1000, "media_type": "image/jpeg"}
        report = make.report(
            view,
            sender=sender,
            source=source,
            photos=[photo],
            related=["KG-013"],
            language="ru",
            contact="+996 555 010203",
            journalist_victim=True,
            harm={"injured": {"min": 1, "max": 3}},
        )
        desk.claim(report.id)

        answer = desk.get(f"/reports/{report.id}")

        found = answer.json()
        assert answer.headers["etag"] == '"1"'
        assert answer.headers["cache-control"] == "no-store"
        assert (found["id"], found["election"], found["triage"]) == (str(report.id), view.slug, "received")
        assert found["original"]["description"].startswith("Three white minibuses")
        assert "contact" not in found["original"]
        assert "010203" not in answer.text
        assert found["coding"]["category"] == "voter_transport.carousel_voting"
        assert found["coding"]["area"] == "KG-GO"
        assert found["coding"]["harm"] == {"injured": {"min": 1, "max": 3}}
        assert "a journalist, observer or candidate was harmed: +1" in found["coding"]["severity_reasons"]
        assert found["severity_history"] == [
            {"at": "2020-10-04T06:00:00Z", "actor": None, "severity": 5, "reason": "as received"}
        ]
        assert (found["source"]["key"], found["source"]["accredited"]) == ("kloop", False)
        assert found["related"] == ["KG-013"]
        assert found["claim"]["holder"] == desk.name
        (shown,) = found["photos"]
        assert (shown["sha256"], shown["state"], shown["renditions"]) == ("a" * 64, "expected", [])
        assert found["incident"] is None

    def test_an_unknown_one_is_not_found_nor_one_of_another_election(self, make: Factory, desk: Desk) -> None:
        elsewhere = make.election(slug="elsewhere", code="ELSE")
        report = make.report(elsewhere)

        assert problem(desk.get(f"/reports/{uuid4()}")) == (404, "report-not-found")
        assert problem(desk.get(f"/reports/{report.id}")) == (404, "report-not-found")


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"category": "no.such"}, "/category"),
    ({"area": "XX"}, "/area"),
    ({"station": "9999"}, "/station"),
    ({"secondary_categories": ["other.other", "no.such"]}, "/secondary_categories/1"),
    ({"latitude_deg": 91, "longitude_deg": 72}, "/latitude_deg"),
    ({"latitude_deg": 40}, ""),
    ({"latitude_deg": 40, "longitude_deg": None}, ""),
    ({"severity": 6, "severity_reason": "x"}, "/severity"),
    ({"occurred_at": "2020-10-04T09:15:00"}, "/occurred_at"),
    ({"occurred_at": "0001-01-01T00:00:00Z"}, "/occurred_at"),
    ({"occurred_at": "9999-12-31T23:59:59Z"}, "/occurred_at"),
    ({"occurred_on": "1066-10-14"}, "/occurred_on"),
    ({"occurred_at": None, "time_precision": "hour"}, "/time_precision"),
    ({"occurred_on": None, "time_precision": "day"}, "/time_precision"),
    ({"harm": {"injured": {"min": 3, "max": 1}}}, "/harm/injured"),
    ({"harm": {"scared": {"min": 3}}}, "/harm"),
    ({"phase": "party"}, "/phase"),
    ({"category": None}, "/category"),
    ({"tags": None}, "/tags"),
    ({"tags": ["x" * 41]}, "/tags/0"),
    ({"tags": ["a\x00"]}, "/tags"),
    ({"mood": "angry"}, ""),
]


class TestCoding:
    def test_keeps_what_was_sent_and_records_what_changed(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        desk.claim(report.id)

        answer = desk.send(
            "PATCH", f"/reports/{report.id}", {"category": "media.assault_on_journalist", "tags": ["bus"]}, 1
        )

        assert answer.status_code == 200
        found = answer.json()
        assert (found["version"], answer.headers["etag"], found["triage"]) == (2, '"2"', "in_triage")
        assert found["original"]["category"] == "voter_transport.carousel_voting"
        assert found["coding"]["category"] == "media.assault_on_journalist"
        assert found["coding"]["category_confirmed"] is True
        entry = found["history"][-1]
        assert (entry["event"], entry["actor"]) == ("coded", desk.name)
        assert entry["changes"]["category"] == [
            "voter_transport.carousel_voting",
            "media.assault_on_journalist",
        ]
        assert entry["changes"]["triage"] == ["received", "in_triage"]

    def test_severity_follows_the_rules(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, category="campaign.lists_given_to_voters")

        assert desk.report(report.id)["severity"] == 3
        assert desk.code(report.id, harm={"hospitalised": {"min": 1}}).json()["severity"] == 4
        assert desk.code(report.id, harm={"deaths": {"min": 1}}).json()["severity"] == 5
        found = desk.code(report.id, harm={}).json()
        assert found["severity"] == 3
        assert [entry["severity"] for entry in found["severity_history"]] == [3, 4, 5, 3]

    def test_severity_is_overridden_only_with_a_reason(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, category="campaign.lists_given_to_voters")

        assert problem(desk.code(report.id, severity=5)) == (422, "invalid-request")
        found = desk.code(report.id, severity=5, severity_reason="The whole district.").json()
        assert (found["severity"], found["coding"]["severity_override"]) == (5, True)
        assert found["severity_history"][-1]["reason"] == "The whole district."
        assert found["coding"]["severity_reasons"] == ["category: 3"]
        assert desk.code(report.id, harm={"injured": {"min": 1}}).json()["severity"] == 5
        back = desk.code(report.id, severity=None).json()
        assert (back["severity"], back["coding"]["severity_override"]) == (3, False)

    def test_a_station_brings_its_area_and_its_point(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, latitude_deg=None, longitude_deg=None, location_precision=None)

        coding = desk.code(report.id, station="T-0002").json()["coding"]

        assert (coding["station"], coding["area"], coding["location_precision"]) == (
            "T-0002",
            "KG-GO",
            "station",
        )
        assert coding["latitude_deg"] == pytest.approx(40.5303)

    def test_a_point_lies_in_the_smallest_area_that_holds_it(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, latitude_deg=None, longitude_deg=None, location_precision=None)

        coding = desk.code(report.id, latitude_deg=40.53, longitude_deg=72.8).json()["coding"]

        assert (coding["area"], coding["location_precision"]) == ("KG-GO", "exact")
        cleared = desk.code(report.id, latitude_deg=None, longitude_deg=None).json()["coding"]
        assert (cleared["latitude_deg"], cleared["area"], cleared["location_precision"]) == (
            None,
            "KG-GO",
            "region",
        )

    def test_a_day_replaces_an_instant_that_was_known_before(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        coding = desk.code(report.id, occurred_on="2020-10-03").json()["coding"]

        assert (coding["occurred_at"], coding["occurred_on"]) == (None, "2020-10-03")
        assert (coding["time_precision"], coding["phase"]) == ("day", "campaign")
        vague = desk.code(report.id, time_precision="week").json()["coding"]
        assert (vague["occurred_on"], vague["time_precision"]) == (None, "week")

    def test_the_day_is_that_of_the_elections_zone(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        coding = desk.code(report.id, occurred_at="2020-10-03T20:30:00Z").json()["coding"]

        assert (coding["occurred_on"], coding["time_precision"]) == ("2020-10-04", "minute")

    def test_a_warning_does_not_count_until_it_is_recoded(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, occurrence="will_occur")

        assert desk.report(report.id)["coding"]["counts_as"] == "none"
        assert desk.code(report.id, occurrence="occurred").json()["coding"]["counts_as"] == "violation"

    def test_what_is_due_follows(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, category="campaign.lists_given_to_voters")

        found = desk.code(report.id, category="violence.supporter_clash", occurrence="occurring").json()

        assert found["due_at"] == "2020-10-04T06:05:00Z"

    def test_refuses_what_makes_no_sense_and_says_where(
        self, make: Factory, view: ElectionView, desk: Desk, subtests: pytest.Subtests
    ) -> None:
        report = make.report(view)
        desk.claim(report.id)

        for changes, pointer in NONSENSE:
            with subtests.test(changes=changes):
                answer = desk.send("PATCH", f"/reports/{report.id}", changes, 1)
                assert answer.status_code == 422
                if answer.json()["type"] != "/problems/malformed-json":
                    assert answer.json()["errors"][0]["pointer"] == pointer
        assert desk.report(report.id)["version"] == 1

    def test_refuses_a_stale_version_and_names_the_current_one(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        desk.code(report.id, tags=["first"])

        answer = desk.send("PATCH", f"/reports/{report.id}", {"tags": ["second"]}, 1)

        assert problem(answer) == (412, "version-changed")
        assert answer.json()["current_version"] == 2
        assert desk.report(report.id)["coding"]["tags"] == ["first"]

    def test_refuses_a_change_that_names_no_version(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        desk.claim(report.id)

        assert problem(desk.send("PATCH", f"/reports/{report.id}", {"tags": []})) == (
            428,
            "if-match-required",
        )

    def test_moves_the_count_to_the_new_cell(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)

        desk.code(report.id, category="media.assault_on_journalist", area="KG-O", occurred_on="2020-10-03")

        with make.session() as session:
            assert recount(session, view.id) == []


ENDS = [
    ("reject", {"reason_code": "R2"}, "rejected"),
    ("duplicate", {}, "duplicate"),
    ("out_of_scope", {"reason_code": "R8"}, "out_of_scope"),
]


MISMATCHED: list[dict[str, Any]] = [
    {"decision": "approve"},
    {"decision": "reject", "reason_code": "R4", "incident": str(uuid4())},
    {"decision": "link", "until": "2030-01-01T00:00:00Z"},
    {"decision": "duplicate", "note": "x" * 281},
    {},
]


class TestDecide:
    @pytest.mark.parametrize(("decision", "given", "triage"), ENDS)
    def test_ends_a_report_and_its_claim(
        self,
        make: Factory,
        view: ElectionView,
        desk: Desk,
        decision: str,
        given: dict[str, Any],
        triage: str,
    ) -> None:
        report = make.report(view)

        answer = desk.decide(report.id, decision, note="Looked at.", **given)

        assert answer.status_code == 201
        decided = answer.json()
        assert (decided["triage"], decided["version"], decided["incident"]) == (triage, 2, None)
        found = desk.report(report.id)
        assert (found["triage"], found["claim"]) == (triage, None)
        entry = found["history"][-1]
        assert (entry["event"], entry["reason_code"], entry["note"]) == (
            decision,
            given.get("reason_code"),
            "Looked at.",
        )
        with make.session() as session:
            assert recount(session, view.id) == []

    def test_link_opens_an_incident_with_the_reports_coding(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        decided = desk.decide(report.id, "link").json()

        assert decided["triage"] == "linked"
        incident = desk.incident(decided["incident"])
        assert incident["work_ref"] == decided["incident_work_ref"]
        assert (incident["version"], incident["reports"], incident["sources"]) == (1, 1, 0)
        assert (incident["category"], incident["area"]) == ("voter_transport.carousel_voting", "KG-GO")
        assert (incident["severity"], incident["veracity"]) == (5, "unreviewed")
        assert (incident["publication"], incident["ref"], incident["revision"]) == ("internal", None, 1)
        assert [link["report"] for link in incident["links"]] == [str(report.id)]
        assert desk.report(report.id)["incident"] == decided["incident"]
        assert desk.report(report.id)["coding"]["category_confirmed"] is True
        with make.session() as session:
            assert recount(session, view.id) == []

    def test_link_joins_an_existing_incident(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        incident_id = desk.opened(make.report(view).id)
        second = make.report(view, description="Another voice.")

        decided = desk.decide(second.id, "link", incident=incident_id).json()

        assert (decided["incident"], decided["incident_version"]) == (incident_id, 2)
        assert desk.incident(incident_id)["reports"] == 2

    def test_needs_info_waits_two_hours_fifteen_minutes_for_a_critical_one(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        plain = make.report(view, category="campaign.early_campaigning")
        critical = make.report(view, category="violence.killing")
        before = utc_now()

        waits = [
            desk.decide(report.id, "needs_info", reason_code="N1").json()["snoozed_until"]
            for report in (plain, critical)
        ]

        for until, minutes in zip(waits, (120, 15), strict=True):
            assert abs(_instant(until) - before - timedelta(minutes=minutes)) < timedelta(minutes=1)
        assert desk.report(plain.id)["triage"] == "needs_info"

    def test_an_answer_brings_a_report_back_before_its_time(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        code = client.app.state.intake.codes.tracking_code(view.id, report.id)  # type: ignore[attr-defined]
        desk.decide(report.id, "needs_info", reason_code="N1")
        assert serve(desk) is None

        client.post("/api/v1/receipts/reply", json={"tracking_code": code, "text": "By the school."})

        assert serve(desk) == str(report.id)
        found = desk.report(report.id)
        assert (found["triage"], found["messages"][-1]["text"]) == ("in_triage", "By the school.")

    def test_the_sender_reads_why_in_their_language(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        code = client.app.state.intake.codes.tracking_code(view.id, report.id)  # type: ignore[attr-defined]

        def reason() -> Any:
            return client.post("/api/v1/receipts/lookup", json={"tracking_code": code}).json()["reason"]

        assert reason() is None
        desk.decide(report.id, "needs_info", reason_code="N1", note="For the team only.")
        assert reason()["ru"].startswith("Где именно")
        page = client.post("/follow?lang=ru", data={"code": code})
        assert "Где именно это произошло?" in page.text
        assert "For the team only." not in page.text
        desk.decide(report.id, "link")
        assert reason() is None

    def test_snooze_needs_an_instant_still_to_come(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        assert problem(desk.decide(report.id, "snooze")) == (422, "invalid-request")
        past = desk.decide(report.id, "snooze", until="2020-10-04T06:00:00Z")
        assert past.json()["errors"][0]["pointer"] == "/until"
        until = (utc_now() + timedelta(minutes=15)).isoformat()
        answer = desk.decide(report.id, "snooze", until=until)
        assert (answer.status_code, answer.json()["triage"]) == (201, "in_triage")
        assert _instant(answer.json()["due_at"]) == _instant(until)

    def test_escalate_brings_it_before_a_lead_at_once(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        decided = desk.decide(report.id, "escalate", reason_code="E1").json()

        assert decided["escalated_at"] is not None
        assert _instant(decided["due_at"]) <= _instant(decided["escalated_at"])

    @pytest.mark.parametrize(("decision", "given", "_triage"), ENDS)
    def test_reopen_leads_back_and_keeps_the_claim(
        self,
        make: Factory,
        view: ElectionView,
        desk: Desk,
        decision: str,
        given: dict[str, Any],
        _triage: str,
    ) -> None:
        report = make.report(view)
        desk.decide(report.id, decision, **given)

        decided = desk.decide(report.id, "reopen", note="Second thought.").json()

        assert decided["triage"] == "in_triage"
        assert desk.report(report.id)["claim"]["mine"] is True
        with make.session() as session:
            assert recount(session, view.id) == []

    def test_reopen_takes_a_linked_report_out_of_its_incident(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        incident_id = desk.opened(report.id)

        decided = desk.decide(report.id, "reopen").json()

        assert (decided["triage"], decided["incident"]) == ("in_triage", None)
        incident = desk.incident(incident_id)
        assert (incident["reports"], incident["links"][0]["unlinked_by"]) == (0, desk.name)
        with make.session() as session:
            assert recount(session, view.id) == []

    @pytest.mark.parametrize(("decision", "given", "triage"), ENDS)
    def test_what_was_ended_has_to_be_reopened_first(
        self,
        make: Factory,
        view: ElectionView,
        desk: Desk,
        decision: str,
        given: dict[str, Any],
        triage: str,
    ) -> None:
        report = make.report(view)
        desk.decide(report.id, decision, **given)

        answer = desk.decide(report.id, "link")

        assert problem(answer) == (409, "transition-not-allowed")
        assert answer.json()["triage"] == triage

    def test_refuses_without_a_reason_and_lists_those_that_fit(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        for decision in ("reject", "out_of_scope", "needs_info", "escalate"):
            answer = desk.decide(report.id, decision)
            assert problem(answer) == (422, "reason-required"), decision
            assert answer.json()["reason_codes"]
        assert desk.report(report.id)["triage"] == "received"

    def test_refuses_a_reason_that_does_not_fit(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)

        for decision, code in (("reject", "N1"), ("needs_info", "R4"), ("escalate", "W1"), ("link", "R4")):
            answer = desk.decide(report.id, decision, reason_code=code)
            assert problem(answer) == (422, "invalid-request"), decision
            assert answer.json()["errors"][0]["pointer"] == "/reason_code"

    def test_refuses_what_does_not_belong_together(
        self, make: Factory, view: ElectionView, desk: Desk, subtests: pytest.Subtests
    ) -> None:
        report = make.report(view)
        desk.claim(report.id)

        for body in MISMATCHED:
            with subtests.test(body=body):
                answer = desk.send("POST", f"/reports/{report.id}/decisions", body, 1)
                assert problem(answer) == (422, "invalid-request")

    def test_refuses_a_stale_version(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        desk.code(report.id, tags=["seen"])

        answer = desk.send("POST", f"/reports/{report.id}/decisions", {"decision": "link"}, 1)

        assert problem(answer) == (412, "version-changed")
        assert desk.report(report.id)["triage"] == "in_triage"

    def test_no_incident_holds_a_test(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, test=True)

        assert problem(desk.decide(report.id, "link")) == (409, "test-report")
        assert desk.decide(report.id, "reject", reason_code="R4").status_code == 201

    def test_refuses_an_incident_that_is_not_there(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        answer = desk.decide(make.report(view).id, "link", incident=str(uuid4()))

        assert problem(answer) == (404, "incident-not-found")


class TestMessagesAndNotes:
    def test_the_sender_reads_a_question_and_not_a_note(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        code = client.app.state.intake.codes.tracking_code(view.id, report.id)  # type: ignore[attr-defined]

        asked = desk.send("POST", f"/reports/{report.id}/messages", {"text": "Where exactly?"})
        noted = desk.send("POST", f"/reports/{report.id}/notes", {"text": "Called: no answer."})

        assert (asked.status_code, noted.status_code) == (201, 201)
        seen = client.post("/api/v1/receipts/lookup", json={"tracking_code": code}).json()
        assert [message["text"] for message in seen["messages"]] == ["Where exactly?"]
        assert desk.name not in str(seen)
        found = desk.report(report.id)
        assert [note["text"] for note in found["notes"]] == ["Called: no answer."]
        assert [message["actor"] for message in found["messages"]] == [desk.name]
        assert found["version"] == 1

    def test_a_repeat_is_kept_once(self, make: Factory, view: ElectionView, desk: Desk, other: Desk) -> None:
        report = make.report(view)
        for _ in range(2):
            desk.send("POST", f"/reports/{report.id}/messages", {"text": "Where?"})
            desk.send("POST", f"/reports/{report.id}/notes", {"text": "Called."})
        other.send("POST", f"/reports/{report.id}/notes", {"text": "Called."})

        found = desk.report(report.id)

        assert (len(found["messages"]), len(found["notes"])) == (1, 2)

    def test_refuses_an_empty_one_and_an_unknown_report(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)

        for kind in ("messages", "notes"):
            empty = desk.send("POST", f"/reports/{report.id}/{kind}", {"text": "  "})
            unknown = desk.send("POST", f"/reports/{uuid4()}/{kind}", {"text": "x"})
            assert problem(empty) == (422, "invalid-request")
            assert problem(unknown) == (404, "report-not-found")


FOUND: list[tuple[dict[str, str], set[str]]] = [
    ({"category": "media.assault_on_journalist"}, {"media"}),
    ({"group": "media,voter_transport"}, {"media", "bus", "test"}),
    ({"area": "KG"}, {"media", "bus", "test"}),
    ({"station": "T-0001"}, {"media"}),
    ({"severity": "5"}, {"media", "bus", "test"}),
    ({"triage": "rejected"}, {"bus"}),
    ({"triage": "received", "test": "false"}, {"media"}),
    ({"test": "true"}, {"test"}),
    ({"from": "2020-10-04", "to": "2020-10-05"}, {"media", "bus", "test"}),
    ({"from": "2020-10-05"}, set()),
    ({"bbox": "72.7,40.4,72.9,40.6"}, {"media", "bus", "test"}),
    ({"bbox": "0,0,1,1"}, set()),
    ({"q": "ЁЛКА"}, {"media"}),
    ({"q": "елка на"}, {"media"}),
    ({"q": "100%"}, {"bus"}),
    ({"q": "%"}, {"bus"}),
    ({"claim": "mine"}, {"media"}),
    ({"claim": "held"}, {"media"}),
    ({"claim": "free", "test": "false"}, {"bus"}),
    ({"language": "ru"}, {"media"}),
    ({"source": "kloop"}, {"media"}),
    ({"escalated": "true"}, set()),
    ({"snoozed": "false", "late": "false"}, {"media", "bus", "test"}),
    ({"reporter_type": "journalist"}, {"media"}),
]


UNKNOWN = [
    ({"traige": "received"}, "query"),
    ({"triage": "done"}, "query/triage"),
    ({"claim": "yours"}, "query/claim"),
    ({"incident": "W-1"}, "query/incident"),
    ({"sort": "random"}, "query/sort"),
    ({"test": "maybe"}, "query/test"),
    ({"category": "no.such"}, "query/category"),
]


class TestList:
    def test_pages_by_cursor_without_gap_or_repeat(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        made = [str(make.report(view, at=NOW + timedelta(minutes=n // 2)).id) for n in range(5)]
        seen: list[str] = []
        query: dict[str, Any] = {"limit": 2}

        while True:
            answer = desk.get("/reports", **query)
            page = answer.json()
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            assert 'rel="next"' in answer.headers["link"]
            query["cursor"] = page["next_cursor"]

        assert sorted(seen) == sorted(made)
        received = [desk.report(each)["received_at"] for each in seen]
        assert received == sorted(received, reverse=True)

    def test_finds_what_the_filters_name(
        self, make: Factory, view: ElectionView, desk: Desk, subtests: pytest.Subtests
    ) -> None:
        media = make.report(
            view,
            sender=Sender(account_id=uuid4(), staff=True),
            source={"key": "kloop", "name": "Kloop.kg"},
            category="media.assault_on_journalist",
            title="Ёлка на площади",
            station="T-0001",
            language="ru",
            reporter_type="journalist",
        )
        bus = make.report(view, description="They said 100% would vote.")
        desk.decide(bus.id, "reject", reason_code="R4")
        test = make.report(view, test=True)
        desk.claim(media.id)
        names = {str(media.id): "media", str(bus.id): "bus", str(test.id): "test"}

        for query, expected in FOUND:
            with subtests.test(query=query):
                answer = desk.get("/reports", **query)
                assert answer.status_code == 200, answer.text
                assert {names[item["id"]] for item in answer.json()["items"]} == expected

    def test_finds_the_reports_of_an_incident(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        make.report(view)
        incident_id = desk.opened(report.id)

        for query in ({"incident": incident_id}, {"veracity": "unreviewed"}):
            assert [item["id"] for item in desk.get("/reports", **query).json()["items"]] == [str(report.id)]

    def test_refuses_what_it_does_not_know(self, desk: Desk, subtests: pytest.Subtests) -> None:
        for query, pointer in UNKNOWN:
            with subtests.test(query=query):
                answer = desk.get("/reports", **query)
                assert problem(answer) == (422, "unknown-parameter")
                assert answer.json()["errors"][0]["pointer"] == pointer

    def test_a_cursor_belongs_to_its_query(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        make.report(view)
        make.report(view)
        cursor = desk.get("/reports", limit=1).json()["next_cursor"]

        assert problem(desk.get("/reports", limit=1, cursor=cursor, sort="due")) == (422, "invalid-cursor")
        assert problem(desk.get("/reports", cursor="nonsense")) == (422, "invalid-cursor")

    def test_every_order_pages_through_all(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        made = {
            str(make.report(view, category=category).id)
            for category in ("violence.killing", "campaign.early_campaigning", "violence.killing")
        }

        for sort in ("newest", "oldest", "due"):
            first = desk.get("/reports", sort=sort, limit=2).json()
            second = desk.get("/reports", sort=sort, limit=2, cursor=first["next_cursor"]).json()

            assert {item["id"] for item in first["items"] + second["items"]} == made
            assert (len(second["items"]), second["next_cursor"]) == (1, None)


class TestSources:
    def test_lists_who_is_known_with_their_reports(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        sender = Sender(account_id=uuid4(), staff=True)
        for key, number in (("cec", 1), ("kloop", 2)):
            for _ in range(number):
                make.report(view, sender=sender, source={"key": key, "name": key.upper(), "kind": "x"})
        make.report(view)

        items = desk.get("/sources").json()["items"]

        assert [(item["key"], item["reports"], item["accredited"]) for item in items] == [
            ("kloop", 2, False),
            ("cec", 1, False),
        ]

    def test_an_administrator_accredits_and_nobody_else(
        self, client: TestClient, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        sender = Sender(account_id=uuid4(), staff=True)
        make.report(view, sender=sender, source={"key": "monitor-1"})
        admin = Desk(client, make, view, Role.ADMIN)
        (source,) = lead.get("/sources").json()["items"]
        path = f"/sources/{source['id']}"

        answer = admin.send("PATCH", path, {"accredited": True})

        assert (answer.status_code, answer.json()["accredited"]) == (200, True)
        assert lead.get("/sources").json()["items"][0]["accredited"] is True
        assert problem(lead.send("PATCH", path, {"accredited": False})) == (403, "forbidden")
        assert problem(admin.send("PATCH", path, {})) == (422, "invalid-request")
        unknown = admin.send("PATCH", f"/sources/{uuid4()}", {"accredited": True})
        assert problem(unknown) == (404, "source-not-found")


def _instant(text: str) -> datetime:
    from datetime import datetime

    return datetime.fromisoformat(text)
