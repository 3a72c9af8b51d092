"""Where the reports of one incident say different things: the range, and who says what. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any, Final

from app.elections.grid import distance_m

# Closer together, two describe the same moment and the same spot as well as people do.
SAME_MOMENT: Final = timedelta(minutes=30)
SAME_SPOT_M: Final = 200
HARMED: Final = ("deaths", "hospitalised", "injured", "detained")


@dataclass(frozen=True, slots=True)
class Said:
    """What one report says, each member only as far as it says so. `source` is None for an anonymous one."""

    report: str
    source: str | None = None
    at: datetime | None = None
    day: date | None = None
    station: str | None = None
    area: str | None = None
    point: tuple[float, float] | None = None
    harm: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """`says` pairs each report that says something about it with what it says."""

    about: str
    text: str
    range: dict[str, Any]
    says: list[tuple[Said, dict[str, Any]]]


def differences(reports: Iterable[Said]) -> list[Difference]:
    """Nothing is summed or averaged: which is right is for somebody to find out."""
    said = list(reports)
    return [*_times(said), *_places(said), *_victims(said)]


def _times(said: Sequence[Said]) -> Iterator[Difference]:
    days = {each.day for each in said if each.day is not None}
    if len(days) > 1:
        yield Difference(
            "day",
            f"Between {min(days)} and {max(days)}.",
            {"from": min(days).isoformat(), "to": max(days).isoformat()},
            [(each, {"day": each.day.isoformat()}) for each in said if each.day is not None],
        )
        return
    moments = [each.at for each in said if each.at is not None]
    if moments and max(moments) - min(moments) > SAME_MOMENT:
        apart = round((max(moments) - min(moments)).total_seconds() / 60)
        yield Difference(
            "time",
            f"{apart} minutes apart.",
            {"from": min(moments).isoformat(), "to": max(moments).isoformat()},
            [(each, {"at": each.at.isoformat()}) for each in said if each.at is not None],
        )


def _places(said: Sequence[Said]) -> Iterator[Difference]:
    for about in ("area", "station"):
        named = [(each, code) for each in said if (code := getattr(each, about)) is not None]
        codes = sorted({code for _, code in named})
        if len(codes) > 1:
            text = f"{len(codes)} different {about}s."
            yield Difference(about, text, {"codes": codes}, [(each, {about: code}) for each, code in named])
    located = [(each, each.point) for each in said if each.point is not None]
    widest_m = max((distance_m(one, other) for (_, one), (_, other) in combinations(located, 2)), default=0)
    if widest_m > SAME_SPOT_M:
        yield Difference(
            "point",
            f"Up to {round(widest_m)} m apart.",
            {"distance_m": round(widest_m)},
            [(each, {"latitude_deg": at[0], "longitude_deg": at[1]}) for each, at in located],
        )


def _victims(said: Sequence[Said]) -> Iterator[Difference]:
    """A report that says nothing of a harm does not deny it."""
    for kind in HARMED:
        given = [(each, each.harm[kind]) for each in said if kind in each.harm]
        numbers = {(found.get("min") or 0, found.get("max")) for _, found in given}
        if len(numbers) > 1:
            least = min(number for number, _ in numbers)
            most = (
                None
                if any(most is None for _, most in numbers)
                else max(m for _, m in numbers if m is not None)
            )
            text = f"At least {least}." if most is None else f"Between {least} and {most}."
            says = [(each, {"min": found.get("min") or 0, "max": found.get("max")}) for each, found in given]
            yield Difference(kind, text, {"min": least, "max": most}, says)
