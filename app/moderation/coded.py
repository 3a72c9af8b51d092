"""A coding after a moderator's change: which columns of a report or an incident move, and where to."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from app.core.errors import InvalidRequest
from app.elections import grid
from app.elections.taxonomy import Kind
from app.elections.view import ElectionView, StationView
from app.reports.counting import counts_as
from app.reports.facets import (
    DAY_IS_KNOWN,
    HOUR_IS_KNOWN,
    LocationPrecision,
    Occurrence,
    Phase,
    TimePrecision,
)

PLACE: Final = (
    "station_code", "area_code", "latitude_deg", "longitude_deg", "h3_cell", "location_precision",
)  # fmt: skip
TIME: Final = ("occurred_at", "occurred_on", "occurred_hour", "time_precision", "occurrence", "phase")
CODED: Final = ("category", "counts_as", *PLACE, *TIME, "harm")


def current(row: object) -> dict[str, Any]:
    """The coding of a report or an incident as it stands."""
    return {name: getattr(row, name) for name in CODED}


def blank(view: ElectionView, category: str, now: datetime) -> dict[str, Any]:
    """Nothing known but the category."""
    coding: dict[str, Any] = dict.fromkeys(CODED)
    return coding | {
        "category": category,
        "location_precision": LocationPrecision.UNKNOWN,
        "time_precision": TimePrecision.UNKNOWN,
        "occurrence": Occurrence.OCCURRED,
        "phase": Phase(view.phase_at(now)),
        "harm": {},
    }


def recoded(view: ElectionView, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of the coding once `given` (members of schemas.Coding that were sent) is applied.

    A moderator's words are taken strictly: an unknown category, area or station is refused by name.
    """
    kind = kind_of(view, given.get("category", before["category"]))
    after = {**before, "category": kind.slug, "harm": given.get("harm", before["harm"])}
    after |= _place(view, before, given)
    after |= _time(view, before, given)
    after["counts_as"] = counts_as(kind.counts_as, after["occurrence"])
    return after


def kind_of(view: ElectionView, category: str, pointer: str = "/category") -> Kind:
    kind = view.taxonomy.kinds.get(category)
    if kind is None:
        raise _refused(pointer, "unknown-category", "The election's taxonomy has no such category.")
    return kind


def is_placed(coding: Mapping[str, Any]) -> bool:
    return any(coding[name] is not None for name in ("station_code", "area_code", "latitude_deg"))


def is_timed(coding: Mapping[str, Any]) -> bool:
    return coding["time_precision"] is not TimePrecision.UNKNOWN


Point = tuple[float, float]


