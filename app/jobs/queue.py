"""Enqueue inside the caller's transaction; claim one job per worker transaction; settle what was claimed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select

from app.db.session import ReadSession, WriteSession
from app.jobs.models import Job

LEASE: Final = timedelta(minutes=5)
MAX_ATTEMPTS: Final = 8
MAX_WAIT: Final = timedelta(minutes=10)
MAX_OUTAGE_WAIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Leased:
    """A job in somebody's hands. `attempts` tells this lease from a later one of the same job."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int


def enqueue(session: WriteSession, kind: str, at: datetime, **payload: str | int) -> None:
    session.add(
        Job(
            kind=kind,
            payload=payload,
            run_after=at,
            attempts=0,
            failed_at=None,
            failure=None,
            chain=None,
            every_seconds=None,
        )
    )


def is_any_due(session: ReadSession, kinds: Collection[str], now: datetime) -> bool:
    """Asked before `claim`, which takes the write lock on SQLite."""
    return session.scalar(_due(kinds, now)) is not None


def claim(
    session: WriteSession, kinds: Collection[str], now: datetime, lease: timedelta = LEASE
) -> Leased | None:
    """Lease the oldest due job of these kinds; a worker that dies simply lets the lease run out."""
    job = session.scalar(_due(kinds, now).with_for_update(skip_locked=True))
    if job is None:
        return None
    job.run_after = now + lease
    job.attempts += 1
    return Leased(job.id, job.kind, dict(job.payload), job.attempts)


def settle(
    session: WriteSession, leased: Leased, failure: str | None, now: datetime, *, passing: bool = False
) -> None:
    """Done, or to be tried again later; never given up for a `passing` failure.

    Changes nothing when the lease ran out and another worker has it.
    """
    job = session.get(Job, leased.id, with_for_update=True)
    if job is None or job.attempts != leased.attempts:
        return
    if failure is not None:
        _put_off(job, failure, now, passing=passing)
    elif job.every_seconds is None:
        session.delete(job)
    else:
        job.run_after = now + timedelta(seconds=job.every_seconds)
        job.attempts, job.failure = 0, None


def _due(kinds: Collection[str], now: datetime) -> Select[Job]:
    due = select(Job).where(Job.run_after <= now, Job.failed_at.is_(None), Job.kind.in_(sorted(kinds)))
    return due.order_by(Job.run_after, Job.id).limit(1)


def _put_off(job: Job, failure: str, now: datetime, *, passing: bool) -> None:
    """What comes round is never given up; all else after its last attempt."""
    job.failure = failure
    max_wait = MAX_OUTAGE_WAIT if passing else MAX_WAIT
    job.run_after = now + min(timedelta(seconds=2 ** min(job.attempts, 20)), max_wait)
    if job.every_seconds is None and job.attempts >= MAX_ATTEMPTS and not passing:
        job.failed_at = now
