"""Which stations were visited, and at which of them those visits recorded an incident.

What counts as recorded is said in docs/decisions/0035, how earlier versions are kept in 0041.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from app.accounts.models import Organisation
from app.db.session import ReadSession
from app.elections.models import Election, Station, Visit, VisitMethod
from app.elections.taxonomy import CountsAs
from app.incidents.lifecycle import Publication
from app.incidents.models import Sighting
from app.incidents.public import PublicIncident, WatchedArea
from app.incidents.veracity import Veracity

_FIRST: Final = 1  # the number of an election's first tick


@dataclass(frozen=True, slots=True)
class Visited:
    """A station, once for each organisation and method however often it was visited; `organisation` is the
    name, empty where observers belong to none."""

    station: str
    area: str
    organisation: str
    method: VisitMethod
    recorded: bool


@dataclass(frozen=True, slots=True, order=True)
class Watch:
    """That observers of an organisation visited a station, and whether that recorded anything."""

    organisation: str
    method: VisitMethod
    recorded: bool


@dataclass(frozen=True, slots=True)
class Stations:
    """So many stations of an area, each watched by the same. Which they are, coverage need not know."""

    area: str
    many: int
    watches: frozenset[Watch] = frozenset()


def visited_now(session: ReadSession, election_id: int) -> list[Visited]:
    """From the visits themselves."""
    in_areas = _visits(election_id).add_columns(Station.area_code)
    at_stations = and_(Station.election_id == Visit.election_id, Station.code == Visit.station_code)
    visits = session.execute(in_areas.join(Station, at_stations)).all()
    recorded = set(session.execute(_recorded(election_id)))
    # Read after the visits, so that whoever they name is there.
    names = {row.id: row.name for row in session.execute(select(Organisation.id, Organisation.name))}
    return [
        Visited(
            station,
            area,
            "" if organisation_id is None else names[organisation_id],
            method,
            (station, organisation_id, method) in recorded,
        )
        for station, organisation_id, method, area in visits
    ]


def stations_now(session: ReadSession, election_id: int) -> list[Stations]:
    """All there are: for the staff, and for the next tick."""
    watches: defaultdict[tuple[str, str], set[Watch]] = defaultdict(set)
    for each in visited_now(session, election_id):
        watches[each.area, each.station].add(Watch(each.organisation, each.method, each.recorded))
    alike = Counter((area, frozenset(found)) for (area, _), found in watches.items())
    unvisited = Counter(_registered(session, election_id))
    unvisited.subtract(Counter(area for area, _ in watches))
    alike.update({(area, frozenset[Watch]()): many for area, many in unvisited.items() if many})
    return [Stations(area, many, found) for (area, found), many in alike.items()]


def stations_in_public(session: ReadSession, election_id: int, tick: int) -> list[Stations]:
    """As of this tick. Before the first, nobody is known to have been anywhere."""
    kept = _kept(session, election_id, max(tick, _FIRST))
    if tick:
        return [stations for area, groups in kept.items() for stations in _read(area, groups)]
    if session.scalar(select(Election.tick).where(Election.id == election_id)):
        registered = {area: sum(many for many, _ in groups) for area, groups in kept.items()}
    else:
        registered = _registered(session, election_id)
    return [Stations(area, many) for area, many in registered.items()]


def moved_areas(session: ReadSession, election_id: int, tick: int) -> list[WatchedArea]:
    """What the tick of this number has to keep: areas that are no longer as the last one showed them."""
    kept = _kept(session, election_id, tick)
    found = _written(stations_now(session, election_id))
    return [
        WatchedArea(election_id=election_id, area_code=area, tick=tick, stations=found.get(area, []))
        for area in sorted(found.keys() | kept.keys())
        if found.get(area, []) != kept.get(area, [])
    ]


def _kept(session: ReadSession, election_id: int, tick: int) -> dict[str, list[Any]]:
    """The newest row of each area up to this tick."""
    newest = (
        select(WatchedArea.area_code, func.max(WatchedArea.tick).label("tick"))
        .where(WatchedArea.election_id == election_id, WatchedArea.tick <= tick)
        .group_by(WatchedArea.area_code)
        .subquery()
    )
    rows = select(WatchedArea.area_code, WatchedArea.stations).join(
        newest,
        and_(
            WatchedArea.election_id == election_id,
            WatchedArea.area_code == newest.c.area_code,
            WatchedArea.tick == newest.c.tick,
        ),
    )
    return {row.area_code: row.stations for row in session.execute(rows)}


def _written(stations: Iterable[Stations]) -> dict[str, list[Any]]:
    """By area, in one order, so that what is the same reads the same: [many, [[organisation, …], …]]."""
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for each in stations:
        watches = [[watch.organisation, watch.method.value, watch.recorded] for watch in sorted(each.watches)]
        groups[each.area].append([each.many, watches])
    return {area: sorted(found, key=lambda group: group[1]) for area, found in groups.items()}


def _read(area: str, groups: Iterable[Any]) -> Iterator[Stations]:
    for many, watches in groups:
        yield Stations(
            area,
            many,
            frozenset(_watch(*watch) for watch in watches),
        )


@lru_cache(1000)
def _watch(organisation: str, method: str, recorded: bool) -> Watch:
    """Few are different, and an election reads thousands."""
    return Watch(organisation, VisitMethod(method), recorded)


def _registered(session: ReadSession, election_id: int) -> dict[str, int]:
    """How many stations each area has."""
    many = select(Station.area_code, func.count().label("many")).where(Station.election_id == election_id)
    return {row.area_code: row.many for row in session.execute(many.group_by(Station.area_code))}


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
