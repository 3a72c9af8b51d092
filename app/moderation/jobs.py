"""The worker's part in moderation: it watches, reminds, and sweeps what was left behind."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from app.core.clock import utc_now
from app.db.session import Database
from app.elections.models import Election, ElectionStatus
from app.jobs.worker import Handler
from app.moderation import drafts, referrals, watching

WATCH: Final = "moderation.watch"
EVERY: Final = timedelta(minutes=1)
SWEEP: Final = "moderation.sweep"
SWEEP_EVERY: Final = timedelta(minutes=10)
REMIND: Final = "moderation.remind"
REMIND_EVERY: Final = timedelta(minutes=5)
AT_A_TIME: Final = 5  # reports in one transaction: about 10 ms, then others who write have their turn


def watcher(database: Database) -> Handler:
    """Looks after each election that is worked on."""

    def run(_payload: Mapping[str, Any]) -> None:
        for election_id in _elections(database, ElectionStatus.OPEN, ElectionStatus.CLOSED):
            watch(database, election_id, utc_now())

    return run


def watch(database: Database, election_id: int, now: datetime) -> None:
    """Whatever is to be changed is found first, and changed a few at a time: nobody waits for all of it."""
    with database.read() as session:
        found = watching.supported(session, election_id, now)
        unseen = watching.late_for_a_look(session, election_id, now)
    report_ids = sorted({*found, *unseen})
    for start in range(0, len(report_ids), AT_A_TIME):
        with database.write.begin() as session:
            some = report_ids[start : start + AT_A_TIME]
            watching.look_after(session, election_id, some, found, unseen, now)


def sweeper(database: Database) -> Handler:
    """Removes what people no longer need of what was kept for them."""

    def run(_payload: Mapping[str, Any]) -> None:
        for election_id in _elections(database, *ElectionStatus):
            with database.write.begin() as session:
                drafts.sweep(session, election_id, utc_now())

    return run


def reminder(database: Database) -> Handler:
    """Says of each referral, once, that its answer is due."""

    def run(_payload: Mapping[str, Any]) -> None:
        with database.write.begin() as session:
            referrals.remind(session, utc_now())

    return run


def _elections(database: Database, *states: ElectionStatus) -> list[int]:
    with database.read() as session:
        found = select(Election.id).where(Election.status.in_(states)).order_by(Election.id)
        return list(session.scalars(found))
