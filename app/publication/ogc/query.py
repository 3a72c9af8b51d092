"""What is asked of a collection's items, in the parameters of the standard. Pure but for the view."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.core.errors import UnknownParameter
from app.core.pagination import InvalidCursor
from app.core.parameters import Pairs, Parameters
from app.elections.areas import Box
from app.incidents import grammar
from app.incidents.extent import Extent, Interval
from app.incidents.grammar import ALL, FILTERS, Filters
from app.publication.ogc.collections import Collection
from app.publication.ogc.columns import Kind
from app.publication.ogc.errors import BadQuery

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 500  # more is taken as this, as 7.15.2 of the standard wants it
PROPERTIES: Final = {
    Kind.INCIDENTS: FILTERS - {"from", "to", "bbox"},
    Kind.AREAS: frozenset({"area", "level", "parent"}),
    Kind.STATIONS: frozenset({"area", "station"}),
}
_OWN: Final = frozenset({"bbox", "datetime", "limit", "cursor", "f"})
_LARGEST: Final = 999_999_999
_DEGREES: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:[Zz]|[+\-][0-9]{2}:[0-9]{2}))?"
)
_OPEN: Final = ("", "..")


@dataclass(frozen=True, slots=True)
class ItemsQuery:
    """`boxes` has two members when the box crosses the antimeridian, none when there was no box."""

    limit: int
    cursor: str | None
    boxes: tuple[Box, ...]
    interval: Interval | None
    filters: Filters = ALL
    level: int | None = None
    parents: tuple[str, ...] = ()

    @property
    def extent(self) -> Extent:
        return Extent(self.boxes, self.interval)

    def echo(self, collection: Collection) -> dict[str, Any]:
        """All that makes the sequence of features what it is: a cursor belongs to it alone."""
        interval = self.interval and [str(self.interval.first), str(self.interval.last)]
        return {
            "path": "ogc",
            "collection": collection.id,
            "boxes": [list(box) for box in self.boxes],
            "datetime": interval,
            "filters": self.filters.echo(),
            "level": self.level,
            "parent": list(self.parents),
        }


@contextmanager
def refused_with_400() -> Iterator[None]:
    """The house refuses parameters with 422; this standard with 400 (requirements 8 and 9 of Core)."""
    try:
        yield
    except (UnknownParameter, InvalidCursor) as refused:
        raise BadQuery(refused.detail, **refused.extra) from None


def read_items_query(collection: Collection, pairs: Pairs) -> ItemsQuery:
    """Raises BadQuery, which names everything that is wrong."""
    pairs = list(pairs)
    view, known = collection.view, PROPERTIES[collection.kind]
    with refused_with_400():
        given = Parameters(pairs, known | _OWN)
        limit = given.number("limit", 1, _LARGEST)
        boxes, interval = _boxes(given), _interval(given, view.time_zone)
        level = given.number("level", 0, 99)
        parents = given.words("parent", view.areas.by_code)
        given.check()
        filters = grammar.parse(view, [pair for pair in pairs if pair[0] in known & FILTERS])
    return ItemsQuery(
        min(limit or DEFAULT_LIMIT, MAX_LIMIT),
        given.text("cursor"),
        boxes,
        interval,
        filters,
        level,
        parents,
    )


def check_no_parameters(pairs: Pairs) -> None:
    """For all other resources: only the form can be chosen."""
    with refused_with_400():
        Parameters(pairs, {"f"}).check()


def _boxes(given: Parameters) -> tuple[Box, ...]:
    """Four numbers, or six of which the heights say nothing: everything here lies on the ground."""
    value = given.text("bbox")
    if value is None:
        return ()
    parts = [part.strip() for part in value.split(",")]
    if len(parts) in (4, 6) and all(map(_DEGREES.fullmatch, parts)):
        numbers = [float(part) for part in parts]
        west, south, east, north = numbers if len(numbers) == 4 else numbers[:2] + numbers[3:5]
        if max(abs(west), abs(east)) <= 180 and -90 <= south <= north <= 90:
            if west <= east:
                return ((west, south, east, north),)
            return (west, south, 180.0, north), (-180.0, south, east, north)
    message = "Should be minLon,minLat,maxLon,maxLat in degrees (CRS84), such as 72.7,40.4,72.9,40.6."
    given.refuse("bbox", "not-a-box", message)
    return ()


def _interval(given: Parameters, zone: ZoneInfo) -> Interval | None:
    value = given.text("datetime")
    if value is None:
        return None
    ends = value.strip().split("/")
    try:
        if len(ends) == 1:
            only = _ends_of(ends[0], zone)
            return Interval(*only)
        first, last = ends
        if first in _OPEN and last in _OPEN:
            return Interval(None, None)
        found = Interval(
            None if first in _OPEN else _ends_of(first, zone)[0],
            None if last in _OPEN else _ends_of(last, zone)[1],
        )
        if found.first is not None and found.last is not None and found.first > found.last:
            raise ValueError("ends before it begins")
    except ValueError:
        message = "Should be an RFC 3339 instant, or two with a slash between, of which one may be `..`."
        given.refuse("datetime", "not-a-time", message)
        return None
    return found


def _ends_of(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Of an instant itself, twice; of a bare date, which clients send too, its first and last moment."""
    if not _INSTANT.fullmatch(text):
        raise ValueError("neither an instant nor a date")
    if len(text) == len("2020-10-04"):
        first = datetime.fromisoformat(text).replace(tzinfo=zone)
        return first, first.replace(hour=23, minute=59, second=59)
    instant = datetime.fromisoformat(text.upper()).astimezone(zone)
    return instant, instant
