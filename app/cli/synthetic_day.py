"""Invents what a voting day brings: events, and who tells of them. The same for the same seed. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from random import Random
from typing import Any, Final
from uuid import UUID

from app.elections.view import ElectionView, StationView

ORGANISATIONS: Final = ("Synthetic observers A", "Synthetic observers B", "Synthetic observers C")
OBSERVERS_EACH: Final = 40
_RUSH_HOURS: Final = (8.5, 11.0, 17.5)  # when most people vote, and most goes wrong
_BURST_SHARE: Final = 0.01  # of the events: a crowd saw it
_BURST: Final = (10, 40)
_TELLS_TOO: Final = 0.25  # that one more person tells of the same event
_SENDS_TWICE: Final = 0.04
_OBSERVERS_SHARE: Final = 0.25
_HOT: Final = 1.2  # the exponent of a long tail: few stations, much trouble
_DELAY_MINUTES: Final = (2.1, 1.0)  # log-normal: the median is eight minutes
_SPOKEN: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "KG-GB": (("ru", 0.55), ("ky", 0.4), ("en", 0.05)),
    "KG-GO": (("uz-Cyrl", 0.4), ("ky", 0.35), ("ru", 0.25)),
    "KG-O": (("ky", 0.6), ("uz-Cyrl", 0.3), ("ru", 0.1)),
    "KG-J": (("ky", 0.65), ("uz-Cyrl", 0.25), ("ru", 0.1)),
}
_SPOKEN_ELSEWHERE: Final = (("ky", 0.65), ("ru", 0.33), ("en", 0.02))


@dataclass(frozen=True, slots=True)
class Told:
    """One report. `copy_of` is the same sender's first sending of it."""

    id: UUID
    body: dict[str, Any]
    received_at: datetime
    known: bool  # an observer, entered by staff with the source
    copy_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as the invention knows it: all that is told of it is one incident."""

    category: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    category: str
    weight: float
    hours: tuple[float, float]
    texts: Mapping[str, Sequence[str]]


def events(view: ElectionView, seed: int, count: int, on: date) -> Iterator[Event]:
    """Events of that day in the election's stations, until `count` reports tell of them."""
    random = Random(seed)  # noqa: S311  # invented data, repeatable on purpose
    kinds = _kinds()
    stations = sorted(view.stations.values(), key=lambda station: station.code)
    heat = [random.paretovariate(_HOT) for _ in stations]
    left = count
    while left > 0:
        kind = random.choices(kinds, [kind.weight for kind in kinds])[0]
        station = random.choices(stations, heat)[0]
        event = _Invented(view, random, kind, station, on).event(left)
        left -= len(event.told)
        yield event


class _Invented:
    """One event while it is being invented."""

    def __init__(
        self, view: ElectionView, random: Random, kind: _Kind, station: StationView, on: date
    ) -> None:
        self._random, self._kind, self._station = random, kind, station
        self._midnight = datetime.combine(on + timedelta(days=1), time(), view.time_zone)
        self._occurred_at = datetime.combine(on, time(), view.time_zone) + timedelta(hours=self._hour())

    def event(self, most: int) -> Event:
        told: list[Told] = []
        for _ in range(min(self._tellers(), most)):
            told.append(self._told())
            if len(told) < most and self._random.random() < _SENDS_TWICE:
                told.append(self._copy(told[-1]))
            if len(told) >= most:
                break
        return Event(self._kind.category, tuple(told))

    def _hour(self) -> float:
        first, last = self._kind.hours
        rush = self._random.gauss(self._random.choice(_RUSH_HOURS), 1.0)
        return rush if first <= rush < last else self._random.uniform(first, last - 0.01)

    def _tellers(self) -> int:
        if self._random.random() < _BURST_SHARE:
            return self._random.randint(*_BURST)
        tellers = 1
        while self._random.random() < _TELLS_TOO:
            tellers += 1
        return tellers

    def _told(self) -> Told:
        random = self._random
        known = random.random() < _OBSERVERS_SHARE
        body = self._what() | self._where()
        if known:
            body |= _observer(random)
        delay = timedelta(minutes=random.lognormvariate(*_DELAY_MINUTES))
        received_at = min(self._occurred_at + delay, self._midnight)
        return Told(_uuid(random), body, received_at, known)

    def _copy(self, first: Told) -> Told:
        again_at = min(first.received_at + timedelta(minutes=self._random.uniform(1, 6)), self._midnight)
        return Told(_uuid(self._random), first.body, again_at, first.known, copy_of=first.id)

    def _what(self) -> dict[str, Any]:
        languages, weights = zip(*_SPOKEN.get(self._station.area_code, _SPOKEN_ELSEWHERE), strict=True)
        language: str = self._random.choices(languages, weights)[0]
        text = self._random.choice(self._kind.texts[language]).format(n=self._random.randint(2, 4))
        return {
            "category": self._kind.category,
            "description": text,
            "language": language,
            "occurred_at": self._occurred_at.isoformat(timespec="minutes"),
            "time_precision": "minute",
        }

    def _where(self) -> dict[str, Any]:
        """By station, by the phone's position near it, or no better than the area."""
        way = self._random.random()
        if way < 0.5:
            return {"station": self._station.code}
        if way < 0.85 and self._station.latitude_deg is not None and self._station.longitude_deg is not None:
            return {
                "latitude_deg": round(self._station.latitude_deg + self._random.gauss(0, 0.0003), 5),
                "longitude_deg": round(self._station.longitude_deg + self._random.gauss(0, 0.0003), 5),
                "location_precision": "exact",
            }
        return {"area": self._station.area_code, "location_precision": "region"}


def _observer(random: Random) -> dict[str, Any]:
    organisation = random.choice(ORGANISATIONS)
    key = f"{organisation[-1].lower()}-{random.randint(1, OBSERVERS_EACH):03d}"
    source = {"key": key, "name": f"Observer {key}", "kind": "observer", "organisation": organisation}
    facets = {"channel": "phone", "reporter_type": "observer_citizen", "knowledge": "witnessed"}
    return {"source": source, **facets}


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _kinds() -> list[_Kind]:
    text = resources.files("app.cli").joinpath("data/synthetic-texts.json").read_text(encoding="utf-8")
    return [
        _Kind(kind["category"], kind["weight"], tuple(kind["hours"]), kind["texts"])
        for kind in json.loads(text)["kinds"]
    ]
