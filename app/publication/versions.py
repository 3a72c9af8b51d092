"""The one way from a version of what is public to the next: what it changed is kept, so that it can be asked
for again; what is withdrawn loses its words and place in all that is kept."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import false, insert, select, update

from app.db.session import WriteSession
from app.elections.models import Election, PublicVersion
from app.elections.public_state import Step, to_the_minute
from app.elections.taxonomy import PublicPrecision
from app.incidents import word_index
from app.incidents.public import PastIncident, PublicIncident
from app.incidents.steps import changed_since

# Of a kept incident that was withdrawn since: what its numbers stand on remains.
WITHDRAWN: Final[dict[str, Any]] = {
    "withdrawn": True,
    "station_code": None,
    "location_precision": PublicPrecision.AREA,
    "latitude_deg": None,
    "longitude_deg": None,
    "public_text": {},
    "harm": {},
    "statements": [],
    "related_refs": [],
    "continuations": {},
}
_COPIED: Final = sorted(
    {column.name for column in PastIncident.__table__.columns}
    & {column.name for column in PublicIncident.__table__.columns}
)


def publish(session: WriteSession, election: Election, now: datetime, *, withdrawal: bool = False) -> None:
    """Whatever steps.changed has touched is public from here on. The election is locked."""
    election.public_sequence += 1
    since = _newest(session, election)
    _keep(session, election, now, since, withdrawal=withdrawal)
    word_index.follow(session, election.id, since)


def tick(session: WriteSession, election: Election, now: datetime) -> None:
    """The same for what steps.ticked has touched."""
    election.tick += 1
    _keep(session, election, now, _newest(session, election), withdrawal=False)


def bury(session: WriteSession, election_id: int, ref: str) -> None:
    """Take words and place of a withdrawn incident out of every version."""
    among = (PastIncident.election_id == election_id, PastIncident.ref == ref)
    session.execute(update(PastIncident).where(*among).values(WITHDRAWN))


def _keep(session: WriteSession, election: Election, now: datetime, kept: Step, *, withdrawal: bool) -> None:
    election.public_changed_at = to_the_minute(now)
    session.add(
        PublicVersion(
            election_id=election.id,
            sequence=election.public_sequence,
            tick=election.tick,
            as_of=election.public_changed_at,
            withdrawal=withdrawal,
            coverage=True,
        )
    )
    session.flush()
    columns = [PublicIncident.__table__.c[name] for name in _COPIED]
    moved = select(*columns, false()).where(
        PublicIncident.election_id == election.id,
        changed_since(PublicIncident, kept),
    )
    session.execute(insert(PastIncident).from_select([*_COPIED, "withdrawn"], moved))


def _newest(session: WriteSession, election: Election) -> Step:
    """Also what a release that kept no versions has moved since is not left out of the next one."""
    kept = select(PublicVersion.sequence, PublicVersion.tick).where(PublicVersion.election_id == election.id)
    newest_first = kept.order_by(PublicVersion.sequence.desc(), PublicVersion.tick.desc())
    found = session.execute(newest_first.limit(1)).one_or_none()
    return (-1, 0) if found is None else (found.sequence, found.tick)
