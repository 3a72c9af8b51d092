"""Finding what could be the same event: by place and time, by photo, each search bounded and by index."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, select, union

from app.db.session import ReadSession
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, IncidentEvent, IncidentLink
from app.moderation.models import ApartPair
from app.moderation.similarity import HOURS
from app.reports.facets import LocationPrecision, TimePrecision
from app.reports.lifecycle import Triage
from app.reports.models import Photo, PhotoFinding, PhotoState, Rendition, Report

# Of each place the nearest in time before and after, and as many whose hour or day nobody knows.
MOST_OF_A_KIND: Final = 25
MOST_WITH_A_PHOTO: Final = 20
TAKEN_APART: Final = ("unmerged", "gave_back")  # in the history of either; the note names the other
GONE: Final = frozenset({Triage.WITHDRAWN, Triage.ERASED})

Kind = type[Report] | type[Incident]

# Around a busy place the first window is enough, around a quiet one the second costs nothing.
WINDOWS: Final[Mapping[Kind, tuple[timedelta, ...]]] = {
    Report: (timedelta(minutes=15), timedelta(hours=HOURS)),
    Incident: (timedelta(hours=HOURS),),
}


class Compared(NamedTuple):
    """What of a report or an incident is compared: hundreds for each answer, so no rows and no objects."""

    id: UUID
    category: str
    station_code: str | None
    area_code: str | None
    latitude_deg: float | None
    longitude_deg: float | None
    location_precision: LocationPrecision
    occurred_at: datetime | None
    occurred_on: date | None
    time_precision: TimePrecision
    incident_id: UUID | None = None  # that holds the report


_COMPARED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Report: Compared._fields,
    Incident: Compared._fields[:-1],
}
_JUDGED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Report: ("triage", "test"),
    Incident: ("publication", "merged_into"),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """Where and when to look. Without a cell, only its own category in its area."""

    cells: Collection[int]
    station: str | None
    area: str | None
    category: str
    days: Collection[date]
    at: datetime | None


def near(session: ReadSession, kind: Kind, election_id: int, sought: Sought) -> dict[UUID, Compared]:
    """A bounded number, however many there are; nothing that cannot be joined."""
    values = {
        "election_id": election_id,
        "cells": sought.cells,
        "station": sought.station,
        "area": sought.area,
        "category": sought.category,
        "days": sought.days,
        "at": sought.at,
    }
    searches = _searches(kind, sought)
    found = _by_id(session.execute(_nearest(kind, searches), values)) if searches else {}
    if not sought.cells or sought.at is None:
        return found
    for window in WINDOWS[kind]:
        values |= {"since": sought.at - window, "until": sought.at + window}
        around = _by_id(session.execute(_nearest(kind, _AROUND), values))
        found |= around
        if len(around) >= MOST_OF_A_KIND:
            break
    return found


def compared(
    session: ReadSession, kind: Kind, election_id: int, ids: Collection[UUID]
) -> dict[UUID, Compared]:
    """The same of these, wherever and whenever."""
    if not ids:
        return {}
    return _by_id(session.execute(_of_these(kind), {"election_id": election_id, "ids": ids}))


def _by_id(rows: Iterable[Any]) -> dict[UUID, Compared]:
    return {row[0]: Compared(*row) for row in rows}


def with_a_photo_of(session: ReadSession, election_id: int, report_ids: Collection[UUID]) -> dict[UUID, int]:
    """Reports with one of these reports' photos, and how many bits the pictures differ: 0, the same file.

    Pictures that only look alike are those that the inspection found.
    """
    photos = dict(session.execute(_PHOTOS, {"election_id": election_id, "ids": report_ids}).all())
    if not photos:
        return {}
    found: dict[UUID, int] = {}
    for seen in session.scalars(_SEEN_BEFORE, {"election_id": election_id, "ids": list(photos)}):
        for hit in seen.get("near", ()):
            report_id, bits = UUID(hit["report_id"]), int(hit["distance_bits"])
            found[report_id] = min(bits, found.get(report_id, bits))
    same = {"election_id": election_id, "hashes": set(photos.values()), "ids": report_ids}
    return found | dict.fromkeys(session.scalars(_SAME_FILE, same), 0)


def texts(session: ReadSession, election_id: int, ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(session.execute(_TEXTS, {"election_id": election_id, "ids": ids}).all())


def incidents_taken_out_of(session: ReadSession, election_id: int, report_id: UUID) -> set[UUID]:
    """Those that somebody has taken this report out of, and what they were merged into."""
    left = session.scalars(_LEFT_INCIDENTS, {"election_id": election_id, "id": report_id})
    return _with_survivors(session, election_id, set(left))


def reports_taken_out_of(session: ReadSession, election_id: int, incident_ids: Collection[UUID]) -> set[UUID]:
    return set(session.scalars(_LEFT_REPORTS, {"election_id": election_id, "ids": incident_ids}))


def set_apart_from(session: ReadSession, election_id: int, ids: Collection[UUID]) -> set[UUID]:
    """What somebody said is not the same event as one of these, reports and incidents alike.

    What a report is not, the incident that holds it is not either.
    """
    said = set(session.scalars(_SET_APART, {"election_id": election_id, "ids": ids}))
    if not said:
        return said
    holding = session.scalars(_HOLDING, {"election_id": election_id, "ids": said})
    return _with_survivors(session, election_id, said | {each for each in holding if each is not None})


def parted_from(session: ReadSession, election_id: int, incident_id: UUID) -> set[UUID]:
    """Incidents that were merged with this one and taken apart again."""
    return set(session.scalars(_PARTED, {"election_id": election_id, "id": incident_id}))


def reports(session: ReadSession, election_id: int, ids: Collection[UUID]) -> dict[UUID, Any]:
    rows = session.execute(_REPORTS, {"election_id": election_id, "ids": ids})
    return {report.id: report for report in rows}


def incidents(session: ReadSession, election_id: int, ids: Collection[UUID]) -> dict[UUID, Any]:
    rows = session.execute(_INCIDENTS, {"election_id": election_id, "ids": ids})
    return {incident.id: incident for incident in rows}


def thumbnails(session: ReadSession, election_id: int, ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By report, the photos of which there is a small picture."""
    found: dict[UUID, list[UUID]] = {}
    for report_id, photo_id in session.execute(_THUMBNAILS, {"election_id": election_id, "ids": ids}):
        found.setdefault(report_id, []).append(photo_id)
    return found


