"""The worker: one leased job at a time, each in its own transaction, until told to stop."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from app.core.clock import utc_now
from app.db.session import Database
from app.jobs.models import Job
from app.jobs.queue import claim

MAX_ATTEMPTS: Final = 8
IDLE_SECONDS: Final = 1.0
# A handler is told of its job's payload and works at least once: it must be idempotent.
Handler = Callable[[Mapping[str, Any]], None]

log = structlog.get_logger("pollwatch.worker")


@dataclass(frozen=True, slots=True)
class Leased:
    id: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int


class Worker:
    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database, self._handlers = database, handlers
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`; a failing job is tried again later, and kept when it failed for good."""
        while not self._stopping.is_set():
            if not self.run_one():
                self._stopping.wait(IDLE_SECONDS)

    def run_one(self) -> bool:
        """Do one due job; say whether there was one."""
        with self._database.write.begin() as session:
            job = claim(session, utc_now())
            leased = None if job is None else Leased(job.id, job.kind, dict(job.payload), job.attempts)
        if leased is None:
            return False
        try:
            self._handlers[leased.kind](leased.payload)
        except Exception as failure:  # noqa: BLE001 - whatever a handler raises, the worker goes on
            log.warning(
                "job failed", kind=leased.kind, attempts=leased.attempts, failure=type(failure).__name__
            )
            self._settle(leased, type(failure).__name__)
        else:
            self._settle(leased, None)
        return True

    def stop(self) -> None:
        self._stopping.set()

    def _settle(self, leased: Leased, failure: str | None) -> None:
        with self._database.write.begin() as session:
            job = session.get(Job, leased.id)
            if job is None:
                return
            if failure is None:
                session.delete(job)
            else:
                _put_off(job, failure, utc_now())


def _put_off(job: Job, failure: str, now: datetime) -> None:
    job.failure = failure
    job.run_after = now + timedelta(seconds=min(2**job.attempts, 600))
    if job.attempts >= MAX_ATTEMPTS:
        job.failed_at = now
