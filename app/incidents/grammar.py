"""The one query grammar: counts, incidents, downloads, feeds, pages and the console's lists read it alike."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from app.core.parameters import Pairs, Parameters
from app.core.text import words_of
from app.elections.view import ElectionView
from app.incidents.sought import sought
from app.incidents.veracity import Veracity
from app.reports.facets import Phase

FILTERS: Final = frozenset(
    {"from", "to", "category", "group", "area", "station", "veracity", "severity", "phase", "bbox", "q"}
)
MAX_SEARCH: Final = 200  # characters
_SEVERITIES: Final = ("1", "2", "3", "4", "5")
_YEARS: Final = range(1970, 2200)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A bare + in an address arrives as a space; before an offset it can have been nothing else.
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]"
    r"([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"([Zz]|[+\- ][0-9]{2}:[0-9]{2})"
)
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")

BoundingBox = tuple[float, float, float, float]
Hour = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Window:
    """A time range on the election's own clock. Something lies within when all that is known of its time
    does: a known hour as a whole, or a known day as a whole; what is undated never does.

    Both ends are half-open, None is open: `first <= x < end`.
    """

    first_hour: Hour | None
    end_hour: Hour | None
    first_day: date | None
    end_day: date | None

    @property
    def whole_days(self) -> bool:
        """Nobody needs to know the hour."""
        return _midnight(self.first_hour) and _midnight(self.end_hour)


@dataclass(frozen=True, slots=True)
class Filters:
    """What was understood. Within one field any value will do, all fields together must hold; empty is all.

    `since <= x < until`, in the election's zone. `bbox` is west, south, east, north; over the antimeridian
    west is greater than east, as in RFC 7946.
    """

    since: datetime | None = None
    until: datetime | None = None
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    area_codes: frozenset[str] = frozenset()  # the areas and everything below them
    stations: tuple[str, ...] = ()
    veracities: tuple[Veracity, ...] = ()
    severities: tuple[int, ...] = ()
    phases: tuple[Phase, ...] = ()
    bbox: BoundingBox | None = None
    q: str | None = None

    @property
    def window(self) -> Window | None:
        if self.since is None and self.until is None:
            return None
        first = _next_hour(self.since) if self.since else None
        return Window(
            first_hour=(first.date(), first.hour) if first else None,
            end_hour=(self.until.date(), self.until.hour) if self.until else None,
            first_day=_next_day(first) if first else None,
            end_day=self.until.date() if self.until else None,
        )

    def during(self, day: date, zone: ZoneInfo) -> Self:
        """Of what is asked for, what happened on this day."""
        midnight, next_midnight = (
            datetime.combine(on, time(), zone) for on in (day, day + timedelta(days=1))
        )
        return replace(
            self,
            since=max(self.since or midnight, midnight),
            until=min(self.until or next_midnight, next_midnight),
        )

    def found_in(self, texts: Mapping[str, str]) -> bool:
        """Whether the texts, whatever their language, hold all the words of `q`, or their beginnings."""
        if self.q is None:
            return True
        wanted = sought(self.q)
        held = words_of(texts)
        return bool(wanted) and all(each.is_met_in(held) for each in wanted)

    def echo(self) -> dict[str, Any]:
        """The interpretation, under the names of the parameters; two ways to ask the same echo the same."""
        shown: dict[str, Any] = {
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
            "category": list(self.categories),
            "group": list(self.groups),
            "area": list(self.areas),
            "station": list(self.stations),
            "veracity": [veracity.value for veracity in self.veracities],
            "severity": list(self.severities),
            "phase": [phase.value for phase in self.phases],
            "bbox": list(self.bbox) if self.bbox else None,
            "q": self.q,
        }
        return {name: value for name, value in shown.items() if value not in (None, [])}


ALL: Final = Filters()


def parse(view: ElectionView, pairs: Pairs, *, also: frozenset[str] = frozenset()) -> Filters:
    """Raises UnknownParameter, which names everything that is wrong; `also` are the caller's own names."""
    given = Parameters(pairs, FILTERS | also)
    since, until = _instant(given, "from", view.time_zone), _instant(given, "to", view.time_zone)
    if since and until and since >= until:
        given.refuse("to", "not-after-from", "Should be later than from; the range excludes its end.")
    areas = _sorted(given.words("area", view.areas.by_code))
    filters = Filters(
        since=since,
        until=until,
        categories=_sorted(given.words("category", view.taxonomy.kinds)),
        groups=_sorted(given.words("group", view.taxonomy.groups)),
        areas=areas,
        area_codes=frozenset(code for area in areas for code in view.areas.descendants(area)),
        stations=_sorted(given.words("station", view.stations)),
        veracities=tuple(Veracity(word) for word in _sorted(given.words("veracity", list(Veracity)))),
        severities=tuple(int(word) for word in _sorted(given.words("severity", _SEVERITIES))),
        phases=tuple(Phase(word) for word in _sorted(given.words("phase", list(Phase)))),
        bbox=_bbox(given),
        q=_search(given),
    )
    given.check()
    return filters


def _midnight(hour: Hour | None) -> bool:
    return hour is None or hour[1] == 0


def _next_hour(instant: datetime) -> datetime:
    """The first whole hour that begins no earlier."""
    whole = instant.replace(minute=0, second=0, microsecond=0)
    return whole if whole == instant else whole + timedelta(hours=1)


def _next_day(hour: datetime) -> date:
    return hour.date() if hour.hour == 0 else hour.date() + timedelta(days=1)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


def _instant(given: Parameters, name: str, zone: ZoneInfo) -> datetime | None:
    """A date is its first moment in the election's zone; an instant says its own offset."""
    value = given.text(name)
    if value is None:
        return None
    try:
        return _read_instant(value, zone)
    except ValueError:
        message = "Should be a date such as 2020-10-04, or an instant with its offset: 2020-10-04T09:15:00Z."
        given.refuse(name, "not-a-time", message)
        return None


def _read_instant(value: str, zone: ZoneInfo) -> datetime:
    if _DATE.fullmatch(value):
        found = datetime.combine(date.fromisoformat(value), time(), tzinfo=zone)
    elif match := _INSTANT.fullmatch(value):
        day, clock, offset = match.groups()
        found = datetime.fromisoformat(f"{day}T{clock}{offset.replace(' ', '+').upper()}")
    else:
        raise ValueError("neither a date nor an instant")
    if found.year not in _YEARS:
        raise ValueError("out of range")
    return found.astimezone(zone)


def _bbox(given: Parameters) -> BoundingBox | None:
    value = given.text("bbox")
    if value is None:
        return None
    parts = value.split(",")
    if len(parts) == 4 and all(map(_DEGREES.fullmatch, parts)):
        west, south, east, north = map(float, parts)
        if max(abs(west), abs(east)) <= 180 and -90 <= south <= north <= 90:
            return west, south, east, north
    message = "Should be minLon,minLat,maxLon,maxLat in degrees, such as 72.7,40.4,72.9,40.6."
    given.refuse("bbox", "not-a-box", message)
    return None


def _search(given: Parameters) -> str | None:
    value = given.text("q")
    if value is not None and len(value) > MAX_SEARCH:
        given.refuse("q", "too-long", f"At most {MAX_SEARCH} characters are searched for.")
        return None
    return value.strip() if value else None
