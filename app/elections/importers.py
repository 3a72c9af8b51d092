"""Takes areas, stations and visits from files into an election.

A row that is there already is replaced, one that is not in the file stays: importing a file again changes
nothing. Without `partial` one bad row refuses the file, with it the good rows are taken.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app.accounts import queries as accounts
from app.db.portable import upsert
from app.db.session import WriteSession
from app.elections import service
from app.elections.area_import import ROOT_ROW, read_areas
from app.elections.areas import AreaView
from app.elections.errors import ImportRefused
from app.elections.import_result import Imported, RowProblem
from app.elections.models import Area, Election, Station, Visit
from app.elections.queries import areas_of, stations_of
from app.elections.station_import import read_stations
from app.elections.view import StationView
from app.elections.visit_import import VisitRow, read_visits

MOST_NAMED: Final = 1000  # of the bad rows, in one answer


def import_areas(
    session: WriteSession, slug: str, geojson: Any, now: datetime, *, partial: bool = False
) -> Imported:
    """`geojson` is a parsed FeatureCollection; `properties`: code, parent, level, name, approximate."""
    election = service.get_changeable(session, slug)
    stored = {area.code: area for area in areas_of(session, election.id)}
    reading = read_areas(geojson, stored)
    _require_whole(reading.problems, _feature, partial=partial)
    changed = [_area_values(area) for area in reading.rows if stored.get(area.code) != area]
    _store(session, election, Area, changed, now)
    service.note(session, election, "areas_imported", rows=len(reading.rows), changed=len(changed))
    return Imported(len(reading.rows), reading.problems)


def import_stations(
    session: WriteSession, slug: str, csv_text: str, now: datetime, *, partial: bool = False
) -> Imported:
    """Columns: number, area, a name_… per language, latitude_deg, longitude_deg, registered_voters."""
    election = service.get_changeable(session, slug)
    stored = {station.code: station for station in stations_of(session, election.id)}
    areas = {area.code: area for area in areas_of(session, election.id)}
    reading = read_stations(csv_text, areas)
    _require_whole(reading.problems, _line, partial=partial)
    changed = [_station_values(station) for station in reading.rows if stored.get(station.code) != station]
    _store(session, election, Station, changed, now)
    service.note(session, election, "stations_imported", rows=len(reading.rows), changed=len(changed))
    return Imported(len(reading.rows), reading.problems)


def import_visits(
    session: WriteSession, slug: str, csv_text: str, now: datetime, *, partial: bool = False
) -> Imported:
    """Columns: station, organisation (its name), method, from, to, and an id if there is one."""
    election = service.get_changeable(session, slug)
    stations = {station.code: station for station in stations_of(session, election.id)}
    organisations = {found.name_key: found.id for found in accounts.organisations(session)}
    reading = read_visits(csv_text, stations, organisations, now)
    _require_whole(reading.problems, _line, partial=partial)
    rows = [
        {"election_id": election.id, **_visit_values(visit), "received_at": now} for visit in reading.rows
    ]
    upsert(session, Visit, rows)
    service.note(session, election, "visits_imported", rows=len(rows))
    return Imported(len(reading.rows), reading.problems)


def _require_whole(problems: Sequence[RowProblem], pointer: Callable[[int], str], *, partial: bool) -> None:
    if not problems or partial:
        return
    errors = [
        {"pointer": pointer(problem.row), "code": problem.code, "message": problem.message}
        for problem in problems[:MOST_NAMED]
    ]
    raise ImportRefused(
        f"Nothing was imported: {len(problems)} rows are not as they should be. "
        "Correct them, or import the others with partial=true.",
        errors,
        refused=len(problems),
    )


def _line(row: int) -> str:
    return f"line/{row}"


def _feature(row: int) -> str:
    return "/root" if row == ROOT_ROW else f"/features/{row - 1}"


def _store(
    session: WriteSession,
    election: Election,
    table: type[Area | Station],
    changed: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    if changed:
        upsert(session, table, [{"election_id": election.id, **values} for values in changed])
        service.touch(election, now)


def _area_values(area: AreaView) -> dict[str, Any]:
    return {
        "code": area.code,
        "parent_code": area.parent_code,
        "level": area.level,
        "name": area.name,
        "polygon": area.polygon,
        "approximate": area.approximate,
    }


def _station_values(station: StationView) -> dict[str, Any]:
    return {
        "code": station.code,
        "name": station.name,
        "area_code": station.area_code,
        "latitude_deg": station.latitude_deg,
        "longitude_deg": station.longitude_deg,
        "registered_voters": station.registered_voters,
    }


def _visit_values(visit: VisitRow) -> dict[str, Any]:
    return {
        "id": visit.id,
        "station_code": visit.station_code,
        "organisation_id": visit.organisation_id,
        "method": visit.method,
        "started_at": visit.started_at,
        "ended_at": visit.ended_at,
        "account_id": None,
    }
