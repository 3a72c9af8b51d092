"""The worker's part in publishing: ticks that come round."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from app.core.clock import utc_now
from app.db.session import Database
from app.jobs.worker import Handler
from app.publication import ticks

TICK: Final = "publication.tick"
# Asked often and for all elections at once: one chain, which elections opened later join by themselves.
LOOK_EVERY: Final = timedelta(minutes=1)


def ticker(database: Database) -> Handler:
    """Ticks each election that is due, in a transaction of its own."""

    def run(_payload: Mapping[str, Any]) -> None:
        with database.read() as session:
            waiting = ticks.due(session, utc_now())
        for election_id in waiting:
            with database.write.begin() as session:
                ticks.tick_if_due(session, election_id, utc_now())

    return run
