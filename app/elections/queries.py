"""Reads what belongs to elections."""

from sqlalchemy import select

from app.db.session import ReadSession, WriteSession
from app.elections.areas import AreaView
from app.elections.errors import ElectionNotFound
from app.elections.models import Area, Election, Station
from app.elections.view import StationView


def elections(session: ReadSession) -> list[Election]:
    """Newest vote first."""
    return list(session.scalars(select(Election).order_by(Election.voting_on.desc(), Election.id)))


def get_election(session: ReadSession, slug: str) -> Election:
    election = session.scalar(select(Election).where(Election.slug == slug))
    if election is None:
        raise ElectionNotFound("Look at /api/v1/elections for those that exist.")
    return election


def lock_election(session: WriteSession, election_id: int) -> Election:
    """Held until commit: whoever changes what the public sees, or the order in which incidents continue one
    another, takes turns, and takes this lock first.

    `key_share`, because every row that refers to the election would otherwise have to wait: intake too.
    """
    statement = select(Election).where(Election.id == election_id)
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(locked).one()


def areas_of(session: ReadSession, election_id: int) -> list[AreaView]:
    """By code."""
    columns = (Area.code, Area.parent_code, Area.level, Area.name, Area.polygon, Area.approximate)
    found = session.execute(select(*columns).where(Area.election_id == election_id).order_by(Area.code))
    return [AreaView(*row) for row in found]


def stations_of(session: ReadSession, election_id: int) -> list[StationView]:
    """By number."""
    columns = (
        Station.code,
        Station.name,
        Station.area_code,
        Station.latitude_deg,
        Station.longitude_deg,
        Station.registered_voters,
    )
    found = session.execute(select(*columns).where(Station.election_id == election_id).order_by(Station.code))
    return [StationView(*row) for row in found]
