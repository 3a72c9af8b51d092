"""An incident handed to an authority: with consent, with its own text only, and not forgotten."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.incidents.models import Referral
from app.moderation import referrals
from tests.desk import Desk, problem
from tests.factories import NOW, Factory

LATER = "2099-01-01T00:00:00Z"
TEXT = {"en": "Minibuses carried the same people twice."}


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def incident(make: Factory, view: ElectionView, desk: Desk, **given: Any) -> str:
    opened = desk.opened(make.report(view, **({"may_refer": "yes"} | given)).id)
    desk.change(opened, public_text=TEXT)
    return opened


def refer(desk: Desk, incident_id: str, **given: Any) -> Response:
    body = {"authority": "Central Election Commission", "due_at": LATER} | given
    return desk.send("POST", f"/incidents/{incident_id}/referrals", body)


class TestRefer:
    def test_hands_over_the_text_of_the_incident_and_nothing_else(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        opened = incident(make, view, desk)
        version = desk.incident(opened)["version"]

        answer = refer(desk, opened)
        desk.change(opened, public_text={"en": "Other words."})

        assert answer.status_code == 201, answer.text
        found = desk.incident(opened)["referrals"]
        assert found == [answer.json()]
        assert (found[0]["text"], found[0]["state"], found[0]["outcome"]) == (TEXT, "waiting", None)
        assert found[0]["incident_ref"] == desk.incident(opened)["work_ref"]
        told = [(event["event"], event["note"]) for event in desk.incident(opened)["history"]]
        assert ("referred", "Central Election Commission") in told
        assert desk.incident(opened)["version"] == version + 1  # by the edit; a referral changes none

    def test_the_same_again_is_kept_once(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        opened = incident(make, view, desk)

        assert refer(desk, opened).json()["id"] == refer(desk, opened).json()["id"]
        assert refer(desk, opened, authority="Prosecutor").json()["id"] != refer(desk, opened).json()["id"]

    @pytest.mark.parametrize("said", [{}, {"may_refer": "no"}, {"may_refer": "perhaps"}])
    def test_every_sender_must_have_agreed_unless_a_lead_says_why_not(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk, said: dict[str, Any]
    ) -> None:
        opened = incident(make, view, desk)
        desk.link(opened, make.report(view, **said).id)
        because = {"consent_reason": "She has published it under her own name."}

        refused = refer(desk, opened)

        assert problem(refused) == (409, "consent-required")
        assert refused.json()["reports_without_consent"] == 1
        assert problem(refer(desk, opened, **because)) == (409, "consent-required")
        assert problem(refer(lead, opened)) == (409, "consent-required")
        assert refer(lead, opened, **because).json()["consent_reason"] == because["consent_reason"]

    def test_refuses_what_cannot_be_handed_over(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        opened = incident(make, view, desk)
        without_text = desk.opened(make.report(view, may_refer="yes").id)

        assert problem(refer(desk, opened, due_at="2020-10-04T00:00:00Z")) == (422, "invalid-request")
        assert problem(refer(desk, opened, authority="")) == (422, "invalid-request")
        assert problem(refer(desk, without_text)) == (409, "public-text-required")
        assert problem(refer(desk, str(uuid4()))) == (404, "incident-not-found")
        assert desk.incident(opened)["referrals"] == []


class TestOutcome:
    def test_no_action_is_one_too(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        opened = incident(make, view, desk)
        referral = refer(desk, opened).json()["id"]

        answer = desk.send(
            "PATCH", f"/referrals/{referral}", {"outcome": "no_action", "note": "They wrote: nothing found."}
        )

        found = answer.json()
        assert (found["state"], found["outcome"], found["outcome_by"]) == ("answered", "no_action", desk.name)
        changes = desk.incident(opened)["history"][-1]["changes"]
        assert changes == {"outcome": [None, "no_action"], "note": ["", "They wrote: nothing found."]}

    def test_refuses_nothing_and_the_unknown(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        referral = refer(desk, incident(make, view, desk)).json()["id"]

        assert problem(desk.send("PATCH", f"/referrals/{referral}", {})) == (422, "invalid-request")
        assert problem(desk.send("PATCH", f"/referrals/{uuid4()}", {"outcome": "acted"})) == (
            404, "referral-not-found",
        )  # fmt: skip


class TestReminders:
    def test_one_when_it_falls_due_and_one_more_for_a_new_date(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        opened = incident(make, view, desk)
        due_at = utc_now() + timedelta(days=1)
        referral = refer(desk, opened, due_at=due_at.isoformat()).json()["id"]
        answered = refer(desk, opened, authority="Prosecutor", due_at=due_at.isoformat()).json()["id"]
        desk.send("PATCH", f"/referrals/{answered}", {"outcome": "acted"})

        def reminded(at: Any) -> int:
            with make.session() as session:
                return referrals.remind(session, at)

        assert reminded(due_at - timedelta(seconds=1)) == 0
        assert [reminded(due_at), reminded(due_at)] == [1, 0]
        later = due_at + timedelta(days=1)
        desk.send("PATCH", f"/referrals/{referral}", {"due_at": later.isoformat()})
        assert [reminded(due_at), reminded(later)] == [0, 1]
        events = [event for event in desk.incident(opened)["history"] if event["event"] == "referral_due"]
        assert [(event["actor"], event["note"]) for event in events] == [
            (None, "Central Election Commission")
        ] * 2

    def test_the_list_says_what_waits_what_is_overdue_and_what_was_answered(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        opened = incident(make, view, desk)
        waiting = refer(desk, opened).json()["id"]
        answered = refer(desk, opened, authority="Police").json()["id"]
        desk.send("PATCH", f"/referrals/{answered}", {"outcome": "no_answer"})

        def listed(**query: Any) -> list[str]:
            return [each["id"] for each in desk.get("/referrals", **query).json()["items"]]

        assert listed(state="waiting") == [waiting]
        assert listed(state="overdue") == []
        assert desk.get("/referrals/overdue").json() == {"count": 0, "more": False}
        assert listed(state="answered") == [answered]
        first = desk.get("/referrals", limit=1).json()
        rest = desk.get("/referrals", limit=1, cursor=first["next_cursor"]).json()
        assert {first["items"][0]["id"], rest["items"][0]["id"]} == {waiting, answered}
        assert rest["next_cursor"] is None
        assert desk.get("/referrals", state="nonsense").status_code == 422
        with make.session() as session:
            session.get_one(Referral, (view.id, UUID(waiting))).due_at = NOW
        assert listed(state="overdue") == [waiting]
        assert desk.get("/referrals/overdue").json() == {"count": 1, "more": False}


@pytest.mark.parametrize("language", ["ky", "ru", "uz-Cyrl", "en"])
def test_ready_made_messages_in_the_language_of_the_sender(desk: Desk, language: str) -> None:
    found = desk.get("/quick-replies", lang=language).json()["items"]

    assert {reply["language"] for reply in found} == {language}
    assert {reply["draft"] for reply in found} == {language in ("ky", "uz-Cyrl")}
    assert len({reply["code"] for reply in found}) == len(found) >= 8
    assert all(len(reply["text"]) <= 300 for reply in found)
    assert desk.get("/quick-replies", lang="fr").status_code == 422
