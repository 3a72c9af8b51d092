"""Many leads, ticks and moderators at once, and the worker that ticks: nothing is lost, doubled or stuck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select, update

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.elections.models import Election, ElectionStatus, Tick
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.jobs.models import Job
from app.jobs.worker import Worker
from app.moderation import incidents
from app.publication import ticks
from app.publication.jobs import LOOK_EVERY, TICK, ticker
from app.settings import Settings
from app.workers import workers
from tests.factories import NOW, Factory
from tests.incidents import incident_in, related

CONSOLE = "/api/v1/console/elections/test-election/incidents"
AT_ONCE = 6


def publish(client: TestClient, headers: dict[str, str], incident: Incident) -> Response:
    if_match = {"If-Match": f'"{incident.version}"'}
    return client.post(f"{CONSOLE}/{incident.id}/publish", headers=headers | if_match)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(deed) for deed in deeds]]


def agrees(make: Factory, view: ElectionView) -> bool:
    with make.app.state.database.read() as session:
        return recount(session, view.id) == []


def tick(make: Factory, view: ElectionView) -> None:
    with make.session() as session:
        ticks.tick(session, view.id, utc_now())


class TestAtOnce:
    def test_each_incident_gets_a_reference_of_its_own(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        waiting = [incident_in(make, view) for _ in range(12)]
        lead = make.headers(Role.LEAD)

        answers = at_once(*(lambda one=one: publish(client, lead, one) for one in waiting))

        assert {answer.status_code for answer in answers} == {200}
        refs = {answer.json()["ref"] for answer in answers}
        assert refs == {f"INC-TE-{number:04d}" for number in range(1, 13)}
        with make.session() as session:
            assert session.get_one(Election, view.id).public_sequence == 12
        assert agrees(make, view)

    def test_one_incident_is_published_once(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        leads = [make.headers(Role.LEAD) for _ in range(AT_ONCE)]

        answers = at_once(*(lambda lead=lead: publish(client, lead, incident) for lead in leads))

        assert sorted(answer.status_code for answer in answers) == [200] + [412] * (AT_ONCE - 1)
        with make.session() as session:
            assert session.get_one(Election, view.id).incidents_published == 1

    def test_nobody_waits_for_ever(self, client: TestClient, make: Factory) -> None:
        """Related incidents published from both ends, related anew, and ticks, all together."""
        view = make.election()
        chain = [incident_in(make, view) for _ in range(8)]
        for one, other in pairwise(chain):
            related(make, one, other)
        lead = make.headers(Role.LEAD)
        account = make.account(Role.MODERATOR)
        moderator = Actor(account.id, account.name)

        def relate(one: Incident, other: Incident) -> None:
            with make.session() as session:
                incidents.relate(session, view, moderator, one.id, other.id, NOW)

        answers = at_once(
            *(lambda one=one: publish(client, lead, one) for one in [*chain[::2], *chain[::-2]]),
            *(lambda: tick(make, view) for _ in range(4)),
            *(lambda at=at: relate(chain[at], chain[-1 - at]) for at in range(4)),
        )

        published = [answer.status_code for answer in answers if answer is not None]
        assert set(published) <= {200, 412}
        assert agrees(make, view)


class TestTheWorker:
    def ticks_of(self, make: Factory) -> dict[str, int]:
        with make.session() as session:
            return {election.slug: election.tick for election in session.scalars(select(Election))}

    def test_ticks_elections_that_are_open_or_closed(self, make: Factory, settings: Settings) -> None:
        for status in ElectionStatus:
            make.election(slug=status.value, code=status.value[:4].upper(), status=status)

        for worker in workers(settings, make.app.state.database):
            while worker.run_one():
                pass

        assert self.ticks_of(make) == {"draft": 0, "open": 1, "closed": 1, "archived": 0}

    def test_comes_round_and_takes_in_elections_opened_since(self, make: Factory) -> None:
        make.election()
        database = make.app.state.database
        worker = Worker(database, {TICK: ticker(database)}, {TICK: LOOK_EVERY})
        assert worker.run_one()
        assert not worker.run_one()
        make.election(slug="later", code="LATER")
        long_ago = utc_now() - timedelta(hours=1)

        with make.session() as session:
            session.execute(update(Job).values(run_after=long_ago))
        worker.run_one()
        assert self.ticks_of(make) == {"test-election": 1, "later": 1}

        with make.session() as session:
            session.execute(update(Job).values(run_after=long_ago))
            session.execute(update(Tick).values(at=long_ago))
        worker.run_one()
        assert self.ticks_of(make) == {"test-election": 2, "later": 2}

    def test_done_twice_ticks_once(self, make: Factory) -> None:
        """As after a crash between the tick and the note that it was done."""
        make.election()
        run = ticker(make.app.state.database)

        at_once(*[lambda: run({})] * AT_ONCE)

        assert self.ticks_of(make) == {"test-election": 1}
