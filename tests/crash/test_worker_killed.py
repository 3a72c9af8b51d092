"""`kill -9` of whoever makes renditions, in the middle of one: the lease runs out, and the work is done."""

from contextlib import ExitStack
from datetime import UTC, datetime

import httpx2
import pytest
from sqlalchemy import func, select, update

from app.core.clock import utc_now
from app.db.session import Database
from app.evidence.sandbox import RENDITIONS as RENDITION_SIZES
from app.jobs.models import Job
from app.reports.models import Photo, Rendition
from app.settings import Settings
from tests.cli.command import Command, wait_until
from tests.cli.forked import Process
from tests.crash.conftest import WITHOUT_LIMITS
from tests.crash.outbox import REPORTS
from tests.pictures import jpeg

pytestmark = pytest.mark.crash

PHOTOS = 6
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
RENDITIONS = "photo.renditions"


def test_a_job_whose_worker_was_killed_is_done_by_the_next(settings: Settings, pollwatch: Command) -> None:
    database = Database(settings.url)
    with ExitStack() as running:
        served = running.enter_context(pollwatch.serving(**WITHOUT_LIMITS))
        worker, log = served.process, served.log
        if not settings.embedded:  # there, whoever serves does the jobs too
            worker, log = running.enter_context(pollwatch.running("worker"))
        with httpx2.Client(base_url=served.url, timeout=60) as client:
            for number in range(PHOTOS):
                photo = jpeg(4000, 3000) + bytes([number])  # large: there is time to be killed in
                parts = {"report": (None, b'{"category": "other.other"}'), "photo": ("a.jpg", photo)}
                answer = client.post(REPORTS, files=parts, headers={"Idempotency-Key": f"photo-{number}"})
                assert answer.status_code == 201
        wait_until(worker, log, lambda: leased(database) > 0)
        kill(worker)

    assert leased(database) > 0
    with database.write.begin() as session:  # what five minutes of waiting would do
        session.execute(update(Job).where(Job.kind == RENDITIONS).values(run_after=LONG_AGO))
    with pollwatch.serving(**WITHOUT_LIMITS) as served, ExitStack() as running:
        worker, log = served.process, served.log
        if not settings.embedded:
            worker, log = running.enter_context(pollwatch.running("worker"))
        wait_until(worker, log, lambda: waiting(database) == 0)

    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Photo)) == PHOTOS
        made = session.execute(select(Rendition.photo_id, Rendition.name)).all()
    assert len(made) == len(set(made)) == len(RENDITION_SIZES) * PHOTOS
    database.close()


def kill(process: Process) -> None:
    process.kill()
    process.wait()


def leased(database: Database) -> int:
    return _count(database, Job.attempts > 0, Job.run_after > utc_now())


def waiting(database: Database) -> int:
    return _count(database)


def _count(database: Database, *conditions: object) -> int:
    with database.read() as session:
        jobs = select(func.count()).select_from(Job).where(Job.kind == RENDITIONS, *conditions)  # type: ignore[arg-type]
        return session.scalar(jobs) or 0
