"""How exactly the public may see where and when something happened. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from app.elections import grid
from app.elections.taxonomy import PublicPrecision, coarsest
from app.reports.facets import DAY_IS_KNOWN, HOUR_IS_KNOWN, LocationPrecision, Phase, TimePrecision

MAY_GIVE_A_POSITION: Final = frozenset({LocationPrecision.EXACT, LocationPrecision.STATION})
# Only commission and observers are in the station then: naming it would name them.
WITHOUT_THE_PUBLIC: Final = frozenset({Phase.OPENING, Phase.CLOSING, Phase.COUNTING, Phase.TABULATION})
_YEARS: Final = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Point:
    latitude_deg: float
    longitude_deg: float


@dataclass(frozen=True, slots=True)
class Scene:
    """All that decides how exactly the place of one incident may be shown."""

    kinds: frozenset[PublicPrecision]  # of its own category and of those of its linked reports
    location_precision: LocationPrecision
    phase: Phase
    station_code: str | None
    fine_cell: int | None
    masked: bool
    single_observer: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Beside the area, which is always public. `precision` is also the public `location_precision`."""

    precision: PublicPrecision
    station_code: str | None = None
    cell: int | None = None
    position: Point | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Day and hour in the election's time zone, as far as they are shown."""

    day: date | None
    hour: int | None
    precision: TimePrecision


AREA_ONLY: Final = Place(PublicPrecision.AREA)


def precision(scene: Scene) -> PublicPrecision:
    """What this incident may be shown as, were it alone.

    A station that must not be named gives an area and not a cell: a cell often holds one station only.
    """
    hidden = scene.masked or scene.single_observer or scene.location_precision not in MAY_GIVE_A_POSITION
    allowed = PublicPrecision.AREA if hidden else coarsest(scene.kinds)
    if allowed is PublicPrecision.STATION:
        if scene.phase in WITHOUT_THE_PUBLIC:
            return PublicPrecision.AREA
        if scene.station_code is not None:
            return PublicPrecision.STATION
        allowed = PublicPrecision.CELL
    if allowed is PublicPrecision.CELL and scene.fine_cell is None:
        return PublicPrecision.AREA
    return allowed


def place(scene: Scene, related: Iterable[Scene], *, resolution: int, station: Point | None) -> Place:
    """Related incidents take the coarsest precision among them.

    `resolution` is that of the election's one grid, `station` the point of the scene's station. The centre
    of a cell depends on nothing but the cell, so a hundred incidents there say no more than one.
    """
    shown = coarsest([precision(scene), *map(precision, related)])
    if shown is PublicPrecision.STATION:
        return Place(shown, station_code=scene.station_code, position=station)
    if shown is PublicPrecision.AREA or scene.fine_cell is None:
        return AREA_ONLY
    cell = grid.parent(scene.fine_cell, resolution)
    return Place(shown, cell=cell, position=Point(*grid.centre(cell)))


def moment(
    day: date | None, hour: int | None, time_precision: TimePrecision, shown: PublicPrecision
) -> Moment:
    """The hour beside a station or a cell, the day beside an area; what is known more coarsely stays so."""
    if time_precision not in DAY_IS_KNOWN:
        return Moment(None, None, time_precision)
    if day is None:
        return Moment(None, None, TimePrecision.UNKNOWN)
    if shown is PublicPrecision.AREA:
        return Moment(day, None, TimePrecision.DAY)
    if time_precision in HOUR_IS_KNOWN:
        return Moment(day, hour, TimePrecision.DAY if hour is None else TimePrecision.HOUR)
    return Moment(day, None, time_precision)


@lru_cache(maxsize=4096)  # an election has few hours, and each stands in thousands of answers
def interval(day: date | None, hour: int | None, time_zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The published hour or day as `since <= x < until`, in UTC; none where not even the day is known.

    Where clocks go back, the hour that comes twice is one interval of two hours. A day that no event of
    ours can have is as good as none.
    """
    if day is None or day.year not in _YEARS:
        return None
    midnight = datetime.combine(day, time())
    since = midnight if hour is None else midnight + timedelta(hours=hour)
    until = since + (timedelta(days=1) if hour is None else timedelta(hours=1))
    return since.replace(tzinfo=time_zone).astimezone(UTC), until.replace(tzinfo=time_zone).astimezone(UTC)
