"""Which state of an election the public sees: moved by publishing, withdrawing and ticks, never by intake."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db.session import ReadSession
from app.elections.models import Election


@dataclass(frozen=True, slots=True)
class PublicState:
    sequence: int
    tick: int
    changed_at: datetime  # to the minute

    @property
    def version(self) -> str:
        """Also the entity tag of whatever shows this state."""
        return f"{self.sequence}.{self.tick}"


def public_state(session: ReadSession, election_id: int) -> PublicState:
    columns = select(Election.public_sequence, Election.tick, Election.public_changed_at)
    return PublicState(*session.execute(columns.where(Election.id == election_id)).one())


def to_the_minute(instant: datetime) -> datetime:
    """Public times of our own doing are no finer: nobody learns when exactly somebody sat at the console."""
    return instant.replace(second=0, microsecond=0)
