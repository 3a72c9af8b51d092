"""Versions of what is public that are kept. What is withdrawn goes from all of them at once; numbers stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, false, func, insert, literal, or_, select, update

from app import __version__
from app.db.session import ReadSession, WriteSession
from app.elections.models import PublicVersion
from app.elections.public_state import PublicState, Step, to_the_minute
from app.elections.queries import lock_election
from app.elections.view import ElectionView
from app.incidents.lifecycle import Publication
from app.incidents.public import PublicIncident, Snapshot, SnapshotIncident, WatchedArea
from app.incidents.steps import changed_since
from app.jobs.queue import enqueue
from app.publication.errors import SnapshotNotFound
from app.publication.versions import WITHDRAWN

KEEP: Final = "publication.keep"
EVERY: Final = timedelta(days=1)
_COPIED: Final = sorted(
    {column.name for column in SnapshotIncident.__table__.columns}
    & {column.name for column in PublicIncident.__table__.columns}
)


def create(session: WriteSession, view: ElectionView, now: datetime) -> Snapshot:
    """Of what is public now; the one there is if this version is kept already."""
    election = lock_election(session, view.id)
    sequence, tick = election.public_sequence, election.tick
    found = session.get(Snapshot, (view.id, sequence, tick))
    if found is not None:
        return found
    columns = [PublicIncident.__table__.c[name] for name in _COPIED]
    published = select(*columns, literal(sequence), literal(tick), false()).where(
        PublicIncident.election_id == view.id, PublicIncident.state == Publication.PUBLISHED
    )
    session.execute(
        insert(SnapshotIncident).from_select([*_COPIED, "sequence", "tick", "withdrawn"], published)
    )
    made = Snapshot(
        election_id=view.id,
        sequence=sequence,
        tick=tick,
        as_of=election.public_changed_at,
        made_at=to_the_minute(now),
        incidents=session.scalar(select(func.count()).where(*_of(view.id, (sequence, tick)))) or 0,
        revised=0,
        files=None,
        summed_by=None,
    )
    session.add(made)
    session.flush()
    return made


def bury(session: WriteSession, election_id: int, ref: str, now: datetime) -> None:
    """Take words and place of a withdrawn incident out of every version that is kept."""
    among = (SnapshotIncident.election_id == election_id, SnapshotIncident.ref == ref)
    holding = select(SnapshotIncident.sequence, SnapshotIncident.tick).where(*among)
    for step in session.execute(holding).all():
        session.execute(
            update(Snapshot)
            .where(Snapshot.election_id == election_id, *_at(Snapshot, (step[0], step[1])))
            .values(revised=Snapshot.revised + 1, files=None, summed_by=None)
        )
    session.execute(update(SnapshotIncident).where(*among).values(WITHDRAWN))
    enqueue(session, KEEP, now)


def get(session: ReadSession, view: ElectionView, step: Step) -> Snapshot:
    found = session.get(Snapshot, (view.id, *step))
    if found is None:
        raise SnapshotNotFound
    return found


def newest(session: ReadSession, view: ElectionView, limit: int | None = None) -> Sequence[Snapshot]:
    kept = select(Snapshot).where(Snapshot.election_id == view.id)
    return session.scalars(kept.order_by(Snapshot.sequence.desc(), Snapshot.tick.desc()).limit(limit)).all()


def is_due(session: ReadSession, view: ElectionView, now: datetime) -> bool:
    """A day after the last one, if its files would not be the same again: elections are closed for years."""
    made_at = session.scalar(select(func.max(Snapshot.made_at)).where(Snapshot.election_id == view.id))
    if made_at is None:
        return True
    return made_at + EVERY <= now and _has_moved(session, newest(session, view, 1)[0])


def unsummed(session: ReadSession, view: ElectionView) -> Sequence[Snapshot]:
    """Those whose files are not summed, or were written otherwise by another release or before a change of
    the election."""
    stale = or_(Snapshot.summed_by.is_(None), Snapshot.summed_by != written_by(view))
    return session.scalars(select(Snapshot).where(Snapshot.election_id == view.id, stale)).all()


def note_sums(
    session: WriteSession, view: ElectionView, snapshot: Snapshot, files: list[dict[str, Any]]
) -> None:
    """Unless something was withdrawn while they were being made."""
    session.execute(
        update(Snapshot)
        .where(
            Snapshot.election_id == view.id,
            *_at(Snapshot, (snapshot.sequence, snapshot.tick)),
            Snapshot.revised == snapshot.revised,
        )
        .values(files=files, summed_by=written_by(view))
    )


def files_of(view: ElectionView, snapshot: Snapshot) -> list[dict[str, Any]] | None:
    """As they would be written now; None until they are summed."""
    return snapshot.files if snapshot.summed_by == written_by(view) else None


def written_by(view: ElectionView) -> str:
    return f"{__version__} {view.version}"


def state_of(snapshot: Snapshot) -> PublicState:
    return PublicState(snapshot.sequence, snapshot.tick, snapshot.as_of)


def is_covered(session: ReadSession, snapshot: Snapshot) -> bool:
    """Whether what was watched is kept as it was in this version."""
    version = session.get(PublicVersion, (snapshot.election_id, snapshot.sequence, snapshot.tick))
    return version is not None and version.coverage


def page(session: ReadSession, snapshot: Snapshot, after: str, limit: int) -> Sequence[SnapshotIncident]:
    """By reference, one more than `limit` if others follow."""
    among = _of(snapshot.election_id, (snapshot.sequence, snapshot.tick))
    found = select(SnapshotIncident).where(*among, SnapshotIncident.ref > after)
    return session.scalars(found.order_by(SnapshotIncident.ref).limit(limit + 1)).all()


def _has_moved(session: ReadSession, snapshot: Snapshot) -> bool:
    """Whether an incident or what was watched is otherwise than in it."""
    incident = exists().where(
        PublicIncident.election_id == snapshot.election_id,
        changed_since(PublicIncident, (snapshot.sequence, snapshot.tick)),
    )
    watched = exists().where(
        WatchedArea.election_id == snapshot.election_id, WatchedArea.tick > snapshot.tick
    )
    return bool(session.scalar(select(or_(incident, watched))))


def _of(election_id: int, step: Step) -> list[ColumnElement[bool]]:
    return [SnapshotIncident.election_id == election_id, *_at(SnapshotIncident, step)]


def _at(kept: type[Snapshot] | type[SnapshotIncident], step: Step) -> list[ColumnElement[bool]]:
    return [kept.sequence == step[0], kept.tick == step[1]]
