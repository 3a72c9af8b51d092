"""What the public row of an incident says, or would say if a lead published it now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from app.db.session import ReadSession
from app.elections.public_state import to_the_minute
from app.elections.taxonomy import PublicPrecision
from app.elections.view import ElectionView
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.public import PublicIncident
from app.incidents.queries import statements_of
from app.publication import queries, related
from app.publication.masking import Place, Point, Scene, interval, moment, place
from app.publication.steps import next_publication


def compose(
    session: ReadSession,
    view: ElectionView,
    incident: Incident,
    ref: str,
    now: datetime,
    current: PublicIncident | None,
) -> dict[str, Any]:
    """The columns of the row: the one place where private turns into public.

    The numbers of what is public already stay as they are: they move in ticks.
    """
    shown = placed(session, view, incident)
    when = moment(incident.occurred_on, incident.occurred_hour, incident.time_precision, shown.precision)
    statements = statements_of(session, incident)
    sequence, tick = next_publication(session, view.id)
    return {
        "election_id": view.id,
        "ref": ref,
        "state": Publication.PUBLISHED,
        "category": incident.category,
        "counts_as": incident.counts_as,
        "severity": incident.severity,
        "veracity": incident.veracity,
        "disputed": incident.disputed,
        "area_code": incident.area_code,
        "station_code": shown.station_code,
        "location_precision": shown.precision,
        "h3_cell": shown.cell,
        "latitude_deg": shown.position.latitude_deg if shown.position else None,
        "longitude_deg": shown.position.longitude_deg if shown.position else None,
        "occurred_on": when.day,
        "occurred_hour": when.hour,
        "time_precision": when.precision,
        "phase": incident.phase,
        "public_text": {tongue: text for tongue, text in incident.public_text.items() if text.strip()},
        "harm": incident.harm,
        "statements": [{"by": said.by, "kind": said.kind, "text": said.text} for said in statements],
        **related.columns(queries.related(session, incident)),
        "reports": current.reports if current else incident.report_count,
        "sources": current.sources if current else incident.source_count,
        "reports_next": incident.report_count,
        "sources_next": incident.source_count,
        "merged_into": None,
        "published_at": current.published_at if current else to_the_minute(now),
        "changed_at": to_the_minute(now),
        "published_sequence": current.published_sequence if current else sequence,
        "changed_sequence": sequence,
        "changed_tick": tick,
    }


def placed(session: ReadSession, view: ElectionView, incident: Incident) -> Place:
    """Where the public may see it, in view of all that are related to it."""
    group = queries.incidents_of(session, view.id, queries.group_ids(session, view.id, incident.id))
    categories = queries.linked_categories(session, view.id, [member.id for member in group])
    scenes = {
        member.id: _scene(session, view, member, categories.get(member.id, frozenset())) for member in group
    }
    own = scenes.pop(incident.id)
    return place(
        own,
        scenes.values(),
        resolution=view.cell_resolution,
        station=_point_of(view, own.station_code),
    )


def _scene(
    session: ReadSession, view: ElectionView, incident: Incident, linked_categories: Collection[str]
) -> Scene:
    return Scene(
        kinds=frozenset(_public_precision(view, slug) for slug in {incident.category, *linked_categories}),
        location_precision=incident.location_precision,
        phase=incident.phase,
        station_code=incident.station_code,
        fine_cell=incident.h3_cell,
        masked=incident.masked,
        single_observer=incident.single_observer or _had_one_observer(session, view, incident),
    )


def _public_precision(view: ElectionView, category: str) -> PublicPrecision:
    kind = view.taxonomy.kinds.get(category)
    return PublicPrecision.AREA if kind is None else kind.public_precision


def _had_one_observer(session: ReadSession, view: ElectionView, incident: Incident) -> bool:
    """Whether our own visits say so, beside what a moderator knows."""
    if incident.station_code is None:
        return False
    day = interval(incident.occurred_on, None, view.time_zone)
    return queries.observers_at(session, view.id, incident.station_code, day) == 1


def _point_of(view: ElectionView, station_code: str | None) -> Point | None:
    station = view.stations.get(station_code) if station_code else None
    if station is None or station.latitude_deg is None or station.longitude_deg is None:
        return None
    return Point(station.latitude_deg, station.longitude_deg)
