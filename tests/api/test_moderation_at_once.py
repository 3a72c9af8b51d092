"""Many people at the console at once: nobody gets the same report, no edit is lost, every count is right."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Select, insert, text

from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.moderation import queue, report_queries
from app.moderation.list_filters import report_filters
from app.moderation.queue_names import ReportQueue
from app.moderation.schemas import NextIn
from app.reports.lifecycle import Triage
from app.reports.models import Report
from tests.desk import Desk
from tests.factories import NOW, Factory
from tests.soak import size

pytestmark = pytest.mark.slow

MODERATORS = 8
ROUND_SECONDS = 600  # how long those who are done with a round wait for the others


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


def desks(client: TestClient, make: Factory, view: ElectionView, number: int) -> list[Desk]:
    return [Desk(client, make, view, Role.LEAD) for _ in range(number)]


def test_two_moderators_never_get_the_same_report(
    client: TestClient, make: Factory, view: ElectionView
) -> None:
    count = size(60, 500)
    made = {str(make.report(view, description=f"Report {number}.").id) for number in range(count)}
    two = desks(client, make, view, 2)

    def ask(number: int) -> str | None:
        answer = two[number % 2].send("POST", "/queue/next")
        assert answer.status_code in (200, 204), answer.text
        return None if answer.status_code == 204 else str(answer.json()["id"])

    with ThreadPoolExecutor(16) as pool:
        served = list(pool.map(ask, range(count + 10)))

    assert Counter(each for each in served if each is not None) == dict.fromkeys(made, 1)
    assert served.count(None) == 10


def test_no_edit_is_lost(client: TestClient, make: Factory, view: ElectionView) -> None:
    """Each adds one to a number it has read; who is told that it changed meanwhile reads again.

    All edit the same two incidents, and then the next two: an answer holds the whole history, so thousands of
    edits of a single one would be spent on reading it.
    """
    edits, in_a_round = size(4, 500), size(4, 25)
    people = desks(client, make, view, MODERATORS)
    rounds = [[people[0].opened(make.report(view).id) for _ in range(2)] for _ in range(edits // in_a_round)]
    together = threading.Barrier(MODERATORS)

    def edit(number: int) -> Counter[int]:
        dice, statuses = random.Random(number), Counter[int]()
        for incidents in rounds:
            together.wait(ROUND_SECONDS)
            for _ in range(in_a_round):
                statuses.update(_one_more_injured(people[number], dice.choice(incidents)))
        return statuses

    with ThreadPoolExecutor(MODERATORS) as pool:
        statuses = sum(pool.map(edit, range(MODERATORS)), Counter[int]())

    found = [people[0].incident(incident_id) for incidents in rounds for incident_id in incidents]
    assert sum(each["harm"]["injured"]["min"] for each in found) == MODERATORS * edits
    assert [each["version"] - 1 for each in found] == [each["harm"]["injured"]["min"] for each in found]
    assert set(statuses) == {200, 412}, "nobody was ever too late: this would pass by accident"


def _one_more_injured(desk: Desk, incident_id: str) -> Iterator[int]:
    """The status of each attempt, the last of which is the only one that may succeed."""
    status = 412
    while status == 412:
        found = desk.incident(incident_id)
        injured = found["harm"].get("injured", {"min": 0})["min"] + 1
        changes = {"harm": {"injured": {"min": injured}}}
        status = desk.send("PATCH", f"/incidents/{incident_id}", changes, found["version"]).status_code
        yield status


def test_counts_agree_after_any_mixture(client: TestClient, make: Factory, view: ElectionView) -> None:
    steps = size(12, 300)
    people = desks(client, make, view, MODERATORS)
    reports = [str(make.report(view, description=f"Report {number}.").id) for number in range(12)]
    incidents = [people[0].opened(make.report(view).id) for _ in range(3)]
    opened = threading.Lock()

    def work(number: int) -> list[int]:
        dice, desk = random.Random(number), people[number]
        statuses: list[int] = []
        for _ in range(steps):
            report_id = dice.choice(reports)
            with opened:
                incident_id = dice.choice(incidents)
            answer = _one_step(dice, desk, report_id, incident_id, reports)
            statuses.append(answer.status_code)
            if answer.status_code == 201 and (new := answer.json().get("incident")):
                with opened:
                    incidents.append(new)
        return statuses

    with ThreadPoolExecutor(MODERATORS) as pool:
        statuses = Counter(status for found in pool.map(work, range(MODERATORS)) for status in found)

    assert set(statuses) <= {200, 201, 204, 403, 409, 412}, statuses
    assert statuses[200] + statuses[201] + statuses[204] > statuses.total() / 10, statuses
    with make.session() as session:
        assert recount(session, view.id) == []


def _one_step(
    dice: random.Random, desk: Desk, report_id: str, incident_id: str, reports: list[str]
) -> Response:
    category = dice.choice(["media.equipment_seized", "violence.killing", "other.other"])
    steps: list[Callable[[], Response]] = [
        lambda: desk.decide(report_id, "link"),
        lambda: desk.decide(report_id, "link", incident=incident_id),
        lambda: desk.decide(report_id, "reject", reason_code="R4"),
        lambda: desk.decide(report_id, "out_of_scope", reason_code="R8"),
        lambda: desk.decide(report_id, "reopen"),
        lambda: desk.code(report_id, occurred_on=f"2020-10-0{dice.randint(1, 9)}"),
        lambda: desk.code(report_id, category=category),
        lambda: desk.link(incident_id, report_id),
        lambda: desk.unlink(incident_id, report_id),
        lambda: desk.change(incident_id, area=dice.choice(["KG-GO", "KG-O", None])),
        lambda: desk.judge(incident_id, dice.choice(["unverifiable", "contested"])),
        lambda: desk.deny(incident_id),
        lambda: desk.send(
            "POST", f"/reports/{report_id}/decisions/undo", version=desk.report(report_id)["version"]
        ),
        lambda: desk.send("POST", "/bulk", {**dice.choice(_AT_ONCE), "report_ids": dice.sample(reports, 4)}),
        lambda: desk.send("POST", "/incidents/queue/next", {"queue": dice.choice(["verify", "publish"])}),
    ]
    return dice.choice(steps)()


_AT_ONCE = (
    {"action": "set_station", "station": "T-0002"},
    {"action": "snooze", "until": (utc_now() + timedelta(days=1)).isoformat()},
    {"action": "reject_spam"},
)


class TestPlans:
    """However many reports there are, the database goes to the place in an index and reads on from there."""

    def test_the_queue_reads_its_index_and_sorts_nothing(self, make: Factory, view: ElectionView) -> None:
        lead = Desk(make.client, make, view, Role.LEAD).actor
        plan = _plan_among_many(make, view, queue.waiting(view, lead, NOW, queue.ANYTHING))

        assert "ix_reports_waiting" in plan, plan
        _check_sorts_nothing(plan)

    @pytest.mark.parametrize(
        ("name", "index"),
        [
            ("overdue", "ix_reports_waiting"),
            ("happening", "ix_reports_happening"),
            ("escalated", "ix_reports_before_leads"),
            ("snoozed", "ix_reports_snoozed"),
            ("assigned", "ix_reports_assigned"),
        ],
    )
    def test_a_queue_by_name_reads_an_index_of_few(
        self, make: Factory, view: ElectionView, name: str, index: str
    ) -> None:
        lead = Desk(make.client, make, view, Role.LEAD).actor
        wanted = NextIn(queue=ReportQueue(name))
        plan = _plan_among_many(make, view, queue.waiting(view, lead, NOW, wanted))

        assert index in plan, plan
        _check_sorts_nothing(plan)

    @pytest.mark.parametrize(
        ("sort", "index"),
        [
            ("newest", "ix_reports_election_id_received_at_id"),
            ("oldest", "ix_reports_election_id_received_at_id"),
            ("due", "ix_reports_election_id_due_at_id"),
        ],
    )
    @pytest.mark.parametrize("after", [None, (NOW + timedelta(seconds=1500), UUID(int=0))])
    def test_a_page_of_the_list_reads_the_index_of_its_order(
        self, make: Factory, view: ElectionView, sort: str, index: str, after: tuple[datetime, UUID] | None
    ) -> None:
        filters = report_filters(view, [("sort", sort)])
        plan = _plan_among_many(
            make, view, report_queries.selected(view, filters, UUID(int=0), NOW, after, 51)
        )

        assert index in plan, plan
        _check_sorts_nothing(plan)


def _check_sorts_nothing(plan: str) -> None:
    assert "sort" not in plan.lower(), plan
    assert "b-tree" not in plan.lower(), plan


def _plan_among_many(make: Factory, view: ElectionView, statement: Select[Any]) -> str:
    pattern = make.report(view)
    with make.session() as session:
        columns = {name: getattr(pattern, name) for name in Report.__table__.columns.keys()}  # noqa: SIM118
        moments = [NOW + timedelta(seconds=number) for number in range(3000)]
        # Most of what was sent has been decided: a queue must not read past it.
        states = [
            {"triage": Triage.RECEIVED if number % 3 == 0 else Triage.REJECTED} for number in range(3000)
        ]
        rows = [
            columns | state | {"id": uuid4(), "due_at": at, "received_at": at}
            for at, state in zip(moments, states, strict=True)
        ]
        session.execute(insert(Report), rows)
        session.execute(text("ANALYZE"))
        return _plan(session, statement)


def _plan(session: WriteSession, statement: Select[Any]) -> str:
    dialect = session.get_bind().dialect
    asked = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
    written = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row) for row in session.execute(text(f"{asked} {written}".replace(":", "\\:"))))
