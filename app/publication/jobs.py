"""The worker's part in publishing: ticks that come round."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from app.core.clock import utc_now
from app.db.session import Database
from app.elections.directory import Directory
from app.elections.models import ElectionStatus
from app.elections.view import ElectionView
from app.jobs.worker import Handler
from app.publication import snapshots, ticks
from app.publication.downloads import PublicStateMoved
from app.publication.snapshot_files import SnapshotFiles

TICK: Final = "publication.tick"
# Asked often and for all elections at once: one chain, which elections opened later join by themselves.
LOOK_EVERY: Final = timedelta(minutes=1)
KEEP_EVERY: Final = timedelta(minutes=1)  # looks whether a day is over, and what has to be summed


def keeper(database: Database, directory: Directory, files: SnapshotFiles) -> Handler:
    """Keeps the version of each day, and sums the files of those that are not summed."""

    def run(_payload: Mapping[str, Any]) -> None:
        for view in directory.all():
            if view.status is not ElectionStatus.DRAFT:
                keep(database, view, files, utc_now())

    return run


def keep(
    database: Database, view: ElectionView, files: SnapshotFiles, now: datetime, *, at_once: bool = False
) -> None:
    """`at_once`: the version of now, whenever the last one was kept."""
    with database.read() as session:
        due = at_once or snapshots.is_due(session, view, now)
    if due:
        with database.write.begin() as session:
            snapshots.create(session, view, now)
    with database.read() as session:
        waiting = snapshots.unsummed(session, view)
    for snapshot in waiting:
        with suppress(PublicStateMoved):  # the withdrawal has asked for another run
            sums = files.sums(database.read, view, snapshot)
            with database.write.begin() as session:
                snapshots.note_sums(session, view, snapshot, sums)


def ticker(database: Database) -> Handler:
    """Ticks each election that is due, in a transaction of its own."""

    def run(_payload: Mapping[str, Any]) -> None:
        with database.read() as session:
            waiting = ticks.due(session, utc_now())
        for election_id in waiting:
            with database.write.begin() as session:
                ticks.tick_if_due(session, election_id, utc_now())

    return run
