"""Enqueue inside the caller's transaction; claim one job per worker transaction."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.db.session import WriteSession
from app.jobs.models import Job

LEASE: Final = timedelta(minutes=2)


def enqueue(session: WriteSession, kind: str, at: datetime, **payload: str | int) -> None:
    session.add(Job(kind=kind, payload=payload, run_after=at, attempts=0, failed_at=None, failure=None))


def claim(session: WriteSession, now: datetime) -> Job | None:
    """Lease the oldest due job; a worker that dies simply lets the lease run out."""
    due = (
        select(Job)
        .where(Job.run_after <= now, Job.failed_at.is_(None))
        .order_by(Job.run_after, Job.id)
        .limit(1)
    )
    job = session.scalar(due.with_for_update(skip_locked=True))
    if job is not None:
        job.run_after = now + LEASE
        job.attempts += 1
    return job
