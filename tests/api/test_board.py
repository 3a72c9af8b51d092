"""The leads' board: every number is one that the lists agree with, and nobody else reads it."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.reports import history
from app.reports.models import Report
from tests.desk import Desk, problem
from tests.factories import Factory

HOUR = timedelta(hours=1)


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


@pytest.fixture
def verifier(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


def board(lead: Desk) -> Any:
    answer = lead.get("/board")
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(lead: Desk) -> dict[str, tuple[int, int]]:
    """Of each queue, what waits and what is overdue."""
    queues = board(lead)["queues"]
    return {each["queue"]: (each["waiting"]["count"], each["overdue"]["count"]) for each in queues}


class TestBoard:
    def test_counts_what_is_late_in_each_queue(
        self, make: Factory, view: ElectionView, lead: Desk, verifier: Desk
    ) -> None:
        now = utc_now()
        oldest = make.report(view, now - 9 * HOUR)
        make.report(view, now - 5 * HOUR, occurrence="occurring")
        make.report(view, now)
        make.report(view, now - 9 * HOUR, test=True)
        escalated = make.report(view, now)
        verifier.decide(escalated.id, "escalate", reason_code="E2")
        asleep = make.report(view, now - 9 * HOUR)
        verifier.decide(asleep.id, "snooze", until=(now + HOUR).isoformat())

        found = numbers(lead)

        assert found["all"][0] == 5
        assert found["all"][1] == len(lead.get("/reports", queue="overdue").json()["items"])
        assert found["happening"] == (1, 1)
        assert found["needs_info"] == (0, 0)
        assert found["escalated"][0] == 1
        since = next(each["waiting_since"] for each in board(lead)["queues"] if each["queue"] == "new")
        assert since == lead.report(oldest.id)["received_at"]

    def test_tells_how_old_what_waits_is(self, make: Factory, view: ElectionView, lead: Desk) -> None:
        now = utc_now()
        for age in (timedelta(minutes=1), timedelta(minutes=30), 2 * HOUR, 3 * HOUR, 25 * HOUR):
            make.report(view, now - age)

        ages = [(each["over_minutes"], each["waiting"]["count"]) for each in board(lead)["ages"]]

        assert ages == [(0, 1), (20, 1), (60, 2), (360, 0), (1440, 1)]

    def test_counts_as_free_what_is_critical_and_nobodys(
        self, make: Factory, view: ElectionView, lead: Desk, verifier: Desk
    ) -> None:
        now = utc_now()
        free, held, assigned = (make.report(view, now) for _ in range(3))
        make.report(view, now, category="polling_procedure.queues_crowding")
        verifier.claim(held.id)
        with make.session() as session:
            found = session.get_one(Report, (view.id, assigned.id))
            with history.change(session, found, account_id=None, event="assigned", at=now):
                found.assigned_to = lead.actor.account_id

        listed = lead.get("/reports", queue="all", severity="5", assigned="false", claim="free").json()

        assert [each["id"] for each in listed["items"]] == [str(free.id)]
        assert board(lead)["critical_free"] == {"count": 1, "more": False}
        somebodys = lead.get("/reports", assigned="true").json()["items"]
        assert [each["id"] for each in somebodys] == [str(assigned.id)]

    def test_names_who_holds_what_the_longest_held_first(
        self, make: Factory, view: ElectionView, lead: Desk, verifier: Desk
    ) -> None:
        now = utc_now()
        incident = lead.opened(make.report(view, now).id)
        report = make.report(view, now)
        verifier.send("PUT", f"/incidents/{incident}/claim")
        lead.claim(report.id)

        held = [(each["kind"], each["id"], each["claim"]["holder"]) for each in board(lead)["held"]]

        assert held == [("incident", incident, verifier.name), ("report", str(report.id), lead.name)]
        lead.send("DELETE", f"/reports/{report.id}/claim")
        assert [each["kind"] for each in board(lead)["held"]] == ["incident"]

    def test_is_for_leads(self, verifier: Desk) -> None:
        assert problem(verifier.get("/board")) == (403, "forbidden")
