"""Which stations were visited, and at which of them those visits recorded an incident.

What counts as recorded is said in docs/decisions/0035.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from app.accounts.models import Organisation
from app.db.session import ReadSession
from app.elections.models import Visit, VisitMethod
from app.elections.taxonomy import CountsAs
from app.incidents.lifecycle import Publication
from app.incidents.models import Sighting
from app.incidents.public import PublicIncident, VisitedStation
from app.incidents.veracity import Veracity


@dataclass(frozen=True, slots=True)
class Visited:
    """A station, once for each organisation and method however often it was visited; `organisation` is the
    name, empty where observers belong to none."""

    station: str
    organisation: str
    method: VisitMethod
    recorded: bool


def visited_now(session: ReadSession, election_id: int) -> list[Visited]:
    """From the visits themselves: for the staff, and for the next tick."""
    recorded = set(session.execute(_recorded(election_id)))
    names = {row.id: row.name for row in session.execute(select(Organisation.id, Organisation.name))}
    return [
        Visited(
            station,
            "" if organisation_id is None else names[organisation_id],
            method,
            (station, organisation_id, method) in recorded,
        )
        for station, organisation_id, method in session.execute(_visits(election_id))
    ]


def visited_in_public(session: ReadSession, election_id: int) -> list[Visited]:
    """As of the latest tick."""
    columns = (
        VisitedStation.station_code,
        VisitedStation.organisation,
        VisitedStation.method,
        VisitedStation.recorded,
    )
    rows = session.execute(select(*columns).where(VisitedStation.election_id == election_id))
    return [Visited(*row) for row in rows]


def _visits(election_id: int) -> Select[str, UUID | None, VisitMethod]:
    return (
        select(Visit.station_code, Visit.organisation_id, Visit.method)
        .where(Visit.election_id == election_id)
        .distinct()
    )


def _recorded(election_id: int) -> Select[str, UUID | None, VisitMethod]:
    of_the_visit = or_(
        Sighting.account_id == Visit.account_id, Sighting.organisation_key == Organisation.name_key
    )
    meanwhile = and_(Visit.started_at < Sighting.until_at, Visit.ended_at >= Sighting.since_at)
    return (
        _visits(election_id)
        .outerjoin(Organisation, Organisation.id == Visit.organisation_id)
        .join(
            Sighting,
            and_(
                Sighting.election_id == Visit.election_id,
                Sighting.station_code == Visit.station_code,
                of_the_visit,
                meanwhile,
            ),
        )
        .join(
            PublicIncident,
            and_(
                PublicIncident.election_id == Sighting.election_id,
                PublicIncident.ref == Sighting.ref,
                PublicIncident.state == Publication.PUBLISHED,
                PublicIncident.counts_as == CountsAs.VIOLATION,
                PublicIncident.veracity != Veracity.REFUTED,
            ),
        )
    )