def _with_survivors(session: ReadSession, election_id: int, ids: set[UUID]) -> set[UUID]:
    """These, and what the incidents among them were merged into."""
    found: set[UUID] = set()
    fresh = ids
    while fresh:
        found |= fresh
        merged = session.scalars(_MERGED_INTO, {"election_id": election_id, "ids": fresh})
        fresh = {into for into in merged if into is not None} - found
    return found


def _among(column: Any) -> ColumnElement[bool]:
    """Of the election asked about, and one of `ids`."""
    here: ColumnElement[bool] = column.class_.election_id == bindparam("election_id")
    wanted: ColumnElement[bool] = column.in_(bindparam("ids", expanding=True))
    return here & wanted


def _columns(kind: Kind, *names: str) -> list[ColumnElement[Any]]:
    """Of the table and not of the mapped class: rows of them are read without what objects need."""
    columns = kind.__table__.c
    return [columns[name] for name in names]


def _can_be_joined(kind: Kind, columns: Any) -> ColumnElement[bool]:
    """Nothing that was taken back, no tests, and no incident that takes no reports any more."""
    if kind is Report:
        return and_(columns.triage.not_in(GONE), columns.test.is_(False))
    return and_(columns.publication != Publication.WITHDRAWN, columns.merged_into.is_(None))


@cache
def _of_these(kind: Kind) -> Select[Any]:
    compared = select(*_columns(kind, *_COMPARED[kind]))
    return compared.where(_among(kind.id), _can_be_joined(kind, kind.__table__.c))


# Building a statement costs more than running it: each is built once.
_SHOWN: Final = (
    "id", "category", "station_code", "area_code", "latitude_deg", "longitude_deg", "occurred_at",
    "occurred_on",
)  # fmt: skip
_OF_A_REPORT: Final = ("received_at", "triage", "language", "sent")
_OF_AN_INCIDENT: Final = (
    "work_ref", "ref", "version", "veracity", "publication", "report_count", "public_text",
)  # fmt: skip
_REPORTS: Final = select(*_columns(Report, *_SHOWN, *_OF_A_REPORT)).where(_among(Report.id))
_INCIDENTS: Final = select(*_columns(Incident, *_SHOWN, *_OF_AN_INCIDENT)).where(_among(Incident.id))
_TEXTS: Final = select(Report.id, Report.search_text).where(_among(Report.id))
_PHOTOS: Final = select(Photo.id, Photo.sha256).where(_among(Photo.report_id))
_SEEN_BEFORE: Final = select(PhotoFinding.facts).where(
    _among(PhotoFinding.photo_id), PhotoFinding.code == "seen-before"
)
_SAME_FILE: Final = (
    select(Photo.report_id)
    .where(
        Photo.election_id == bindparam("election_id"),
        Photo.sha256.in_(bindparam("hashes", expanding=True)),
        Photo.report_id.not_in(bindparam("ids", expanding=True)),
    )
    .limit(MOST_WITH_A_PHOTO)
)
_THUMBNAILS: Final = (
    select(Photo.report_id, Photo.id)
    .join(Rendition, (Rendition.election_id == Photo.election_id) & (Rendition.photo_id == Photo.id))
    .where(_among(Photo.report_id), Photo.state == PhotoState.RECEIVED, Rendition.name == "thumb")
    .order_by(Photo.received_at, Photo.id)
)
_ENDED: Final = (IncidentLink.election_id == bindparam("election_id")) & IncidentLink.unlinked_at.is_not(None)
_LEFT_INCIDENTS: Final = select(IncidentLink.incident_id).where(
    _ENDED, IncidentLink.report_id == bindparam("id")
)
_LEFT_REPORTS: Final = select(IncidentLink.report_id).where(
    _ENDED, IncidentLink.incident_id.in_(bindparam("ids", expanding=True))
)
_MERGED_INTO: Final = select(Incident.merged_into).where(_among(Incident.id))
_SET_APART: Final = select(ApartPair.other_id).where(_among(ApartPair.one_id))
_HOLDING: Final = select(Report.incident_id).where(_among(Report.id), Report.incident_id.is_not(None))
_PARTED: Final = select(Incident.id).where(
    Incident.election_id == bindparam("election_id"),
    Incident.work_ref.in_(
        select(IncidentEvent.note).where(
            IncidentEvent.election_id == bindparam("election_id"),
            IncidentEvent.incident_id == bindparam("id"),
            IncidentEvent.event.in_(TAKEN_APART),
        )
    ),
)


