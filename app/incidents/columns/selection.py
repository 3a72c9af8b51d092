"""The query grammar on columns: the same as app.incidents.selection says of rows. Pure."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain

import numpy as np

from app.elections.public_state import PublicState
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import UNKNOWN, Bools, Ints, Rows
from app.incidents.extent import EVERYWHERE, Extent, Interval
from app.incidents.grammar import BoundingBox, Filters, Hour, Window
from app.incidents.sought import sought


def matching(
    columns: Columns, filters: Filters, state: PublicState, extent: Extent = EVERYWHERE
) -> Iterator[tuple[Rows, Bools]]:
    """Rows, and which of them were published in this state and match."""
    for rows, seen in columns.seen(state):
        found = seen & rows.published
        for condition in chain(_conditions(columns, rows, filters), _meeting(extent, rows)):
            found &= condition
        yield rows, found


def matching_incidents(
    columns: Columns, filters: Filters, state: PublicState, extent: Extent = EVERYWHERE
) -> Bools:
    """Of each incident, whether it was published in this state and matches."""
    found = np.zeros(len(columns.refs), np.bool_)
    for rows, matches in matching(columns, filters, state, extent):
        found[rows.incident[matches]] = True
    return found


def _conditions(columns: Columns, rows: Rows, filters: Filters) -> Iterator[Bools]:
    for name, wanted in _named(columns, filters):
        yield columns.names[name].chosen(wanted)[getattr(rows, name)]
    if filters.severities:
        yield np.isin(rows.severity, filters.severities)
    if filters.window:
        yield _within(filters.window, rows)
    if filters.bbox:
        yield _inside(filters.bbox, rows)
    if filters.q is not None:
        yield columns.words.holding(sought(filters.q), len(columns.refs))[rows.incident]


def _named(columns: Columns, filters: Filters) -> Iterator[tuple[str, Collection[str | None]]]:
    """Columns, and which values of each are wanted."""
    if filters.groups:
        known = columns.names["category"].values
        yield "category", [kind for kind in known if kind and kind.partition(".")[0] in filters.groups]
    for name, wanted in (
        ("category", filters.categories),
        ("area", filters.area_codes),
        ("station", filters.stations),
        ("veracity", filters.veracities),
        ("phase", filters.phases),
    ):
        if wanted:
            yield name, wanted


def _within(window: Window, rows: Rows) -> Bools:
    """A known hour lies within as a whole, or a known day; what is undated never does."""
    days = _between(rows.day, _ordinal(window.first_day), _ordinal(window.end_day))
    dated = rows.day != UNKNOWN
    if not window.whole_days:
        hours = _between(_hours(rows), _hour(window.first_hour), _hour(window.end_hour))
        days = np.where(rows.hour == UNKNOWN, days, hours)
    found: Bools = dated & days
    return found


def _hours(rows: Rows) -> Ints:
    found: Ints = rows.day * 24 + rows.hour
    return found


def _meeting(extent: Extent, rows: Rows) -> Iterator[Bools]:
    if extent.boxes:
        yield np.logical_or.reduce([_inside(box, rows) for box in extent.boxes])
    if extent.interval is not None:
        yield _meets(extent.interval, rows)


def _meets(interval: Interval, rows: Rows) -> Bools:
    """Of a day a moment is enough; what is undated never happened then."""
    found: Bools = rows.day != UNKNOWN
    any_hour = rows.hour == UNKNOWN
    if interval.first is not None:
        day = interval.first.toordinal()
        found &= (rows.day > day) | ((rows.day == day) & (any_hour | (rows.hour >= interval.first.hour)))
    if interval.last is not None:
        day = interval.last.toordinal()
        found &= (rows.day < day) | ((rows.day == day) & (any_hour | (rows.hour <= interval.last.hour)))
    return found


def _between(values: Ints, first: int | None, end: int | None) -> Bools:
    found = np.ones(len(values), np.bool_)
    if first is not None:
        found &= values >= first
    if end is not None:
        found &= values < end
    return found


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _hour(hour: Hour | None) -> int | None:
    return None if hour is None else hour[0].toordinal() * 24 + hour[1]


def _inside(bbox: BoundingBox, rows: Rows) -> Bools:
    """What is shown without a place lies nowhere."""
    west, south, east, north = bbox
    latitude, longitude = rows.latitude_deg, rows.longitude_deg
    of_latitude = (south <= latitude) & (latitude <= north)
    if west <= east:
        of_longitude = (west <= longitude) & (longitude <= east)
    else:
        of_longitude = (west <= longitude) | (longitude <= east)
    found: Bools = of_latitude & of_longitude
    return found
