"""Work that comes round: one row per chain, which is moved on instead of deleted, so that it cannot break."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.db.portable import insert_if_absent
from app.db.session import WriteSession
from app.jobs.models import Job


def ensure(session: WriteSession, kind: str, at: datetime, every: timedelta, **payload: str | int) -> None:
    """From `at` on, `kind` with this payload runs every so often, counted from the end of each run.

    Calling it again, also from many processes at once, makes no second chain; it only takes over `every`.
    """
    chain, every_seconds = _name(kind, payload), int(every.total_seconds())
    known = session.scalar(select(Job).where(Job.chain == chain))
    if known is None:
        row = {
            "kind": kind,
            "payload": payload,
            "run_after": at,
            "attempts": 0,
            "failed_at": None,
            "failure": None,
            "chain": chain,
            "every_seconds": every_seconds,
        }
        insert_if_absent(session, Job, [row])
    elif known.every_seconds != every_seconds:
        known.every_seconds = every_seconds


def end(session: WriteSession, kind: str, **payload: str | int) -> None:
    """The chain runs no more; a run that has begun is finished."""
    session.execute(delete(Job).where(Job.chain == _name(kind, payload)))


def _name(kind: str, payload: dict[str, str | int]) -> str:
    return " ".join([kind, *(f"{name}={payload[name]}" for name in sorted(payload))])