def _place(view: ElectionView, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """A station brings its point and area, a point the smallest area that holds it, unless said otherwise."""
    if not given.keys() & {"station", "area", "latitude_deg", "location_precision"}:
        return {name: before[name] for name in PLACE}
    _check_known(view, given)
    station = view.stations[given["station"]] if given.get("station") else None
    point = _new_point(before, given, station)
    area = _new_area(view, before, given, station, point)
    station_code = given.get("station", before["station_code"])
    return {
        "station_code": station_code,
        "area_code": area,
        "latitude_deg": point[0] if point else None,
        "longitude_deg": point[1] if point else None,
        "h3_cell": grid.fine_cell(*point) if point else None,
        "location_precision": _location_precision(before, given, station_code, point, area),
    }


def _check_known(view: ElectionView, given: Mapping[str, Any]) -> None:
    if given.get("station") and given["station"] not in view.stations:
        raise _refused("/station", "unknown-station", "The election has no such station.")
    if given.get("area") and view.areas.get(given["area"]) is None:
        raise _refused("/area", "unknown-area", "The election has no such area.")


def _new_point(
    before: Mapping[str, Any], given: Mapping[str, Any], station: StationView | None
) -> Point | None:
    if "latitude_deg" in given:
        return _point(given["latitude_deg"], given["longitude_deg"])
    if station is not None:
        return _point(station.latitude_deg, station.longitude_deg)
    return _point(before["latitude_deg"], before["longitude_deg"])


def _new_area(
    view: ElectionView,
    before: Mapping[str, Any],
    given: Mapping[str, Any],
    station: StationView | None,
    point: Point | None,
) -> str | None:
    if "area" in given:
        area: str | None = given["area"]
        return area
    if station is not None:
        return station.area_code
    found = view.areas.containing(*point) if point and "latitude_deg" in given else None
    return found or before["area_code"]


def _point(latitude_deg: float | None, longitude_deg: float | None) -> Point | None:
    return None if latitude_deg is None or longitude_deg is None else (latitude_deg, longitude_deg)


def _location_precision(
    before: Mapping[str, Any],
    given: Mapping[str, Any],
    station_code: str | None,
    point: Point | None,
    area: str | None,
) -> LocationPrecision:
    """What was said, else what follows from how the place is known now."""
    if "location_precision" in given:
        said: LocationPrecision = given["location_precision"]
        return said
    moved = given.keys() & {"station", "latitude_deg"}
    if not moved and before["location_precision"] is not LocationPrecision.UNKNOWN:
        kept: LocationPrecision = before["location_precision"]
        return kept
    if "latitude_deg" in given and point:
        return LocationPrecision.EXACT
    if station_code:
        return LocationPrecision.STATION
    if point:
        return LocationPrecision.EXACT
    return LocationPrecision.REGION if area else LocationPrecision.UNKNOWN


def _time(view: ElectionView, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The day and hour of counting follow from the instant or the day, and from how precisely it is known."""
    occurrence = given.get("occurrence", before["occurrence"])
    if not given.keys() & {"occurred_at", "occurred_on", "time_precision"}:
        return {name: before[name] for name in TIME} | {
            "occurrence": occurrence,
            "phase": given.get("phase", before["phase"]),
        }
    instant, day = _instant_and_day(view, before, given)
    precision = _time_precision(given, instant, day)
    local = instant.astimezone(view.time_zone) if instant else None
    return {
        "occurred_at": instant,
        "occurred_on": day if precision in DAY_IS_KNOWN else None,
        "occurred_hour": local.hour if local and precision in HOUR_IS_KNOWN else None,
        "time_precision": precision,
        "occurrence": occurrence,
        "phase": given.get("phase") or _phase(view, instant, day) or before["phase"],
    }


def _instant_and_day(
    view: ElectionView, before: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[datetime | None, date | None]:
    """An instant has its day in the election's zone; a day given alone replaces an instant known before."""
    instant = given.get("occurred_at")
    if instant is None and not given.keys() & {"occurred_at", "occurred_on"}:
        instant = before["occurred_at"]
    if instant is not None:
        return instant, instant.astimezone(view.time_zone).date()
    return None, given.get("occurred_on") if "occurred_on" in given else before["occurred_on"]


def _time_precision(given: Mapping[str, Any], instant: datetime | None, day: date | None) -> TimePrecision:
    if "time_precision" in given:
        said: TimePrecision = given["time_precision"]
        _check_time_is_known(said, instant, day)
        return said
    if instant is not None:
        return TimePrecision.MINUTE
    return TimePrecision.DAY if day is not None else TimePrecision.UNKNOWN


def _check_time_is_known(said: TimePrecision, instant: datetime | None, day: date | None) -> None:
    if said in HOUR_IS_KNOWN and instant is None:
        raise _refused("/time_precision", "needs-occurred-at", "Give occurred_at with this precision.")
    if said in DAY_IS_KNOWN and instant is None and day is None:
        raise _refused("/time_precision", "needs-occurred-on", "Give occurred_on with this precision.")


def _phase(view: ElectionView, instant: datetime | None, day: date | None) -> Phase | None:
    if instant is None and day is not None:
        instant = datetime.combine(day, time(12), tzinfo=view.time_zone)
    return Phase(view.phase_at(instant)) if instant else None


def _refused(pointer: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, [{"pointer": pointer, "code": code, "message": message}])