class _Place(Enum):
    """Each has an index of its own, whose condition the search repeats."""

    CELLS = "cells"
    STATION = "station"
    AREA = "area"


class _When(Enum):
    UNDATED = "undated"
    SOMETIME_THAT_DAY = "sometime that day"  # at an hour that nobody knows
    THAT_DAY = "that day"
    BEFORE = "before"
    AFTER = "after"
    SHORTLY_BEFORE = "shortly before"
    SHORTLY_AFTER = "shortly after"


_Search = tuple[_Place, _When]
_AROUND: Final = ((_Place.CELLS, _When.SHORTLY_BEFORE), (_Place.CELLS, _When.SHORTLY_AFTER))


def _searches(kind: Kind, sought: Sought) -> tuple[_Search, ...]:
    """All but those in a window around the hour, which only the cells need: they can hold a whole city."""
    unknown = (_When.UNDATED, _When.SOMETIME_THAT_DAY)
    known = (_When.THAT_DAY,) if sought.at is None else (_When.BEFORE, _When.AFTER)
    whens: dict[_Place, tuple[_When, ...]] = {}
    if sought.cells:
        whens[_Place.CELLS] = (*unknown, *(known if sought.at is None else ()))
    if sought.station is not None:
        whens[_Place.STATION] = (*unknown, *known)
    if sought.area is not None and (not sought.cells or kind is Incident):
        whens[_Place.AREA] = (*unknown, *known)
    return tuple((place, when) for place, several in whens.items() for when in several)


@cache
def _nearest(kind: Kind, searches: tuple[_Search, ...]) -> CompoundSelect[Any]:
    parts = [_search(kind, place, when).subquery().c for place, when in searches]
    return union(
        *(
            select(*(part[name] for name in _COMPARED[kind])).where(_can_be_joined(kind, part))
            for part in parts
        )
    )


def _search(kind: Kind, place: _Place, when: _When) -> Select[Any]:
    here = select(*_columns(kind, *_COMPARED[kind], *_JUDGED[kind]))
    here = here.where(kind.election_id == bindparam("election_id"), _is_at(kind, place))
    here = here.limit(MOST_OF_A_KIND)
    if when is _When.UNDATED:
        return here.where(kind.occurred_on.is_(None))
    there = here.where(kind.occurred_on.in_(bindparam("days", expanding=True)))
    if when is _When.SOMETIME_THAT_DAY:
        return there.where(kind.occurred_at.is_(None))
    if when is _When.THAT_DAY:
        return there.where(kind.occurred_at.is_not(None))
    if when in (_When.SHORTLY_BEFORE, _When.BEFORE):
        there = there.where(kind.occurred_at < bindparam("at")).order_by(kind.occurred_at.desc())
    else:
        there = there.where(kind.occurred_at >= bindparam("at")).order_by(kind.occurred_at)
    if when is _When.SHORTLY_BEFORE:
        return there.where(kind.occurred_at >= bindparam("since"))
    return there.where(kind.occurred_at <= bindparam("until")) if when is _When.SHORTLY_AFTER else there


def _is_at(kind: Kind, place: _Place) -> ColumnElement[bool]:
    if place is _Place.CELLS:
        return kind.h3_cell.in_(bindparam("cells", expanding=True))
    if place is _Place.STATION:
        return kind.station_code == bindparam("station")
    in_area = (kind.area_code == bindparam("area")) & (kind.category == bindparam("category"))
    return in_area & kind.h3_cell.is_(None) if kind is Report else in_area
