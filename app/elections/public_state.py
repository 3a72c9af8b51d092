"""Which state of an election the public sees: moved by publishing, withdrawing and ticks, never by intake."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select

from app.core.errors import Unavailable
from app.db.session import ReadSession
from app.elections.errors import VersionNotKept
from app.elections.models import Election, PublicVersion

Step = tuple[int, int]  # public sequence and tick: of two versions, the greater is the later
_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class PublicState:
    sequence: int
    tick: int
    changed_at: datetime  # to the minute
    published: int = 0  # incidents ever, by now
    past: bool = False
    withdrawn_since: int = 0  # of a past one: the sequence that last took words out of it; 0 if none did
    covered: bool = True  # whether its coverage is kept

    @property
    def version(self) -> str:
        return f"{self.sequence}.{self.tick}"

    @property
    def step(self) -> Step:
        return self.sequence, self.tick

    @property
    def tag(self) -> str:
        """Begins the tag of whatever shows this state: a withdrawal takes words out of past ones too."""
        return f"{self.version}-{self.withdrawn_since}" if self.withdrawn_since else self.version


class NotYetHere(Unavailable):
    """The election is so new that the replica has not heard of it."""

    def __init__(self) -> None:
        super().__init__("This election has just been made. Ask again in a moment.")


def step_of(version: str) -> Step | None:
    """Of a version as it stands in an answer; None if it is not written like one."""
    found = _VERSION.fullmatch(version)
    return (int(found[1]), int(found[2])) if found else None


def public_state(session: ReadSession, election_id: int, asked: Step | None = None) -> PublicState:
    """The current one, or the one asked for. Raises VersionNotKept, and NotYetHere on a replica."""
    current = find_public_state(session, election_id)
    if current is None:
        raise NotYetHere
    if asked is None or asked == current.step:
        return current
    if asked[0] <= current.sequence and asked[1] <= current.tick:
        known = session.get(PublicVersion, (election_id, *asked))
        if known is not None:
            since = _withdrawn_since(session, known)
            return PublicState(*asked, known.as_of, current.published, True, since, known.coverage)
    raise VersionNotKept(current.version, _earliest(session, election_id) or current.version)


def require_coverage(session: ReadSession, election_id: int, state: PublicState) -> None:
    """Raises VersionNotKept of what an earlier release made public: it kept no coverage."""
    if not state.covered:
        current = public_state(session, election_id).version
        covered = PublicVersion.coverage.is_(True)
        raise VersionNotKept(current, _earliest(session, election_id, covered) or current)


def find_public_state(session: ReadSession, election_id: int) -> PublicState | None:
    """None on a replica that has not heard of the election yet."""
    columns = select(
        Election.public_sequence, Election.tick, Election.public_changed_at, Election.incidents_published
    )
    found = session.execute(columns.where(Election.id == election_id)).one_or_none()
    return None if found is None else PublicState(*found)


def to_the_minute(instant: datetime) -> datetime:
    """Public times of our own doing are no finer: nobody learns when exactly somebody sat at the console."""
    return instant.replace(second=0, microsecond=0)


def _withdrawn_since(session: ReadSession, known: PublicVersion) -> int:
    latest = select(func.max(PublicVersion.sequence)).where(
        PublicVersion.election_id == known.election_id,
        PublicVersion.withdrawal.is_(True),
        PublicVersion.sequence > known.sequence,
    )
    return session.scalar(latest) or 0


def _earliest(session: ReadSession, election_id: int, *among: ColumnElement[bool]) -> str | None:
    of_election = PublicVersion.election_id == election_id
    kept = select(PublicVersion.sequence, PublicVersion.tick).where(of_election, *among)
    first = session.execute(kept.order_by(PublicVersion.sequence, PublicVersion.tick).limit(1)).one_or_none()
    return f"{first.sequence}.{first.tick}" if first else None
