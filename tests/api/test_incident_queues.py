"""The queues of incidents: served to one person only, and only what this person may take a step further."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.incidents import queries
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.veracity import Veracity
from app.moderation import claiming, incident_queue
from app.reports import leases
from app.reports.errors import ClaimHeld
from app.reports.models import Photo, PhotoState, Redaction, RedactionState
from tests.desk import Desk, problem
from tests.factories import NOW, Factory
from tests.incidents import edited, incident_in
from tests.soak import size


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def verifier(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


@pytest.fixture
def other(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def serve(desk: Desk, queue: str) -> str | None:
    answer = desk.send("POST", "/incidents/queue/next", {"queue": queue})
    assert answer.status_code in (200, 204), answer.text
    return None if answer.status_code == 204 else answer.json()["id"]


def release(desk: Desk, incident_id: UUID | str) -> None:
    assert desk.send("DELETE", f"/incidents/{incident_id}/claim").status_code == 204


def claim(desk: Desk, incident_id: UUID | str, **given: Any) -> Any:
    return desk.send("PUT", f"/incidents/{incident_id}/claim", given or None)


class TestVerify:
    def test_serves_what_comes_due_first_and_says_why(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        incident_in(make, view, severity=2)
        severe = incident_in(make, view, severity=5)

        answer = verifier.send("POST", "/incidents/queue/next", {"queue": "verify"})

        assert answer.status_code == 200
        served = answer.json()
        assert served["id"] == str(severe.id)
        assert served["on_top_because"].startswith("waits for a first verdict; severity 5; overdue by ")
        assert (served["claim"]["holder"], served["claim"]["mine"]) == (verifier.name, True)
        assert answer.headers["cache-control"] == "no-store"
        [row] = [row for row in verifier.get("/incidents").json()["items"] if row["claim"]]
        assert (row["id"], row["claim"]["holder"]) == (str(severe.id), verifier.name)

    def test_serves_an_old_one_before_a_newer_severe_one(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        old = incident_in(make, view, severity=1, created_at=NOW - timedelta(hours=24))
        incident_in(make, view, severity=5)

        assert serve(verifier, "verify") == str(old.id)

    def test_does_not_serve_what_is_judged_withdrawn_empty_or_held(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk
    ) -> None:
        judged = incident_in(make, view)
        verifier.judge(str(judged.id), "unverifiable")
        incident_in(make, view, publication=Publication.WITHDRAWN)
        incident_in(make, view, reports=0)
        into = str(incident_in(make, view).id)
        merged = str(incident_in(make, view).id)
        assert verifier.send("POST", f"/incidents/{merged}/merge", {"into": into}, 2).status_code == 200

        assert serve(verifier, "verify") == into
        assert serve(other, "verify") is None

    def test_needs_a_verifier_and_the_name_of_a_queue(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        moderator = Desk(client, make, view, Role.MODERATOR)

        answer = moderator.send("POST", "/incidents/queue/next", {"queue": "verify"})
        assert problem(answer) == (403, "forbidden")
        for wrong in ({}, {"queue": "everything"}, {"queue": None}):
            answer = verifier.send("POST", "/incidents/queue/next", wrong)
            assert problem(answer) == (422, "invalid-request")


class TestSecondCheck:
    def test_serves_the_second_person_and_never_the_first(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk
    ) -> None:
        incident = incident_in(make, view)
        assert serve(other, "second_check") is None
        verifier.check(str(incident.id))
        assert verifier.judge(str(incident.id), "verified").status_code == 201

        assert serve(verifier, "second_check") is None
        assert serve(other, "second_check") == str(incident.id)
        assert other.judge(str(incident.id), "verified").status_code == 201
        assert serve(other, "second_check") is None

    def test_serves_a_disagreement_to_a_lead_only(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk, other: Desk, lead: Desk
    ) -> None:
        incident = incident_in(make, view)
        verifier.check(str(incident.id))
        verifier.judge(str(incident.id), "verified")
        other.judge(str(incident.id), "refuted")

        assert serve(Desk(client, make, view, Role.VERIFIER), "second_check") is None
        answer = lead.send("POST", "/incidents/queue/next", {"queue": "second_check"})
        assert answer.json()["id"] == str(incident.id)
        assert answer.json()["on_top_because"].startswith("two verdicts differ; ")

    def test_a_weak_word_needs_no_second_person(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk
    ) -> None:
        verifier.judge(str(incident_in(make, view).id), "unverifiable")

        assert serve(other, "second_check") is None


class TestRedactionReview:
    def test_serves_anybody_but_the_maker(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk
    ) -> None:
        incident = incident_in(make, view)
        redaction_id = redaction(make, view, verifier, incident)

        assert serve(verifier, "redaction_review") is None
        assert serve(other, "redaction_review") == str(incident.id)
        release(other, incident.id)
        with make.session() as session:
            session.get_one(Redaction, (view.id, redaction_id)).state = RedactionState.APPROVED
        assert serve(other, "redaction_review") is None

    def test_one_person_is_enough_where_the_election_says_so(self, client: TestClient, make: Factory) -> None:
        view = make.election(four_eyes=False)
        alone = Desk(client, make, view, Role.VERIFIER)
        incident = incident_in(make, view)
        redaction(make, view, alone, incident)

        assert serve(alone, "redaction_review") == str(incident.id)


class TestCounts:
    def counted(self, desk: Desk) -> dict[str, int]:
        answer = desk.get("/incidents/queues")
        assert answer.status_code == 200, answer.text
        assert not any(each["more"] for each in answer.json()["items"])
        return {each["name"]: each["count"] for each in answer.json()["items"]}

    def test_leave_out_what_a_pair_rule_forbids_this_person(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk, lead: Desk
    ) -> None:
        judged, drafted = (incident_in(make, view) for _ in range(2))
        verifier.check(str(judged.id))
        verifier.judge(str(judged.id), "verified")
        redaction(make, view, verifier, judged)
        edited(make, drafted, author_id=lead.actor.account_id, area_code="KG-O")
        by_others = incident_in(make, view)
        claim(other, by_others.id)

        assert self.counted(verifier) == {"verify": 2, "second_check": 0, "redaction_review": 0}
        assert self.counted(other) == {"verify": 2, "second_check": 1, "redaction_review": 1}
        assert self.counted(lead)["publish"] == 1

    def test_say_that_there_are_more_than_were_counted(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        for _ in range(3):
            incident_in(make, view)

        with make.session() as session:
            first = incident_queue.counts(session, view, verifier.actor, NOW, up_to=2)[0]

        assert (first.count, first.more) == (2, True)

    def test_need_a_verifier(self, client: TestClient, make: Factory, view: ElectionView) -> None:
        answer = Desk(client, make, view, Role.MODERATOR).get("/incidents/queues")

        assert problem(answer) == (403, "forbidden")


class TestPublish:
    def test_serves_a_lead_who_did_not_write_it(self, make: Factory, view: ElectionView, lead: Desk) -> None:
        incident = incident_in(make, view)

        assert serve(lead, "publish") == str(incident.id)
        assert lead.send("POST", f"/incidents/{incident.id}/publish", {}, 2).status_code == 200
        assert lead.incident(incident.id)["claim"] is None
        assert serve(lead, "publish") is None

    def test_never_serves_the_author_of_the_newest_revision(
        self, client: TestClient, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident = incident_in(make, view)
        edited(make, incident, author_id=lead.actor.account_id, area_code="KG-O")

        assert serve(lead, "publish") is None
        assert serve(Desk(client, make, view, Role.LEAD), "publish") == str(incident.id)

    def test_does_not_serve_what_nobody_may_publish_yet(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        incident_in(make, view, veracity=Veracity.UNREVIEWED)
        incident_in(make, view, public_text={})
        incident_in(make, view, occurrence="will_occur")
        incident_in(make, view, occurred_at=utc_now(), created_at=utc_now())

        assert serve(lead, "publish") is None

    def test_is_for_leads(self, make: Factory, view: ElectionView, verifier: Desk) -> None:
        incident_in(make, view)

        answer = verifier.send("POST", "/incidents/queue/next", {"queue": "publish"})

        assert problem(answer) == (403, "forbidden")


class TestClaims:
    def test_shows_the_holder_and_keeps_others_out(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk, lead: Desk
    ) -> None:
        incident_id = str(incident_in(make, view).id)
        assert claim(verifier, incident_id).json()["mine"] is True

        answer = claim(other, incident_id)
        assert problem(answer) == (409, "claim-held")
        assert answer.json()["holder"] == verifier.name
        assert other.incident(incident_id)["claim"]["holder"] == verifier.name
        assert problem(other.change(incident_id, area="KG-O")) == (409, "claim-held")
        assert problem(other.judge(incident_id, "unverifiable")) == (409, "claim-held")
        other_id = incident_in(make, view).id
        answer = other.send("POST", f"/incidents/{other_id}/merge", {"into": incident_id}, 2)
        assert problem(answer) == (409, "claim-held")
        answer = lead.send("POST", f"/incidents/{incident_id}/publish", {}, 2)
        assert problem(answer) == (409, "claim-held")
        assert problem(other.send("DELETE", f"/incidents/{incident_id}/claim")) == (409, "claim-held")

    def test_a_report_may_be_linked_meanwhile(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk
    ) -> None:
        incident_id = str(incident_in(make, view).id)
        claim(verifier, incident_id)

        assert other.link(incident_id, make.report(view).id).status_code == 200

    def test_a_verdict_ends_it(self, make: Factory, view: ElectionView, verifier: Desk, other: Desk) -> None:
        incident_id = str(incident_in(make, view).id)
        claim(verifier, incident_id)

        assert verifier.change(incident_id, area="KG-O").status_code == 200
        assert verifier.judge(incident_id, "unverifiable").status_code == 201
        assert claim(other, incident_id).status_code == 200

    def test_a_lead_takes_over_with_a_reason_a_verifier_after_silence(
        self, make: Factory, view: ElectionView, verifier: Desk, other: Desk, lead: Desk
    ) -> None:
        incident_id = incident_in(make, view).id
        with make.session() as session:
            claiming.claim(session, view, verifier.actor, incident_id, NOW, of=claiming.INCIDENTS)
        soon, later = NOW + leases.SILENT / 2, NOW + leases.SILENT

        with make.session() as session, pytest.raises(ClaimHeld):
            take_over(session, view, other, incident_id, soon)
        with make.session() as session:
            assert take_over(session, view, other, incident_id, later).account_id == other.actor.account_id
        with make.session() as session:
            assert take_over(session, view, lead, incident_id, later).account_id == lead.actor.account_id
        assert [entry["event"] for entry in lead.incident(incident_id)["history"]][-2:] == ["taken_over"] * 2
        assert lead.incident(incident_id)["history"][-1]["note"] == f"From {other.name}: Shift end."

    @pytest.mark.parametrize(("severity", "lease"), [(4, leases.LEASE), (5, leases.LEASE_CRITICAL)])
    def test_lapses_when_a_browser_dies(
        self, make: Factory, view: ElectionView, verifier: Desk, severity: int, lease: timedelta
    ) -> None:
        incident_id = incident_in(make, view, severity=severity).id
        with make.session() as session:
            taken = claiming.claim(session, view, verifier.actor, incident_id, NOW, of=claiming.INCIDENTS)
            assert taken.expires_at - NOW == lease
            calling = claiming.claim(
                session, view, verifier.actor, incident_id, NOW, on_call=True, of=claiming.INCIDENTS
            )
            assert calling.expires_at - NOW == leases.LEASE_ON_CALL

        assert verifier.incident(incident_id)["claim"] is None
        assert verifier.send("DELETE", f"/incidents/{incident_id}/claim").status_code == 204

    def test_an_unknown_incident_cannot_be_claimed(self, verifier: Desk) -> None:
        assert problem(claim(verifier, uuid4())) == (404, "incident-not-found")


def test_two_people_never_get_the_same_incident(
    client: TestClient, make: Factory, view: ElectionView
) -> None:
    count = size(30, 300)
    made = {str(incident_in(make, view).id) for _ in range(count)}
    two = [Desk(client, make, view, Role.VERIFIER) for _ in range(2)]

    with ThreadPoolExecutor(16) as pool:
        served = list(pool.map(lambda number: serve(two[number % 2], "verify"), range(count + 10)))

    assert Counter(each for each in served if each is not None) == dict.fromkeys(made, 1)
    assert served.count(None) == 10


def take_over(session: Any, view: ElectionView, desk: Desk, incident_id: UUID, at: Any) -> Any:
    return claiming.claim(
        session, view, desk.actor, incident_id, at, take_over_reason="Shift end.", of=claiming.INCIDENTS
    )


def redaction(make: Factory, view: ElectionView, maker: Desk, incident: Incident) -> UUID:
    """Proposed, of a photo of the incident's report."""
    photo_id, redaction_id = uuid4(), uuid4()
    with make.session() as session:
        [report] = queries.reports_of(session, incident)
        session.add(
            Photo(
                election_id=view.id,
                id=photo_id,
                report_id=report.id,
                sha256="0" * 64,
                size_bytes=1,
                media_type="image/jpeg",
                state=PhotoState.RECEIVED,
                declared={},
            )
        )
        session.flush()
        session.add(
            Redaction(
                election_id=view.id,
                id=redaction_id,
                photo_id=photo_id,
                state=RedactionState.PROPOSED,
                shapes=[],
                store_key="0" * 64,
                sha256="0" * 64,
                size_bytes=1,
                width_px=1,
                height_px=1,
                made_by=maker.actor.account_id,
                made_at=NOW,
            )
        )
    return redaction_id
