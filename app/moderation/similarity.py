"""How much two descriptions of something have in common, part by part. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from app.core.text import trigrams
from app.elections.grid import distance_m

THRESHOLD: Final = 25  # points; below, two have no more in common than any two of the same day
RADIUS_M: Final = 1000
HOURS: Final = 3

_SAME_STATION: Final = 30
_SAME_AREA: Final = 10
_WITHIN_M: Final = ((100, 25), (500, 20), (RADIUS_M, 10))
_WITHIN: Final = ((timedelta(hours=1), 20), (timedelta(hours=HOURS), 10))
_SAME_DAY: Final = 8
_SAME_CATEGORY: Final = 15
_SAME_GROUP: Final = 8
_SAME_TEXT: Final = 30
_LEAST_TEXT: Final = 0.2  # two texts in one language share about a tenth by chance
_SAME_FILE: Final = 60
_SIMILAR_PICTURE: Final = 40

Trigrams = frozenset[str]


@dataclass(frozen=True, slots=True)
class Described:
    """What is compared; each member only as far as it is really known."""

    category: str
    station: str | None = None
    point: tuple[float, float] | None = None  # where it happened, not the middle of a town
    area: str | None = None  # none for the whole country
    at: datetime | None = None  # known to the hour
    day: date | None = None
    texts: tuple[Trigrams, ...] = ()


class Part(NamedTuple):
    """One thing that two have in common, and what it adds to the score: hundreds for each answer."""

    code: str
    points: int
    text: str
    facts: dict[str, Any]


def in_common(one: Described, other: Described, photo_distance_bits: int | None = None) -> list[Part]:
    """The parts of the score, the weightiest first; 0 bits are the same file."""
    parts = [
        *_place(one, other),
        *_time(one, other),
        *_category(one, other),
        *_text(one, other),
        *_photo(photo_distance_bits),
    ]
    return sorted(parts, key=lambda part: -part.points)


def score(parts: list[Part]) -> int:
    return sum(part.points for part in parts)


def described_by(text: str) -> tuple[Trigrams, ...]:
    """Ready to be compared; nothing where there is too little to compare."""
    found = trigrams(text)
    return (found,) if found else ()


def _place(one: Described, other: Described) -> Iterator[Part]:
    """The closest of what both know."""
    if one.station is not None and one.station == other.station:
        yield Part("station", _SAME_STATION, "The same station.", {"station": one.station})
    elif one.point is not None and other.point is not None:
        metres = distance_m(one.point, other.point)
        for limit_m, points in _WITHIN_M:
            if metres <= limit_m:
                text = f"{round(metres)} m apart."
                yield Part("distance", points, text, {"distance_m": round(metres)})
                return
    elif one.area is not None and one.area == other.area:
        yield Part("area", _SAME_AREA, "The same area; not known more exactly.", {"area": one.area})


def _time(one: Described, other: Described) -> Iterator[Part]:
    if one.at is not None and other.at is not None:
        apart = abs(one.at - other.at)
        for limit, points in _WITHIN:
            if apart <= limit:
                minutes = round(apart.total_seconds() / 60)
                yield Part("time", points, f"{minutes} minutes apart.", {"minutes": minutes})
                return
    if one.day is not None and one.day == other.day:
        yield Part("day", _SAME_DAY, "On the same day.", {"day": one.day.isoformat()})


def _category(one: Described, other: Described) -> Iterator[Part]:
    if one.category == other.category:
        yield Part("category", _SAME_CATEGORY, "The same category.", {"category": one.category})
        return
    group = one.category.partition(".")[0]
    if group == other.category.partition(".")[0]:
        yield Part("group", _SAME_GROUP, "A category of the same group.", {"group": group})


def _text(one: Described, other: Described) -> Iterator[Part]:
    if not one.texts or not other.texts:
        return
    share = max(_shared(mine, theirs) for mine in one.texts for theirs in other.texts)
    if share >= _LEAST_TEXT:
        text = "The same words." if share == 1 else f"{share:.0%} of the words' letters in common."
        yield Part("text", round(_SAME_TEXT * share), text, {"share": round(share, 2)})


def _photo(distance_bits: int | None) -> Iterator[Part]:
    if distance_bits == 0:
        yield Part("photo", _SAME_FILE, "The same photo.", {"distance_bits": 0})
    elif distance_bits is not None:
        text = "A very similar picture."
        yield Part("photo", _SIMILAR_PICTURE, text, {"distance_bits": distance_bits})


def _shared(one: Trigrams, other: Trigrams) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
