"""An incident in the console: opened, edited, linked, related, checked, judged, denied."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.incidents.public import PublicIncident
from app.intake.prepare import Sender
from app.publication import service as publication
from app.publication import ticks
from app.reports.models import Report
from tests.desk import Desk, problem
from tests.factories import Factory

STAFF = Sender(account_id=uuid4(), staff=True)


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def verifier(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


@pytest.fixture
def second(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def known(make: Factory, view: ElectionView, source: str, **given: Any) -> Report:
    """A report of a known source, in words of its own."""
    description = given.pop("description", f"{source} saw this happen with their own eyes on that morning.")
    return make.report(
        view,
        sender=STAFF,
        source={"key": source, "organisation": given.pop("organisation", None)},
        description=description,
        **given,
    )


def published(make: Factory, view: ElectionView, desk: Desk, lead: Desk, incident_id: str) -> str:
    """The public reference, once text, verdict and a lead have made it public."""
    desk.change(incident_id, public_text={"en": "Minibuses carried the same people."})
    lead.judge(incident_id, "unverifiable")
    desk.change(incident_id, public_text={"en": "Minibuses carried the same people twice."})
    return publish(make, view, lead, incident_id)


def publish(make: Factory, view: ElectionView, lead: Desk, incident_id: str) -> str:
    with make.session() as session:
        row = session.get_one(Incident, (view.id, UUID(incident_id)))
        record = publication.publish(session, view, lead.actor, row.id, row.version, utc_now())
        return record.ref


def counts_agree(make: Factory, view: ElectionView) -> bool:
    with make.session() as session:
        return recount(session, view.id) == []


class TestOpen:
    def test_a_new_one_is_internal_and_unreviewed(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        answer = desk.send("POST", "/incidents", {"category": "media.equipment_seized", "area": "KG-GO"})

        assert answer.status_code == 201
        found = answer.json()
        assert (found["version"], answer.headers["etag"]) == (1, '"1"')
        assert found["work_ref"].startswith("W-")
        assert (found["publication"], found["veracity"], found["reports"]) == ("internal", "unreviewed", 0)
        assert (found["area"], found["location_precision"], found["severity"]) == ("KG-GO", "region", 4)
        assert (found["created_by"], found["history"][0]["event"]) == (desk.name, "created")
        assert counts_agree(make, view)

    def test_its_first_report_gives_what_it_lacks(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, harm={"injured": {"min": 1, "max": 3}})
        incident_id = desk.send(
            "POST", "/incidents", {"category": "media.assault_on_journalist", "area": "KG-O"}
        ).json()["id"]

        found = desk.link(incident_id, report.id).json()

        assert (found["category"], found["area"]) == ("media.assault_on_journalist", "KG-O")
        assert found["occurred_on"] == "2020-10-04"
        assert found["harm"] == {"injured": {"min": 1, "max": 3}}
        assert (found["reports"], found["severity"], found["version"]) == (1, 5, 2)
        assert counts_agree(make, view)

    def test_the_same_id_makes_nothing_new(self, desk: Desk, lead: Desk) -> None:
        body = {"id": str(uuid4()), "category": "other.other"}

        first, again = (desk.send("POST", "/incidents", body) for _ in range(2))

        assert first.json() == again.json()
        assert len(desk.get("/incidents").json()["items"]) == 1
        assert problem(lead.send("POST", "/incidents", body)) == (422, "invalid-request")

    def test_refuses_what_makes_no_sense(self, desk: Desk, subtests: pytest.Subtests) -> None:
        for body, pointer in (
            ({}, "/category"),
            ({"category": "no.such"}, "/category"),
            ({"category": "other.other", "area": "XX"}, "/area"),
            ({"category": "other.other", "severity": 5}, ""),
            ({"category": "other.other", "public_text": {"en": "x" * 301}}, "/public_text"),
            ({"category": "other.other", "public_text": {"fr": "Bonjour"}}, "/public_text"),
            ({"category": "other.other", "id": "1"}, "/id"),
        ):
            with subtests.test(body=body):
                answer = desk.send("POST", "/incidents", body)
                assert problem(answer) == (422, "invalid-request")
                assert answer.json()["errors"][0]["pointer"] == pointer


class TestEdit:
    def test_changes_text_by_language_and_drafts_a_revision(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)

        desk.change(incident_id, public_text={"en": "One.", "ru": "Один."})
        answer = lead.change(incident_id, public_text={"en": "Two.", "ru": None}, masked=True)

        assert answer.status_code == 200
        found = answer.json()
        assert (found["public_text"], found["masked"], found["revision"]) == ({"en": "Two."}, True, 3)
        revisions = desk.get(f"/incidents/{incident_id}/revisions").json()["items"]
        assert [(item["number"], item["author"]) for item in revisions] == [
            (3, lead.name),
            (2, desk.name),
            (1, desk.name),
        ]
        assert found["history"][-1]["changes"]["masked"] == [False, True]

    def test_severity_is_its_reports_highest_unless_overridden(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        minor = make.report(view, category="campaign.lists_given_to_voters")
        incident_id = desk.opened(minor.id)
        assert desk.incident(incident_id)["severity"] == 3

        desk.link(incident_id, make.report(view, category="violence.killing").id)
        assert desk.incident(incident_id)["severity"] == 5
        refused = desk.change(incident_id, severity=2)
        assert problem(refused) == (422, "invalid-request")
        desk.change(incident_id, severity=2, severity_reason="Nobody was there.")
        assert desk.incident(incident_id)["severity"] == 2
        desk.code(minor.id, harm={"deaths": {"min": 1}})
        assert desk.incident(incident_id)["severity"] == 2
        desk.change(incident_id, severity=None)
        assert desk.incident(incident_id)["severity"] == 5
        assert counts_agree(make, view)

    def test_recoding_a_linked_report_moves_the_severity(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, category="campaign.lists_given_to_voters")
        incident_id = desk.opened(report.id)

        desk.code(report.id, harm={"hospitalised": {"min": 1}})

        found = desk.incident(incident_id)
        assert (found["severity"], found["version"], found["history"][-1]["event"]) == (4, 2, "report_coded")
        assert desk.report(report.id)["triage"] == "linked"
        assert counts_agree(make, view)

    def test_refuses_a_stale_version_and_none(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.change(incident_id, masked=True)
        path = f"/incidents/{incident_id}"

        stale = desk.send("PATCH", path, {"masked": False}, 1)

        assert problem(stale) == (412, "version-changed")
        assert stale.json()["current_version"] == 2
        assert problem(desk.send("PATCH", path, {"masked": False})) == (428, "if-match-required")
        assert problem(desk.send("PATCH", path, {"masked": False}, "W-1")) == (422, "invalid-request")
        assert desk.incident(incident_id)["masked"] is True

    def test_refuses_an_unknown_one(self, desk: Desk) -> None:
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {}),
            ("GET", "/revisions", None),
            ("POST", "/steps", {"kind": "visited", "result": "x"}),
            ("POST", "/statements", {"by": "x", "kind": "denial", "text": {"en": "x"}}),
        ):
            answer = desk.send(method, f"/incidents/{uuid4()}{path}", body, 1)
            assert problem(answer) == (404, "incident-not-found"), (method, path)


class TestLink:
    def test_a_second_report_makes_no_second_incident(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        incident_id = desk.opened(known(make, view, "kloop").id)
        other = known(make, view, "kloop")

        answer = desk.link(incident_id, other.id)

        assert answer.status_code == 200
        assert (answer.json()["reports"], answer.json()["sources"]) == (2, 1)
        assert desk.report(other.id)["incident"] == incident_id
        assert counts_agree(make, view)

    def test_linking_again_changes_nothing(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        incident_id = desk.opened(report.id)

        answer = desk.link(incident_id, report.id)

        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    def test_a_report_belongs_to_one_incident_at_a_time(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        desk.opened(report.id)
        elsewhere = desk.opened(make.report(view).id)

        assert problem(desk.link(elsewhere, report.id)) == (409, "transition-not-allowed")
        assert problem(desk.unlink(elsewhere, report.id)) == (409, "not-linked")

    def test_unlink_leads_back_to_triage_and_keeps_the_pair(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        incident_id = desk.opened(report.id)

        answer = desk.unlink(incident_id, report.id)

        assert (answer.status_code, answer.headers["etag"]) == (204, '"2"')
        assert desk.report(report.id)["triage"] == "in_triage"
        found = desk.incident(incident_id)
        assert found["reports"] == 0
        assert [link["unlinked_by"] for link in found["links"]] == [desk.name]
        assert counts_agree(make, view)
        assert desk.link(incident_id, report.id).status_code == 200
        assert len(desk.incident(incident_id)["links"]) == 2
        assert counts_agree(make, view)

    def test_what_the_sender_took_back_ends_when_it_is_let_go(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        code = client.app.state.intake.codes.tracking_code(view.id, report.id)  # type: ignore[attr-defined]
        incident_id = desk.opened(report.id)
        client.post("/api/v1/receipts/withdraw", json={"tracking_code": code})
        assert desk.report(report.id)["triage"] == "linked"

        desk.unlink(incident_id, report.id)

        assert desk.report(report.id)["triage"] == "withdrawn"
        assert counts_agree(make, view)

    def test_leaves_a_report_to_whoever_works_on_it(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        report = make.report(view)
        lead.claim(report.id)

        assert problem(desk.link(incident_id, report.id)) == (409, "claim-held")

    def test_refuses_a_test_a_stale_version_and_what_is_not_there(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        report, test = make.report(view), make.report(view, test=True)
        path = f"/incidents/{incident_id}/reports"

        assert problem(desk.link(incident_id, test.id)) == (409, "test-report")
        assert problem(desk.link(incident_id, uuid4())) == (404, "report-not-found")
        for method in ("PUT", "DELETE"):
            assert problem(desk.send(method, f"{path}/{report.id}", version=9)) == (412, "version-changed")
            assert problem(desk.send(method, f"{path}/{report.id}")) == (428, "if-match-required")
        unknown = desk.send("PUT", f"/incidents/{uuid4()}/reports/{report.id}", version=1)
        assert problem(unknown) == (404, "incident-not-found")


class TestRelate:
    def test_says_it_of_both_once(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        one, other = (desk.opened(make.report(view).id) for _ in range(2))

        for _ in range(2):
            answer = desk.send("PUT", f"/incidents/{one}/related/{other}")
            assert answer.status_code == 200

        assert desk.incident(one)["related"] == [other]
        assert desk.incident(other)["related"] == [one]
        assert desk.incident(other)["version"] == 2
        assert desk.incident(other)["history"][-1]["event"] == "related"

    def test_is_taken_back_from_both(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        one, other = (desk.opened(make.report(view).id) for _ in range(2))
        desk.send("PUT", f"/incidents/{one}/related/{other}")

        for _ in range(2):
            assert desk.send("DELETE", f"/incidents/{other}/related/{one}").status_code == 204

        assert (desk.incident(one)["related"], desk.incident(other)["related"]) == ([], [])
        assert desk.incident(one)["version"] == 3

    def test_one_continues_the_other_until_somebody_knows_better(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        one, other = (desk.opened(make.report(view).id) for _ in range(2))

        def relate(first: str, second: str, body: Any = None) -> list[tuple[Any, ...]]:
            assert desk.send("PUT", f"/incidents/{first}/related/{second}", body).status_code == 200
            found = [desk.incident(each) for each in (one, other)]
            return [(each["related"], each["continues"], each["continued_by"]) for each in found]

        continuing = [([other], [other], []), ([one], [], [one])]
        assert relate(one, other, {"kind": "continues"}) == continuing
        noted = desk.incident(other)["history"][-1]
        assert (noted["event"], noted["note"]) == ("continued_by", desk.incident(one)["work_ref"])
        version = desk.incident(one)["version"]
        assert relate(other, one) == relate(other, one, {"kind": "continued_by"}) == continuing
        assert desk.incident(one)["version"] == version
        assert relate(other, one, {"kind": "related"}) == [([other], [], []), ([one], [], [])]
        unknown = desk.send("PUT", f"/incidents/{one}/related/{other}", {"kind": "caused"})
        assert unknown.status_code == 422

    def test_nothing_continues_itself_through_others(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        first, second, third = (desk.opened(make.report(view).id) for _ in range(3))

        def relate(one: str, other: str, kind: str) -> Response:
            return desk.send("PUT", f"/incidents/{one}/related/{other}", {"kind": kind})

        relate(first, second, "continues")
        relate(second, third, "continues")

        for refusal in (relate(third, first, "continues"), relate(first, third, "continued_by")):
            assert problem(refusal) == (409, "continues-itself")
            assert refusal.json()["circle"] == [first, second, third]
            assert desk.incident(second)["work_ref"] in refusal.json()["detail"]
        assert desk.incident(third)["related"] == [second]
        assert relate(first, second, "continued_by").status_code == 200, "the other way round is no circle"
        assert relate(third, first, "continues").status_code == 200

    def test_refuses_itself_and_what_is_not_there(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        one = desk.opened(make.report(view).id)

        for method in ("PUT", "DELETE"):
            itself = desk.send(method, f"/incidents/{one}/related/{one}")
            unknown = desk.send(method, f"/incidents/{one}/related/{uuid4()}")
            assert problem(itself) == (409, "cannot-relate")
            assert problem(unknown) == (404, "incident-not-found")


class TestCorroboration:
    def test_two_known_sources_corroborate_and_one_of_them_leaving_does_not(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        incident_id = desk.opened(known(make, view, "kloop").id)
        other = known(make, view, "cec")

        assert desk.incident(incident_id)["veracity"] == "unreviewed"
        assert desk.link(incident_id, other.id).json()["veracity"] == "corroborated"
        desk.unlink(incident_id, other.id)
        assert desk.incident(incident_id)["veracity"] == "unreviewed"
        assert counts_agree(make, view)

    def test_copies_and_the_anonymous_do_not(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        text = "The same sentence, word for word, passed from hand to hand."
        incident_id = desk.opened(known(make, view, "one", description=text).id)

        for report in (
            known(make, view, "two", description=text.upper()),
            known(make, view, "one"),
            make.report(view, description="I saw it too, I live here."),
            make.report(view, description="So did I, from the other side."),
        ):
            desk.link(incident_id, report.id)

        found = desk.incident(incident_id)
        assert (found["reports"], found["sources"], found["veracity"]) == (5, 1, "unreviewed")

    def test_one_organisation_is_one_source(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        incident_id = desk.opened(known(make, view, "m-1", organisation="Common Cause").id)

        desk.link(incident_id, known(make, view, "m-2", organisation="common  cause").id)

        assert desk.incident(incident_id)["sources"] == 1


class TestVerdicts:
    def test_two_people_verify(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk, second: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id)

        first = verifier.judge(incident_id, "verified", "Spoke to two of them.")
        assert (first.status_code, first.json()["veracity"]) == (201, "unreviewed")
        agreed = second.judge(incident_id, "verified")

        found = agreed.json()
        assert (found["veracity"], found["version"], found["revision"]) == ("verified", 2, 2)
        assert [verdict["actor"] for verdict in found["verdicts"]] == [verifier.name, second.name]
        assert counts_agree(make, view)

    def test_the_second_is_given_blind_to_the_first(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk, second: Desk, lead: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id)
        verifier.judge(incident_id, "refuted", "A secret thought.")

        for blind in (second, lead, desk):
            found = blind.incident(incident_id)
            assert (found["verdict_count"], found["verdicts"]) == (1, None)
            assert "refuted" not in str(found)
            assert "secret" not in str(found)
        assert verifier.incident(incident_id)["verdicts"][0]["note"] == "A secret thought."
        second.judge(incident_id, "refuted")
        assert len(desk.incident(incident_id)["verdicts"]) == 2

    def test_the_same_person_twice_is_one(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id)
        verifier.judge(incident_id, "verified")

        assert problem(verifier.judge(incident_id, "verified")) == (403, "same-person")
        changed = verifier.judge(incident_id, "unverifiable").json()
        assert (changed["veracity"], changed["verdict_count"]) == ("unverifiable", 1)

    def test_nothing_is_verified_by_reading_the_report_alone(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id, "read_report")

        for veracity in ("verified", "refuted"):
            assert problem(verifier.judge(incident_id, veracity)) == (409, "step-required")
        assert verifier.judge(incident_id, "unverifiable").json()["veracity"] == "unverifiable"

    def test_two_that_differ_go_before_a_lead_who_settles_it(
        self,
        make: Factory,
        view: ElectionView,
        desk: Desk,
        verifier: Desk,
        second: Desk,
        lead: Desk,
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id)
        verifier.judge(incident_id, "verified")

        differs = second.judge(incident_id, "unverifiable").json()

        assert (differs["veracity"], differs["before_lead"]) == ("unreviewed", True)
        assert [item["id"] for item in lead.get("/incidents", before_lead="true").json()["items"]] == [
            incident_id
        ]
        assert len(lead.incident(incident_id)["verdicts"]) == 2
        settled = lead.judge(incident_id, "verified").json()
        assert (settled["veracity"], settled["before_lead"]) == ("verified", False)
        assert {verdict["actor"] for verdict in settled["verdicts"]} == {verifier.name, lead.name}
        assert counts_agree(make, view)

    def test_a_lead_alone_does_not_verify(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk, lead: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id)
        verifier.judge(incident_id, "unverifiable")
        lead.judge(incident_id, "verified")

        settled = lead.judge(incident_id, "verified").json()

        assert (settled["veracity"], settled["before_lead"], settled["verdict_count"]) == (
            "unreviewed",
            False,
            1,
        )

    def test_an_accredited_witness_stands_in_for_the_first(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk, verifier: Desk
    ) -> None:
        admin = Desk(client, make, view, Role.ADMIN)
        incident_id = desk.opened(known(make, view, "monitor-1", knowledge="witnessed").id)
        desk.check(incident_id)
        (source,) = desk.get("/sources").json()["items"]
        admin.send("PATCH", f"/sources/{source['id']}", {"accredited": True})

        assert verifier.judge(incident_id, "verified").json()["veracity"] == "verified"

    def test_a_rehearsal_without_four_eyes_needs_one(self, client: TestClient, make: Factory) -> None:
        rehearsal = make.election(slug="rehearsal", code="REH", four_eyes=False)
        desk = Desk(client, make, rehearsal, Role.VERIFIER)
        incident_id = desk.opened(make.report(rehearsal).id)
        desk.check(incident_id)

        assert desk.judge(incident_id, "verified").json()["veracity"] == "verified"

    def test_refuses_a_moderator_a_stale_version_and_an_unknown_word(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        path = f"/incidents/{incident_id}/verdicts"
        unverifiable = {"veracity": "unverifiable"}

        assert problem(desk.send("POST", path, unverifiable, 1)) == (403, "forbidden")
        assert problem(verifier.send("POST", path, unverifiable, 9)) == (412, "version-changed")
        assert problem(verifier.send("POST", path, unverifiable)) == (428, "if-match-required")
        for word in ("corroborated", "unreviewed", "fake"):
            refused = verifier.send("POST", path, {"veracity": word}, 1)
            assert problem(refused) == (422, "invalid-request")


class TestStepsAndStatements:
    def test_a_step_is_kept_once_and_changes_no_version(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)

        first, again = (desk.check(incident_id) for _ in range(2))

        assert (first.status_code, first.json()) == (201, again.json())
        found = desk.incident(incident_id)
        assert (len(found["steps"]), found["version"]) == (1, 1)
        assert found["steps"][0]["actor"] == desk.name

    def test_a_denial_contests_what_is_not_verified(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        verifier.judge(incident_id, "unverifiable")

        answer = desk.deny(incident_id)

        assert answer.status_code == 201
        found = desk.incident(incident_id)
        assert (found["veracity"], found["disputed"]) == ("contested", False)
        assert found["statements"][0]["text"] == {"en": "The party denies the allegation."}
        assert counts_agree(make, view)

    def test_a_denial_of_what_is_verified_is_shown_and_changes_nothing(
        self, make: Factory, view: ElectionView, desk: Desk, verifier: Desk, second: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        desk.check(incident_id)
        verifier.judge(incident_id, "verified")
        second.judge(incident_id, "verified")

        desk.deny(incident_id)

        found = desk.incident(incident_id)
        assert (found["veracity"], found["disputed"]) == ("verified", True)

    def test_a_comment_contests_nothing_and_is_kept_once(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)

        assert desk.deny(incident_id, "comment").json() == desk.deny(incident_id, "comment").json()

        found = desk.incident(incident_id)
        assert (found["veracity"], len(found["statements"])) == ("unreviewed", 1)

    def test_refuses_what_is_empty(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        incident_id = desk.opened(make.report(view).id)

        for path, body in (
            ("steps", {"kind": "prayed", "result": "x"}),
            ("steps", {"kind": "visited", "result": " "}),
            ("statements", {"by": "x", "kind": "denial", "text": {}}),
            ("statements", {"by": "", "kind": "denial", "text": {"en": "x"}}),
        ):
            answer = desk.send("POST", f"/incidents/{incident_id}/{path}", body)
            assert problem(answer) == (422, "invalid-request"), body


class TestPublished:
    def test_a_link_shows_at_the_tick_after_somebody_else_published_it(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        def numbers_after_tick() -> tuple[int, int]:
            with make.session() as session:
                ticks.tick(session, view.id, utc_now())
            return public_numbers(make, view, ref)

        incident_id = desk.opened(known(make, view, "kloop").id)
        ref = published(make, view, desk, lead, incident_id)

        desk.link(incident_id, known(make, view, "cec").id)

        assert numbers_after_tick() == (1, 1)
        publish(make, view, lead, incident_id)
        assert public_numbers(make, view, ref) == (1, 1)
        assert numbers_after_tick() == (2, 2)

    def test_the_last_report_leaving_changes_nothing_in_public(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        report = known(make, view, "kloop")
        incident_id = desk.opened(report.id)
        ref = published(make, view, desk, lead, incident_id)

        desk.unlink(incident_id, report.id)

        with make.session() as session:
            ticks.tick(session, view.id, utc_now())
        assert public_numbers(make, view, ref) == (1, 1)
        assert desk.incident(incident_id)["reports"] == 0
        drafts = desk.get("/incidents", draft="true").json()["items"]
        assert [item["id"] for item in drafts] == [incident_id]

    def test_an_edit_is_a_draft_until_somebody_publishes_it(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        incident_id = desk.opened(make.report(view).id)
        ref = published(make, view, desk, lead, incident_id)

        desk.change(incident_id, public_text={"en": "Something else."})

        with make.session() as session:
            shown = session.get_one(PublicIncident, (view.id, ref))
            assert shown.public_text == {"en": "Minibuses carried the same people twice."}
        found = desk.incident(incident_id)
        assert found["revision"] == found["published_revision"] + 1

    def test_a_withdrawn_one_stays_as_it_is(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        report = make.report(view)
        incident_id = desk.opened(report.id)
        published(make, view, desk, lead, incident_id)
        with make.session() as session:
            row = session.scalars(select(Incident)).one()
            publication.withdraw(session, view, lead.actor, row.id, row.version, utc_now(), reason_code="W3")

        other = desk.opened(make.report(view).id)
        loose = make.report(view)
        refusals = (
            desk.change(incident_id, masked=True),
            desk.link(incident_id, loose.id),
            desk.decide(loose.id, "link", incident=incident_id),
            desk.send("PUT", f"/incidents/{other}/related/{incident_id}"),
            desk.check(incident_id),
            desk.deny(incident_id),
            lead.judge(incident_id, "unverifiable"),
        )
        for answer in refusals:
            assert problem(answer) == (409, "incident-closed")
        assert desk.unlink(incident_id, report.id).status_code == 204
        assert desk.report(report.id)["triage"] == "in_triage"
        assert counts_agree(make, view)


class TestList:
    def test_pages_newest_first_and_filters(
        self, make: Factory, view: ElectionView, desk: Desk, subtests: pytest.Subtests
    ) -> None:
        made = [desk.opened(make.report(view, description=f"Number {n}.").id) for n in range(3)]
        first = desk.get("/incidents", limit=2).json()
        second = desk.get("/incidents", limit=2, cursor=first["next_cursor"]).json()
        assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
        assert second["next_cursor"] is None
        reference = desk.incident(made[1])["work_ref"]

        for query, expected in (
            ({"q": "number 1"}, made[1:2]),
            ({"q": reference.lower()}, made[1:2]),
            ({"group": "voter_transport", "veracity": "unreviewed"}, made[::-1]),
            ({"publication": "published"}, []),
            ({"draft": "true", "before_lead": "false"}, made[::-1]),
            ({"area": "KG-O"}, []),
        ):
            with subtests.test(query=query):
                items = desk.get("/incidents", **query).json()["items"]
                assert [item["id"] for item in items] == expected

    def test_refuses_what_it_does_not_know(self, desk: Desk) -> None:
        for query in ({"publication": "secret"}, {"triage": "linked"}, {"draft": "1"}):
            assert problem(desk.get("/incidents", **query)) == (422, "unknown-parameter")
        assert problem(desk.get("/incidents", cursor="x")) == (422, "invalid-cursor")


def public_numbers(make: Factory, view: ElectionView, ref: str) -> tuple[int, int]:
    with make.session() as session:
        record = session.get_one(PublicIncident, (view.id, ref))
        return record.reports, record.sources
