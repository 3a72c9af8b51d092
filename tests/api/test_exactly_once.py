"""Reports sent again and again, in parallel, some of them changed: one row and one receipt each."""

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select

from app.reports.models import Report, ReportEvent, TrackingCode
from app.tallies.models import StaffTally
from tests.factories import Factory, body_of
from tests.soak import size

REPORTS = "/api/v1/elections/test-election/reports"
SENDS, AT_ONCE, CHANGED_SHARE = 5, 16, 0.10


def test_every_report_is_stored_once_and_every_changed_body_refused(
    client: TestClient, make: Factory
) -> None:
    make.election()
    count = size(100, 1000)
    dice = random.Random(20201004)
    ids = [UUID(int=dice.getrandbits(128), version=4) for _ in range(count)]
    bodies = {report_id: body_of(description=f"Report {number}") for number, report_id in enumerate(ids)}
    changed = set(dice.sample(ids, int(count * CHANGED_SHARE)))
    sends = [(report_id, bodies[report_id]) for report_id in ids for _ in range(SENDS)]
    dice.shuffle(sends)

    def send(what: tuple[UUID, dict[str, Any]]) -> tuple[UUID, Response]:
        return what[0], client.put(f"{REPORTS}/{what[0]}", json=what[1])

    # The changed ones come while the honest ones are still being sent, yet after the first of theirs.
    heard: defaultdict[UUID, list[Response]] = defaultdict(list)
    forged: list[Response] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for report_id, answer in pool.map(send, sends[: len(sends) // 2]):
            heard[report_id].append(answer)
        present = sorted(changed & heard.keys())
        tampered = [(report_id, bodies[report_id] | {"description": "Changed."}) for report_id in present]
        rest = [*((what, False) for what in sends[len(sends) // 2 :]), *((what, True) for what in tampered)]
        dice.shuffle(rest)
        for (report_id, answer), (_, is_forged) in zip(
            pool.map(send, [what for what, _ in rest]), rest, strict=True
        ):
            (forged if is_forged else heard[report_id]).append(answer)

    assert len(forged) == len(present) > 0
    assert {answer.status_code for answer in forged} == {409}
    for report_id in ids:
        answers = heard[report_id]
        assert sorted(answer.status_code for answer in answers) == [200] * (SENDS - 1) + [201]
        assert all(answer.json() == answers[0].json() for answer in answers)
    with make.session() as session:
        assert set(session.scalars(select(Report.id))) == set(ids)
        assert session.scalar(select(func.count()).select_from(TrackingCode)) == count
        assert session.scalar(select(func.count()).select_from(ReportEvent)) == 0
        totals = select(StaffTally.grain, func.sum(StaffTally.reports)).group_by(StaffTally.grain)
        assert {grain: int(total) for grain, total in session.execute(totals)} == {
            "total": count,
            "day": count,
            "hour": count,
        }


def test_parallel_first_sends_of_different_bodies_have_one_winner(client: TestClient, make: Factory) -> None:
    """Whichever comes first is the report; everybody who sent that one is served, everybody else refused."""
    make.election()
    ids = [UUID(int=number, version=4) for number in range(size(20, 200))]
    sends = [
        (report_id, body_of(description=words)) for report_id in ids for words in ("this", "that", "this")
    ]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda send: client.put(f"{REPORTS}/{send[0]}", json=send[1]), sends))

    with make.session() as session:
        winners = {
            str(report.id): report.sent["description"] for report in session.scalars(select(Report)).all()
        }
    for (report_id, body), answer in zip(sends, answers, strict=True):
        won = winners[str(report_id)] == body["description"]
        assert answer.status_code in ({200, 201} if won else {409})
