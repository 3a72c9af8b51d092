"""The queues by name: counted, listed and served alike; and the views that somebody keeps."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.moderation import named_queues
from app.reports import history
from app.reports.models import Report
from tests.desk import Desk, problem
from tests.factories import Factory

HOUR = timedelta(hours=1)


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def counts(desk: Desk) -> dict[str, int]:
    answer = desk.get("/queues")
    assert answer.status_code == 200, answer.text
    return {item["name"]: item["count"] for item in answer.json()["items"]}


def listed(desk: Desk, queue: str) -> set[str]:
    return {item["id"] for item in desk.get("/reports", queue=queue).json()["items"]}


def serve(desk: Desk, queue: str) -> str | None:
    answer = desk.send("POST", "/queue/next", {"queue": queue})
    assert answer.status_code in (200, 204), answer.text
    return None if answer.status_code == 204 else answer.json()["id"]


def assign(make: Factory, view: ElectionView, report: Report, to: Desk) -> None:
    with make.session() as session:
        found = session.get_one(Report, (view.id, report.id))
        with history.change(session, found, account_id=None, event="assigned", at=utc_now()):
            found.assigned_to = to.actor.account_id


class TestQueues:
    def test_each_counts_what_it_lists_and_serves(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        now = utc_now()
        made: dict[str, Report] = {
            "new": make.report(view, now),
            "happening": make.report(view, now, occurrence="occurring"),
            "overdue": make.report(view, now - 5 * HOUR),
            "needs_info": make.report(view, now),
            "escalated": make.report(view, now),
            "snoozed": make.report(view, now),
            "assigned": make.report(view, now),
        }
        make.report(view, now, test=True)
        desk.decide(make.report(view, now).id, "reject", reason_code="R2")
        desk.decide(made["needs_info"].id, "needs_info", reason_code="N1")
        desk.decide(made["escalated"].id, "escalate", reason_code="E2")
        desk.decide(made["snoozed"].id, "snooze", until=(now + HOUR).isoformat())
        assign(make, view, made["assigned"], lead)

        assert counts(lead) == {
            "all": 7, "new": 4, "happening": 1, "needs_info": 1, "overdue": 2, "escalated": 1,
            "snoozed": 1, "mine": 0, "assigned": 1,
        }  # fmt: skip
        assert counts(desk)["assigned"] == 0
        for queue in ("happening", "needs_info", "escalated", "snoozed", "assigned"):
            assert listed(lead, queue) == {str(made[queue].id)}, queue
            assert serve(lead, queue) == str(made[queue].id), queue
        assert listed(lead, "overdue") == {str(made["overdue"].id), str(made["escalated"].id)}
        assert serve(desk, "overdue") == str(made["overdue"].id)
        assert counts(lead)["mine"] == 5
        assert counts(desk)["mine"] == 1

    def test_mine_serves_what_i_hold_and_renews_it(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        report = make.report(view, utc_now())
        desk.claim(report.id, on_call=True)

        assert serve(lead, "mine") is None
        assert serve(desk, "mine") == str(report.id)
        found = desk.report(report.id)
        assert found["claim"]["on_call"] is True
        assert [entry["event"] for entry in found["history"]] == ["claimed"]

    def test_nobody_is_served_what_is_assigned_to_somebody_else_before_it_is_overdue(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        now = utc_now()
        fresh, old = make.report(view, now), make.report(view, now - 5 * HOUR)
        for report in (fresh, old):
            assign(make, view, report, lead)

        assert serve(desk, "all") == str(old.id)
        assert serve(desk, "all") is None
        assert serve(lead, "all") == str(fresh.id)

    def test_escalated_ones_are_served_to_leads_only(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        desk.decide(make.report(view, utc_now()).id, "escalate", reason_code="E2")

        assert serve(desk, "escalated") is None

    def test_counts_stop_where_nobody_needs_to_know(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        for _ in range(2):
            make.report(view, utc_now(), occurrence="occurring")

        with make.session() as session:
            found = named_queues.counts(session, view, desk.actor.account_id, utc_now(), up_to=1)

        assert [(each.count, each.more) for each in found if each.queue == "happening"] == [(1, True)]

    @pytest.mark.parametrize("queue", ["", "everything", "New"])
    def test_refuses_a_queue_that_is_none(self, desk: Desk, queue: str) -> None:
        assert problem(desk.send("POST", "/queue/next", {"queue": queue})) == (422, "invalid-request")
        assert problem(desk.get("/reports", queue=queue)) == (422, "unknown-parameter")


class TestViews:
    def keep(self, desk: Desk, name: str, query: Any) -> Any:
        return desk.send("PUT", f"/views/{quote(name)}", {"query": query})

    def test_are_kept_changed_and_forgotten(self, desk: Desk, lead: Desk) -> None:
        assert self.keep(desk, "Ош, новые", "queue=new&area=KG-GO").status_code == 200
        assert self.keep(desk, "Mine", "claim=mine").status_code == 200
        assert self.keep(desk, "Mine", "queue=mine").json()["query"] == "queue=mine"

        kept = desk.get("/views").json()["items"]
        assert {view["name"]: view["query"] for view in kept} == {
            "Mine": "queue=mine",
            "Ош, новые": "queue=new&area=KG-GO",
        }
        assert lead.get("/views").json()["items"] == []
        for _ in range(2):
            assert desk.send("DELETE", "/views/Mine").status_code == 204
        assert [view["name"] for view in desk.get("/views").json()["items"]] == ["Ош, новые"]

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("kind=x", "unknown-parameter"),
            ("area=KG-XX", "unknown-parameter"),
            ("triage=", "unknown-parameter"),
            ("q=%00", "unknown-parameter"),
            ("limit=5", "invalid-request"),
            ("", "invalid-request"),
            (None, "invalid-request"),
            ("q=" + "x" * 3000, "invalid-request"),
        ],
    )
    def test_refuse_what_the_list_would_refuse(self, desk: Desk, query: Any, code: str) -> None:
        assert problem(self.keep(desk, "View", query)) == (422, code)
        assert desk.get("/views").json()["items"] == []

    @pytest.mark.parametrize("name", ["x" * 81, "\0", "a\nb"])
    def test_refuse_odd_names(self, desk: Desk, name: str) -> None:
        assert self.keep(desk, name, "queue=new").status_code == 422

    def test_are_fifty_at_most(self, desk: Desk) -> None:
        for number in range(50):
            assert self.keep(desk, f"View {number}", "queue=new").status_code == 200

        assert problem(self.keep(desk, "One more", "queue=new")) == (422, "invalid-request")
        assert self.keep(desk, "View 7", "queue=overdue").status_code == 200
