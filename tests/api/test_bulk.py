"""Many reports changed at once: named one by one, tried first, refused one by one, taken back together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.moderation.models import UndoStep
from app.reports.models import Report
from tests.desk import Desk, problem, still
from tests.factories import Factory
from tests.soak import size


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


@pytest.fixture
def other(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def send(desk: Desk, action: str, reports: list[Any], **given: Any) -> Response:
    ids = [str(getattr(report, "id", report)) for report in reports]
    return desk.send("POST", "/bulk", {"action": action, "report_ids": ids, **given})


def change(desk: Desk, action: str, reports: list[Any], **given: Any) -> Any:
    answer = send(desk, action, reports, **given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def tomorrow() -> str:
    return (utc_now() + timedelta(days=1)).isoformat()


def takes(action: str, desk: Desk) -> dict[str, Any]:
    given: dict[str, dict[str, Any]] = {
        "assign": {"assignee": desk.name},
        "tag": {"tags": ["osh", "buses"]},
        "set_station": {"station": "T-0002"},
        "reject_spam": {},
        "snooze": {"until": tomorrow()},
    }
    return given[action]


ACTIONS = ("assign", "tag", "set_station", "reject_spam", "snooze")


class TestChange:
    @pytest.mark.parametrize("action", ACTIONS)
    def test_changes_all_and_takes_all_back(
        self, make: Factory, view: ElectionView, lead: Desk, action: str
    ) -> None:
        reports = [make.report(view, utc_now()) for _ in range(3)]
        before = {report.id: still(lead.report(report.id)) for report in reports}

        done = change(lead, action, reports, **takes(action, lead))

        assert (done["changed"], done["refused"]) == (3, 0)
        assert [item["report"] for item in done["items"]] == [str(report.id) for report in reports]
        for report in reports:
            found = lead.report(report.id)
            assert still(found) != before[report.id]
            assert found["version"] == 2
            assert [entry["event"] for entry in found["history"]] == [f"bulk_{action}"]
        with make.session() as session:
            assert recount(session, view.id) == []

        undone = lead.send("POST", f"/bulk/{done['bulk']}/undo").json()

        assert (undone["changed"], undone["refused"]) == (3, 0)
        assert {report.id: still(lead.report(report.id)) for report in reports} == before
        with make.session() as session:
            assert recount(session, view.id) == []
        assert problem(lead.send("POST", f"/bulk/{done['bulk']}/undo")) == (409, "undo-not-possible")

    def test_does_what_it_says(self, make: Factory, view: ElectionView, lead: Desk, other: Desk) -> None:
        report = make.report(view, utc_now(), station="T-0001")

        change(lead, "assign", [report], assignee=other.name)
        change(lead, "tag", [report], tags=["osh"])
        change(lead, "tag", [report], tags=["buses", "osh"])
        change(lead, "set_station", [report], station="T-0002")
        found = lead.report(report.id)
        assert found["assigned_to"] == other.name
        assert found["coding"]["tags"] == ["osh", "buses"]
        assert (found["coding"]["station"], found["coding"]["location_precision"]) == ("T-0002", "station")
        change(lead, "assign", [report], assignee=None)
        change(lead, "reject_spam", [report], note="A flood.")
        found = lead.report(report.id)
        assert (found["assigned_to"], found["triage"]) == (None, "rejected")
        assert (found["history"][-1]["reason_code"], found["history"][-1]["note"]) == ("R4", "A flood.")

    @pytest.mark.parametrize("action", ACTIONS)
    def test_a_trial_run_says_the_same_and_changes_nothing(
        self, make: Factory, view: ElectionView, lead: Desk, other: Desk, action: str
    ) -> None:
        free, held = make.report(view, utc_now()), make.report(view, utc_now())
        other.claim(held.id)
        before = lead.report(free.id)
        given = takes(action, lead)

        tried = change(lead, action, [free, held], dry_run=True, **given)

        assert tried["bulk"] is None
        assert lead.report(free.id) == before
        done = change(lead, action, [free, held], **given)
        for answer in (tried, done):
            assert (answer["changed"], answer["refused"]) == (1, 1)
        assert [(item["report"], item["refusal"]) for item in tried["items"]] == [
            (item["report"], item["refusal"]) for item in done["items"]
        ]


class TestRefusals:
    def test_each_says_why_and_the_others_go_on(
        self, make: Factory, view: ElectionView, lead: Desk, other: Desk
    ) -> None:
        now = utc_now()
        elsewhere = make.report(make.election(slug="another", code="AN"), now)
        free, held, changed, ended = (make.report(view, now) for _ in range(4))
        other.claim(held.id)
        other.decide(ended.id, "duplicate")
        unknown = uuid4()

        done = change(
            lead,
            "reject_spam",
            [held, free, changed, ended, elsewhere, unknown],
            versions={str(changed.id): 7, str(free.id): 1},
        )

        assert [item["refusal"] for item in done["items"]] == [
            "claim-held",
            None,
            "version-changed",
            "transition-not-allowed",
            "report-not-found",
            "report-not-found",
        ]
        assert [item["version"] for item in done["items"]] == [1, 2, 1, 2, None, None]
        assert lead.report(held.id)["triage"] == "received"
        assert lead.report(free.id)["triage"] == "rejected"

    def test_ones_own_claim_is_no_hindrance(self, make: Factory, view: ElectionView, lead: Desk) -> None:
        report = make.report(view)
        lead.claim(report.id)

        assert change(lead, "snooze", [report], until=tomorrow())["changed"] == 1
        assert lead.report(report.id)["claim"] is None

    def test_a_report_carries_twenty_tags_at_most(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        report = make.report(view)
        change(lead, "tag", [report], tags=[f"tag {number}" for number in range(20)])

        [item] = change(lead, "tag", [report], tags=["one more"])["items"]
        assert item["refusal"] == "too-many-tags"
        assert change(lead, "tag", [report], tags=["tag 3"])["changed"] == 1

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"action": "tag", "tags": ["x"]},
            {"action": "tag", "tags": ["x"], "report_ids": []},
            {"action": "tag", "tags": ["x"], "report_ids": ["no id"]},
            {"action": "tag", "tags": [], "report_ids": [str(uuid4())]},
            {"action": "tag", "tags": ["x"], "report_ids": [str(uuid4())] * 2},
            {"action": "tag", "tags": ["x"], "report_ids": [str(uuid4()) for _ in range(501)]},
            {"action": "tag", "tags": ["x"], "report_ids": [str(uuid4()) for _ in range(10_000)]},
            {"action": "reject_spam", "report_ids": [str(uuid4()) for _ in range(51)]},
            {"action": "publish", "report_ids": [str(uuid4())]},
            {"action": "snooze", "report_ids": [str(uuid4())]},
            {"action": "snooze", "until": "2020-10-04T09:15:00Z", "report_ids": [str(uuid4())]},
            {"action": "assign", "report_ids": [str(uuid4())]},
            {"action": "assign", "assignee": "nobody", "report_ids": [str(uuid4())]},
            {"action": "set_station", "station": "T-9999", "report_ids": [str(uuid4())]},
            {"action": "set_station", "station": "T-0001", "tags": ["x"], "report_ids": [str(uuid4())]},
        ],
    )
    def test_what_is_wrong_as_a_whole_is_refused_as_a_whole(self, lead: Desk, body: dict[str, Any]) -> None:
        assert problem(lead.send("POST", "/bulk", body)) == (422, "invalid-request")

    def test_only_who_moderates_this_election_can_be_assigned(
        self, make: Factory, view: ElectionView, lead: Desk
    ) -> None:
        report = make.report(view)
        stranger = make.account(Role.MODERATOR, make.election(slug="another", code="AN"))
        admin = make.account(Role.ADMIN)

        for account in (stranger, admin):
            answer = send(lead, "assign", [report], assignee=account.name)
            assert problem(answer) == (422, "invalid-request")

    def test_it_is_for_leads(self, client: TestClient, make: Factory, view: ElectionView) -> None:
        verifier = Desk(client, make, view, Role.VERIFIER)

        assert problem(send(verifier, "tag", [make.report(view)], tags=["x"])) == (403, "forbidden")


class TestUndo:
    def test_leaves_what_was_changed_or_taken_up_since(
        self, make: Factory, view: ElectionView, lead: Desk, other: Desk
    ) -> None:
        same, changed, held = (make.report(view) for _ in range(3))
        bulk_id = change(lead, "tag", [same, changed, held], tags=["osh"])["bulk"]
        other.code(changed.id, tags=["osh", "seen"])
        other.send("DELETE", f"/reports/{changed.id}/claim")
        other.claim(held.id)

        undone = lead.send("POST", f"/bulk/{bulk_id}/undo").json()

        assert {item["report"]: item["refusal"] for item in undone["items"]} == {
            str(same.id): None,
            str(changed.id): "version-changed",
            str(held.id): "claim-held",
        }
        assert lead.report(changed.id)["coding"]["tags"] == ["osh", "seen"]
        assert lead.report(same.id)["coding"]["tags"] == []

    def test_is_for_whoever_made_it_and_for_ten_minutes(
        self, make: Factory, view: ElectionView, lead: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        bulk_id = change(lead, "tag", [report], tags=["osh"])["bulk"]
        one = f"/reports/{report.id}/decisions/undo"

        assert problem(other.send("POST", f"/bulk/{bulk_id}/undo")) == (409, "undo-not-possible")
        assert problem(lead.send("POST", one, version=2)) == (409, "undo-not-possible")
        assert problem(lead.send("POST", f"/bulk/{uuid4()}/undo")) == (409, "undo-not-possible")
        with make.session() as session:
            step = session.scalars(select(UndoStep)).one()
            assert step.expires_at - step.at == timedelta(minutes=10)
            step.expires_at = utc_now()
        [item] = lead.send("POST", f"/bulk/{bulk_id}/undo").json()["items"]
        assert item["refusal"] == "undo-not-possible"


def test_two_leads_at_once_wait_for_each_other_and_lose_nothing(
    client: TestClient, make: Factory, view: ElectionView
) -> None:
    reports = [make.report(view) for _ in range(size(12, 300))]
    two = [Desk(client, make, view, Role.LEAD) for _ in range(2)]
    orders = (reports, reports[::-1])

    def work(number: int) -> list[int]:
        desk, order = two[number % 2], orders[number % 2]
        answers = [
            send(desk, "tag", list(order), tags=[f"tag {number}"]),
            send(desk, "set_station", list(order), station=f"T-000{number % 2 + 1}"),
            send(desk, "snooze", list(order), until=tomorrow()),
        ]
        return [answer.status_code for answer in answers]

    with ThreadPoolExecutor(4) as pool:
        statuses = [status for found in pool.map(work, range(4)) for status in found]

    assert set(statuses) == {200}
    with make.session() as session:
        assert recount(session, view.id) == []
        for report in session.scalars(select(Report)):
            assert set(report.tags) == {f"tag {number}" for number in range(4)}
            assert report.version == 13
