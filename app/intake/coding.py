"""What a report starts with as its coding: what was sent, read with goodwill; oddities become flags."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

from app.core.moments import is_plausible
from app.elections import grid
from app.elections.view import ElectionView, StationView
from app.intake.schemas import ReportIn
from app.reports.counting import counts_as
from app.reports.facets import (
    DAY_IS_KNOWN,
    HOUR_IS_KNOWN,
    LocationPrecision,
    Occurrence,
    Party,
    Phase,
    ReporterType,
    TimePrecision,
)
from app.reports.severity import severity
from app.reports.urgency import allowed, because

FALLBACK_CATEGORY: Final = "other.other"
FUTURE_TOLERANCE: Final = timedelta(hours=1)
Moment = TypeVar("Moment", bound=date)
Known = TypeVar("Known", bound=StrEnum)


@dataclass(slots=True)
class Coding:
    """The columns of a fresh report's coding, and what intake noticed."""

    columns: dict[str, Any]
    flags: list[str]


def code(view: ElectionView, sent: ReportIn, received_at: datetime) -> Coding:
    """Never refuses: an unknown category becomes `other.other`, an unknown station or an odd time a flag."""
    flags: list[str] = []
    kind = view.taxonomy.kinds.get(sent.category)
    if kind is None:
        flags.append("unknown-category")
        kind = view.taxonomy.kinds[FALLBACK_CATEGORY]
    occurrence = _known(Occurrence, sent.occurrence, flags, "occurrence") or Occurrence.OCCURRED
    harm = sent.harm.model_dump(exclude_none=True)
    target_type = _known(Party, sent.target_type, flags, "target-type")
    value = severity(
        category=kind.slug,
        default=kind.default_severity,
        harm=harm,
        target_type=target_type,
        journalist_victim=sent.journalist_victim,
        stations_affected_min=sent.stations_affected.min if sent.stations_affected else 0,
    ).value
    urgent_for = because(
        occurrence=occurrence,
        harm=harm,
        target_type=target_type,
        journalist_victim=sent.journalist_victim,
    )
    columns = {
        "category": kind.slug,
        "category_confirmed": False,
        "secondary_categories": [slug for slug in sent.secondary_categories if slug in view.taxonomy.kinds],
        "counts_as": counts_as(kind.counts_as, occurrence),
        "severity": value,
        "severity_override": False,
        "occurrence": occurrence,
        "harm": harm,
        "tags": [],
        "reporter_type": _known(ReporterType, sent.reporter_type, flags, "reporter-type"),
        "clock_from": received_at,
        "urgent_for": urgent_for,
        "due_at": received_at + allowed(category=kind.slug, severity=value, urgent_for=urgent_for),
        **_place(view, sent, flags),
        **_time(view, sent, received_at, flags),
    }
    return Coding(columns, flags)


def _place(view: ElectionView, sent: ReportIn, flags: list[str]) -> dict[str, Any]:
    station = view.stations.get(sent.station) if sent.station else None
    if sent.station and station is None:
        flags.append("unknown-station")
    point = _point(sent, station, flags)
    sent_area = sent.area if sent.area and view.areas.get(sent.area) else None
    if sent.area and sent_area is None:
        flags.append("unknown-area")
    point_area = view.areas.containing(*point) if point else None
    area = (station.area_code if station else None) or point_area or sent_area
    if area and sent_area and not _on_one_branch(view, area, sent_area):
        flags.append("area-disagrees")
    precision = _known(LocationPrecision, sent.location_precision, flags, "location-precision")
    return {
        "station_code": station.code if station else None,
        "area_code": area,
        "latitude_deg": point[0] if point else None,
        "longitude_deg": point[1] if point else None,
        "h3_cell": grid.fine_cell(*point) if point else None,
        "location_precision": precision or _guess_precision(station, point, area),
    }


def _point(sent: ReportIn, station: StationView | None, flags: list[str]) -> tuple[float, float] | None:
    if sent.latitude_deg is not None and sent.longitude_deg is not None:
        return sent.latitude_deg, sent.longitude_deg
    if (sent.latitude_deg is None) != (sent.longitude_deg is None):
        flags.append("half-a-point")
    if station and station.latitude_deg is not None and station.longitude_deg is not None:
        return station.latitude_deg, station.longitude_deg
    return None


def _on_one_branch(view: ElectionView, one: str, other: str) -> bool:
    return one in view.areas.descendants(other) or other in view.areas.descendants(one)


def _guess_precision(
    station: StationView | None, point: tuple[float, float] | None, area: str | None
) -> LocationPrecision:
    if station:
        return LocationPrecision.STATION
    if point:
        return LocationPrecision.EXACT
    return LocationPrecision.REGION if area else LocationPrecision.UNKNOWN


def _time(view: ElectionView, sent: ReportIn, received_at: datetime, flags: list[str]) -> dict[str, Any]:
    at, on = _in_living_memory(sent.occurred_at), _in_living_memory(sent.occurred_on)
    if (at, on) != (sent.occurred_at, sent.occurred_on):
        flags.append("time-out-of-range")
    precision = _known(TimePrecision, sent.time_precision, flags, "time-precision")
    if precision is None:
        precision = _guess_time_precision(at, on)
    if at and at > received_at + FUTURE_TOLERANCE:
        flags.append("time-in-the-future")
    local = at.astimezone(view.time_zone) if at else None
    day: date | None = local.date() if local else on
    known_day = day if precision in DAY_IS_KNOWN else None
    phase = _known(Phase, sent.phase, flags, "phase")
    about = at or _noon(view, day) or received_at
    return {
        "occurred_at": at,
        "occurred_on": known_day,
        "occurred_hour": local.hour if local and precision in HOUR_IS_KNOWN else None,
        "time_precision": precision,
        "phase": phase or view.phase_at(about),
    }


def _in_living_memory(sent: Moment | None) -> Moment | None:
    """At the ends of the calendar a change of time zone leads out of it."""
    return sent if sent is not None and is_plausible(sent) else None


def _guess_time_precision(at: datetime | None, on: date | None) -> TimePrecision:
    if at:
        return TimePrecision.MINUTE
    return TimePrecision.DAY if on else TimePrecision.UNKNOWN


def _noon(view: ElectionView, day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), tzinfo=view.time_zone) if day else None


def _known(vocabulary: type[Known], value: str | None, flags: list[str], name: str) -> Known | None:
    if value is None:
        return None
    try:
        return vocabulary(value)
    except ValueError:
        flags.append(f"unknown-{name}")
        return None
