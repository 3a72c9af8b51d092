"""Jobs: each done once where all goes well, at least once where it does not, and never forgotten."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core.clock import utc_now
from app.db.session import Database
from app.jobs import periodic, queue
from app.jobs.models import Job
from app.jobs.worker import Worker, working

HOUR = timedelta(hours=1)
LONG_AGO = timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def ask(database: Database, kind: str, **payload: int) -> None:
    with database.write.begin() as session:
        queue.enqueue(session, kind, utc_now() - LONG_AGO, **payload)


def jobs(database: Database) -> list[Job]:
    with database.read() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def fail(_payload: Mapping[str, Any]) -> None:
    raise RuntimeError


class TestWorker:
    def test_does_each_job_once_and_forgets_it(self, database: Database) -> None:
        for number in range(20):
            ask(database, "count", number=number)
        done: Counter[int] = Counter()
        lock = threading.Lock()

        def count(payload: Mapping[str, Any]) -> None:
            with lock:
                done[payload["number"]] += 1

        def work(_: int) -> None:
            worker = Worker(database, {"count": count})
            while worker.run_one():
                pass

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(2)))

        assert done == Counter(range(20))
        assert jobs(database) == []

    def test_leaves_what_it_does_not_know_to_others(self, database: Database) -> None:
        ask(database, "of-a-newer-release")

        assert not Worker(database, {"known": fail}).run_one()

        (job,) = jobs(database)
        assert (job.attempts, job.failed_at) == (0, None)

    def test_puts_off_what_fails_and_says_why(self, database: Database) -> None:
        ask(database, "fails")

        assert Worker(database, {"fails": fail}).run_one()

        (job,) = jobs(database)
        assert (job.attempts, job.failure, job.failed_at) == (1, "RuntimeError", None)
        assert job.run_after > utc_now()

    def test_keeps_what_failed_for_good(self, database: Database) -> None:
        ask(database, "fails")
        worker = Worker(database, {"fails": fail})

        for _ in range(queue.MAX_ATTEMPTS):
            assert worker.run_one()
            with database.write.begin() as session:
                session.scalars(select(Job)).one().run_after = utc_now() - LONG_AGO

        assert not worker.run_one()
        (job,) = jobs(database)
        assert job.failed_at is not None

    def test_does_again_what_a_dead_worker_had_in_hand(self, database: Database) -> None:
        ask(database, "job")
        with database.write.begin() as session:
            taken = queue.claim(session, {"job"}, utc_now())
        worker = Worker(database, {"job": lambda _payload: None})

        assert taken is not None
        assert not worker.run_one(), "the lease still runs"
        with database.write.begin() as session:
            session.scalars(select(Job)).one().run_after = utc_now()
        assert worker.run_one()
        assert jobs(database) == []

    def test_a_lease_that_ran_out_settles_nothing(self, database: Database) -> None:
        ask(database, "job")
        with database.write.begin() as session:
            late = queue.claim(session, {"job"}, utc_now(), lease=timedelta(0))
        with database.write.begin() as session:
            current = queue.claim(session, {"job"}, utc_now())
        assert late is not None
        assert current is not None

        for failure in (None, "Late"):
            with database.write.begin() as session:
                queue.settle(session, late, failure, utc_now())

        (job,) = jobs(database)
        assert (job.attempts, job.failure) == (2, None)

    def test_goes_on_when_the_database_comes_back(self, database: Database) -> None:
        done = threading.Event()
        worker = Worker(database, {"job": lambda _payload: done.set()})
        with database.write.begin() as session:
            session.execute(text("ALTER TABLE jobs RENAME TO jobs_away"))

        with working([worker]):
            assert not done.wait(0.1)
            with database.write.begin() as session:
                session.execute(text("ALTER TABLE jobs_away RENAME TO jobs"))
            ask(database, "job")

            assert done.wait(10)


class TestPeriodic:
    def test_many_starts_make_one_chain(self, database: Database) -> None:
        def start(_: int) -> None:
            with database.write.begin() as session:
                periodic.ensure(session, "tick", utc_now(), HOUR, election_id=1)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(start, range(8)))
        with database.write.begin() as session:
            periodic.ensure(session, "tick", utc_now(), HOUR, election_id=2)

        assert [job.payload for job in jobs(database)] == [{"election_id": 1}, {"election_id": 2}]

    def test_comes_round_after_each_run_also_after_one_that_failed(self, database: Database) -> None:
        for handler in (lambda _payload: None, fail):
            with database.write.begin() as session:
                periodic.ensure(session, "tick", utc_now(), HOUR)
                session.scalars(select(Job)).one().run_after = utc_now()
            assert Worker(database, {"tick": handler}).run_one()
            assert jobs(database)[0].run_after > utc_now()

    def test_is_never_given_up(self, database: Database) -> None:
        with database.write.begin() as session:
            periodic.ensure(session, "tick", utc_now(), HOUR)
        worker = Worker(database, {"tick": fail})

        for _ in range(queue.MAX_ATTEMPTS + 1):
            with database.write.begin() as session:
                session.scalars(select(Job)).one().run_after = utc_now()
            assert worker.run_one()

        assert jobs(database)[0].failed_at is None

    def test_takes_over_a_new_interval_and_keeps_its_place(self, database: Database) -> None:
        at = utc_now()
        with database.write.begin() as session:
            periodic.ensure(session, "tick", at, HOUR)
        with database.write.begin() as session:
            periodic.ensure(session, "tick", at + HOUR, HOUR / 2)

        (job,) = jobs(database)
        assert (job.every_seconds, job.run_after) == (1800, at)

    def test_ends_when_told(self, database: Database) -> None:
        with database.write.begin() as session:
            periodic.ensure(session, "tick", utc_now(), HOUR, election_id=1)
        with database.write.begin() as session:
            periodic.end(session, "tick", election_id=1)

        assert jobs(database) == []

    def test_what_stands_is_begun_by_the_worker(self, database: Database) -> None:
        ran = threading.Event()
        worker = Worker(database, {"sweep": lambda _payload: ran.set()}, standing={"sweep": HOUR})

        assert worker.run_one()

        assert ran.is_set()
        assert not worker.run_one()
