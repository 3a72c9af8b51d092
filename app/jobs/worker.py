"""The worker: one leased job at a time, claimed and settled in transactions of its own, until stopped."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import utc_now
from app.core.errors import Unavailable
from app.db.session import Database
from app.jobs import periodic, queue
from app.jobs.queue import LEASE, Leased

IDLE_SECONDS: Final = 1.0
# A handler is told of its job's payload and works at least once: it must be idempotent.
Handler = Callable[[Mapping[str, Any]], None]

log = structlog.get_logger("pollwatch.worker")


@contextmanager
def working(workers: "Sequence[Worker]") -> Iterator[Callable[[], bool]]:
    """Each works in a thread of its own; at the end, each finishes what it has in hand.

    Yields a function that says whether all of them are at work.
    """
    threads = [threading.Thread(target=worker.run, name="worker", daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield lambda: all(thread.is_alive() for thread in threads)
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join()


class Worker:
    """Takes only the kinds it has a handler for: the others wait for a worker that knows them.

    `standing` names the kinds that come round by themselves, and how often.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        standing: Mapping[str, timedelta] | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._database, self._handlers, self._lease = database, handlers, lease
        self._standing = dict(standing or {})
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`; neither a failing job nor a database that is away for a while ends it."""
        while not self._stopping.is_set():
            if not self._try_one():
                self._stopping.wait(IDLE_SECONDS)

    def run_one(self) -> bool:
        """Do one due job; say whether there was one."""
        self._ensure_standing()
        leased = self._claim()
        if leased is None:
            return False
        failure = self._do(leased)
        with self._database.write.begin() as session:
            passing = isinstance(failure, Unavailable)
            queue.settle(session, leased, _name_of(failure), utc_now(), passing=passing)
        return True

    def stop(self) -> None:
        """After the job in hand."""
        self._stopping.set()

    def _try_one(self) -> bool:
        try:
            return self.run_one()
        except SQLAlchemyError as failure:  # what was in hand comes back when its lease runs out
            log.warning("database not available", failure=type(failure).__name__)
            return False

    def _ensure_standing(self) -> None:
        if not self._standing:
            return
        with self._database.write.begin() as session:
            for kind, every in self._standing.items():
                periodic.ensure(session, kind, utc_now(), every)
        self._standing.clear()

    def _claim(self) -> Leased | None:
        with self._database.read() as session:
            if not queue.is_any_due(session, self._handlers, utc_now()):
                return None
        with self._database.write.begin() as session:
            return queue.claim(session, self._handlers, utc_now(), self._lease)

    def _do(self, leased: Leased) -> Exception | None:
        """What went wrong, if something did."""
        try:
            self._handlers[leased.kind](leased.payload)
        except Exception as failure:  # noqa: BLE001 - whatever a handler raises, the worker goes on
            log.warning("job failed", kind=leased.kind, attempts=leased.attempts, failure=_name_of(failure))
            return failure
        return None


def _name_of(failure: Exception | None) -> str | None:
    return None if failure is None else type(failure).__name__
