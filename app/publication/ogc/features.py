"""Pages of features: incidents from the public's own rows, areas and stations from the election in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from app.aggregation.counts import public_counts
from app.aggregation.coverage import coverage
from app.aggregation.coverage_question import CoverageQuestion
from app.aggregation.figures import NOTHING, SPLIT, Figures
from app.aggregation.question import By, Question
from app.core.pagination import CursorValue, cut
from app.db.session import ReadSession
from app.elections.areas import AreaView, Box
from app.elections.languages import LANGUAGES
from app.elections.public_state import public_state
from app.elections.view import ElectionView, StationView
from app.incidents.columns.held import HeldColumns
from app.incidents.coverage import stations_in_public
from app.incidents.lifecycle import Publication
from app.incidents.public import Told
from app.publication import queries
from app.publication.members import members
from app.publication.ogc.collections import Collection
from app.publication.ogc.columns import COLUMNS, Kind, in_language
from app.publication.ogc.errors import FeatureNotFound
from app.publication.ogc.query import ItemsQuery
from app.publication.pages import Matching
from app.publication.rendering import written_out

Feature = dict[str, Any]
CURSORS: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.INCIDENTS: queries.CURSOR,
    Kind.AREAS: (str,),
    Kind.STATIONS: (str,),
}


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """`last` are the values of the next cursor; `matched` is None where counting would cost a scan."""

    features: Sequence[Feature]
    last: Sequence[CursorValue] | None
    matched: int | None


def page(
    session: ReadSession,
    collection: Collection,
    query: ItemsQuery,
    after: tuple[Any, ...] | None,
    held: HeldColumns,
) -> FeaturePage:
    view = collection.view
    if collection.kind is Kind.INCIDENTS:
        return _incidents(session, view, query, after, held)
    if collection.kind is Kind.AREAS:
        return _areas(session, view, query, after)
    return _stations(view, query, after)


def one(session: ReadSession, collection: Collection, feature_id: str) -> Feature:
    """Raises FeatureNotFound; IncidentNotFound and IncidentWithdrawn for incidents. A merged incident answers
    with the one that holds its reports."""
    view = collection.view
    if collection.kind is Kind.INCIDENTS:
        record = queries.survivor(session, queries.get_in(session, view.id, feature_id))
        if record.state is not Publication.PUBLISHED:
            record = queries.get_in(session, view.id, record.ref)  # says that it was withdrawn
        return _incident(view, record)
    if collection.kind is Kind.AREAS and (area := view.areas.get(feature_id)):
        return _areas_with_counts(session, view, [area])[0]
    if collection.kind is Kind.STATIONS and (station := view.stations.get(feature_id)):
        return _station(station)
    raise FeatureNotFound("The items of the collection say which there are.")


def _incidents(
    session: ReadSession,
    view: ElectionView,
    query: ItemsQuery,
    after: tuple[Any, ...] | None,
    held: HeldColumns,
) -> FeaturePage:
    state = public_state(session, view.id)
    start: tuple[datetime, str] | None = None if after is None else (after[0], after[1])
    found = Matching(session, view.id, query.filters, state, held, query.extent).page(start, query.limit)
    records, last = cut(found, query.limit)
    return FeaturePage(
        [_incident(view, record) for record in records],
        None if last is None else (last.published_at, last.ref),
        None,
    )


def _areas(
    session: ReadSession, view: ElectionView, query: ItemsQuery, after: tuple[Any, ...] | None
) -> FeaturePage:
    meeting = {code for box in query.boxes for code in view.areas.meeting(box)}
    chosen = [
        area
        for area in view.areas.by_code.values()
        if (not query.boxes or area.code in meeting)
        and (not query.filters.areas or area.code in query.filters.area_codes)
        and (query.level is None or area.level == query.level)
        and (not query.parents or area.parent_code in query.parents)
    ]
    areas, last, matched = _cut_by_code(chosen, query, after)
    return FeaturePage(_areas_with_counts(session, view, areas), last, matched)


def _stations(view: ElectionView, query: ItemsQuery, after: tuple[Any, ...] | None) -> FeaturePage:
    chosen = [
        station
        for station in view.stations.values()
        if (not query.boxes or any(_lies_in(station, box) for box in query.boxes))
        and (not query.filters.areas or station.area_code in query.filters.area_codes)
        and (not query.filters.stations or station.code in query.filters.stations)
    ]
    stations, last, matched = _cut_by_code(chosen, query, after)
    return FeaturePage([_station(station) for station in stations], last, matched)


def _cut_by_code(
    chosen: list[Any], query: ItemsQuery, after: tuple[Any, ...] | None
) -> tuple[list[Any], tuple[str] | None, int]:
    """In the order of codes. What has no time is never between two instants."""
    if query.interval is not None:
        chosen = []
    ordered = sorted(chosen, key=lambda item: item.code)
    rest = ordered if after is None else [item for item in ordered if item.code > after[0]]
    kept, last = cut(rest[: query.limit + 1], query.limit)
    return kept, None if last is None else (last.code,), len(chosen)


def _incident(view: ElectionView, record: Told) -> Feature:
    shown = orjson.loads(written_out(members(view, record)))
    position = shown["position"]
    values = {
        **shown,
        **_by_language("public_text", shown["public_text"]),
        **{name: " ".join(shown[name]) or None for name in ("related", "continues", "continued_by")},
        **{f"{kind}_{end}": value for kind, harm in shown["harm"].items() for end, value in harm.items()},
    }
    point = position and _point(position["longitude_deg"], position["latitude_deg"])
    return _feature(Kind.INCIDENTS, record.ref, point, values)


def _areas_with_counts(session: ReadSession, view: ElectionView, areas: Sequence[AreaView]) -> list[Feature]:
    figures: dict[Any, Figures] = {}
    for level in {area.level for area in areas}:
        counted = public_counts(session, view, Question(by=(By.AREA,), level=level))
        figures |= {cell.key[0]: cell.figures for cell in counted.cells if cell.key[0] is not None}
    watched = _watched(session, view, areas)
    return [
        _area(area, figures.get(area.code, Figures(NOTHING)), watched.get(area.code, {})) for area in areas
    ]


def _watched(
    session: ReadSession, view: ElectionView, areas: Sequence[AreaView]
) -> dict[Any, Mapping[str, Any]]:
    """By code, what coverage says of areas that have stations."""
    stations = stations_in_public(session, view.id, public_state(session, view.id).tick)
    return {
        cell.key[0]: cell.members()
        for level in {area.level for area in areas}
        for cell in coverage(stations, view, CoverageQuestion(level=level)).cells
    }


def _area(area: AreaView, figures: Figures, watched: Mapping[str, Any]) -> Feature:
    counted = figures.incidents(SPLIT)
    values = {
        "code": area.code,
        "parent": area.parent_code,
        "level": area.level,
        "approximate": area.approximate,
        **_by_language("name", area.name),
        **counted,
        "reports": figures.reports,
        "incidents": counted["total"],
        "stations": watched.get("stations", 0),
        "visited": watched.get("visited", 0),
        "coverage": watched.get("coverage"),
    }
    return _feature(Kind.AREAS, area.code, area.polygon, values)


def _station(station: StationView) -> Feature:
    values = {
        "number": station.code,
        "area": station.area_code,
        "registered_voters": station.registered_voters,
        **_by_language("name", station.name),
    }
    point = None
    if station.longitude_deg is not None and station.latitude_deg is not None:
        point = _point(station.longitude_deg, station.latitude_deg)
    return _feature(Kind.STATIONS, station.code, point, values)


def _lies_in(station: StationView, box: Box) -> bool:
    west, south, east, north = box
    return (
        station.longitude_deg is not None
        and station.latitude_deg is not None
        and west <= station.longitude_deg <= east
        and south <= station.latitude_deg <= north
    )


def _by_language(name: str, texts: Mapping[str, str]) -> dict[str, str | None]:
    return {in_language(name, language): texts.get(language) for language in LANGUAGES}


def _point(longitude_deg: float, latitude_deg: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude_deg, latitude_deg]}


def _feature(
    kind: Kind, feature_id: str, geometry: Mapping[str, Any] | None, values: Mapping[str, Any]
) -> Feature:
    return {
        "type": "Feature",
        "id": feature_id,
        "geometry": geometry,
        "properties": {column.name: values.get(column.name) for column in COLUMNS[kind]},
    }
