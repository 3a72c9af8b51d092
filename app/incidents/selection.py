"""The query grammar as conditions on rows, so that a filter selects the same wherever it is applied."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.incidents.extent import Extent, Interval
from app.incidents.grammar import BoundingBox, Filters, Hour, Window


def coded_as(filters: Filters, columns: Any) -> list[ColumnElement[bool]]:
    """All but `veracity` and `q`: the first is no property of a coding, the second is looked up elsewhere.

    `columns` is a mapped class of incidents or reports, or expressions under the same names.
    """
    found = among(filters, columns.category, columns.area_code, columns.severity, columns.phase)
    if filters.stations:
        found.append(columns.station_code.in_(filters.stations))
    if filters.window:
        found.append(_within(filters.window, columns))
    if filters.bbox:
        found.append(inside_box(filters.bbox, columns))
    return found


def among(filters: Filters, category: Any, area: Any, severity: Any, phase: Any) -> list[ColumnElement[bool]]:
    """The conditions that rows and rollups share."""
    found: list[ColumnElement[bool]] = []
    if filters.categories:
        found.append(category.in_(filters.categories))
    if filters.groups:
        found.append(or_(*(category.startswith(f"{group}.", autoescape=True) for group in filters.groups)))
    if filters.areas:
        found.append(area.in_(sorted(filters.area_codes)))
    if filters.severities:
        found.append(severity.in_(filters.severities))
    if filters.phases:
        found.append(phase.in_(filters.phases))
    return found


def _within(window: Window, columns: Any) -> ColumnElement[bool]:
    day, hour = columns.occurred_on, columns.occurred_hour
    known_day = [hour.is_(None), day.is_not(None)]
    known_hour = [hour.is_not(None), day.is_not(None)]
    if window.first_day is not None:
        known_day.append(day >= window.first_day)
    if window.end_day is not None:
        known_day.append(day < window.end_day)
    if window.first_hour is not None:
        known_hour.append(~_before(window.first_hour, columns))
    if window.end_hour is not None:
        known_hour.append(_before(window.end_hour, columns))
    return or_(and_(*known_day), and_(*known_hour))


def meeting(extent: Extent, columns: Any) -> list[ColumnElement[bool]]:
    found = []
    if extent.boxes:
        found.append(or_(*(inside_box(box, columns) for box in extent.boxes)))
    if extent.interval is not None:
        found.append(_meets(extent.interval, columns))
    return found


def _meets(interval: Interval, columns: Any) -> ColumnElement[bool]:
    """What may have happened then: all that is known of its time is an hour or a day, of which a moment is
    enough. What is undated never did."""
    day, hour, first, last = columns.occurred_on, columns.occurred_hour, interval.first, interval.last
    found = [day.is_not(None)]
    if first is not None:
        on_the_first = and_(day == first.date(), or_(hour.is_(None), hour >= first.hour))
        found.append(or_(day > first.date(), on_the_first))
    if last is not None:
        on_the_last = and_(day == last.date(), or_(hour.is_(None), hour <= last.hour))
        found.append(or_(day < last.date(), on_the_last))
    return and_(*found)


def _before(moment: Hour, columns: Any) -> ColumnElement[bool]:
    day, hour = moment
    return or_(columns.occurred_on < day, and_(columns.occurred_on == day, columns.occurred_hour < hour))


def inside_box(bbox: BoundingBox, columns: Any) -> ColumnElement[bool]:
    west, south, east, north = bbox
    longitude = (
        columns.longitude_deg.between(west, east)
        if west <= east
        else or_(columns.longitude_deg >= west, columns.longitude_deg <= east)
    )
    return and_(columns.latitude_deg.between(south, north), longitude)
