"""How the jobs stand, for those who watch over the service."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, func, select

from app.db.session import ReadSession
from app.jobs.models import Job

OVERDUE_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Backlog:
    due: int
    overdue: int  # due for so long that no worker can be at work
    failed: int  # given up; a person has to look


def backlog(session: ReadSession, now: datetime) -> Backlog:
    waiting = Job.failed_at.is_(None)
    counts = select(
        func.count(case((waiting & (Job.run_after <= now), 1))),
        func.count(case((waiting & (Job.run_after <= now - OVERDUE_AFTER), 1))),
        func.count(case((~waiting, 1))),
    )
    due, overdue, failed = session.execute(counts).one()
    return Backlog(due, overdue, failed)
