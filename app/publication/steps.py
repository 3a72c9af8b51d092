"""Each change of a public record says with which version the public began to see it."""

from datetime import datetime

from app.db.session import ReadSession, WriteSession
from app.elections.models import Election
from app.elections.public_state import Step, to_the_minute
from app.incidents.public import PublicIncident


def next_publication(session: ReadSession, election_id: int) -> Step:
    """The version that publishing or withdrawing something now makes."""
    election = session.get_one(Election, election_id)
    return election.public_sequence + 1, election.tick


def changed(session: WriteSession, record: PublicIncident, now: datetime) -> None:
    """By publishing or withdrawing, this record or another."""
    _move(record, next_publication(session, record.election_id), now)


def ticked(session: WriteSession, record: PublicIncident, now: datetime) -> None:
    election = session.get_one(Election, record.election_id)
    _move(record, (election.public_sequence, election.tick + 1), now)


def _move(record: PublicIncident, step: Step, now: datetime) -> None:
    record.changed_sequence, record.changed_tick = step
    record.changed_at = to_the_minute(now)
