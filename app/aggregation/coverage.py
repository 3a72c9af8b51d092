"""How much was watched, and the rate that follows where one does. Pure but for the election's view."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from app.aggregation.coverage_question import CoverageBy, CoverageQuestion
from app.aggregation.figures import Key, in_order
from app.aggregation.figures import Value as KeyValue
from app.aggregation.small_areas import LEAST, NOTHING, Withheld, withheld
from app.aggregation.wilson import wilson
from app.elections.models import VisitMethod
from app.elections.view import ElectionView
from app.incidents.coverage import Stations, Watch

_DIGITS: Final = 4  # of a share: a station of ten thousand
_Watched = tuple[Stations, Watch]


class Reason(StrEnum):
    """Why a cell lacks something."""

    TOO_FEW_STATIONS = "too_few_stations"  # here or in the smallest area beside it: no coverage
    NO_VISITS = "no_visits"  # no rate
    NOT_SPLIT = "not_split"  # of several organisations or methods, hence no one sample: no rate
    TOO_FEW_VISITS = "too_few_visits"  # here or in the smallest area beside it: no rate
    NOT_A_RANDOM_SAMPLE = "not_a_random_sample"  # says nothing of other stations: no interval


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """`visited` is null where it is withheld, `recorded` where there is no rate, `interval` beside a rate
    where the sample was not random."""

    key: Key
    stations: int
    visited: int | None
    recorded: int | None = None
    interval: tuple[float, float] | None = None
    reason: Reason | None = None

    @property
    def coverage(self) -> float | None:
        return _share(self.visited, self.stations)

    @property
    def rate(self) -> float | None:
        return _share(self.recorded, self.visited)

    def members(self) -> dict[str, Any]:
        """As they are called in every form."""
        low, high = self.interval or (None, None)
        return {
            "stations": self.stations,
            "visited": self.visited,
            "coverage": self.coverage,
            "recorded": self.recorded,
            "rate": self.rate,
            "rate_low": None if low is None else round(low, _DIGITS),
            "rate_high": None if high is None else round(high, _DIGITS),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """`cells` in the order of their keys, null last; `totals` are of all stations that were asked about."""

    cells: list[CoverageCell]
    totals: CoverageCell


def coverage(
    stations: Iterable[Stations], view: ElectionView, question: CoverageQuestion, least: int = LEAST
) -> Coverage:
    """Split by areas alone, every area that has stations has a cell, also where nobody was.

    `least` is how many stations a number must be of to be shown; 0 withholds nothing.
    """
    return _Reckoning(stations, view, question, least).coverage()


class _Reckoning:
    """One question, and what its cells have in common."""

    def __init__(
        self, stations: Iterable[Stations], view: ElectionView, question: CoverageQuestion, least: int
    ) -> None:
        self._view, self._question, self._least = view, question, least
        # The election in memory may be a moment older than the stations of a new area.
        self._everywhere = [each for each in stations if each.area in view.areas.by_code]
        self._asked = list(self._watched())
        self._level_of = cache(lambda code: view.areas.at_level(code, question.level))
        own = Counter[str]()
        for each in self._everywhere:
            own[each.area] += each.many
        self._stations = {
            code: size for code, size in own.items() if not question.areas or code in question.area_codes
        }
        self._few_stations = withheld(view.areas, own, least) if least else NOTHING
        self._few_visits = cache(self._without_rate)

    def coverage(self) -> Coverage:
        groups: defaultdict[Key, list[_Watched]] = defaultdict(list)
        if self._question.by == (CoverageBy.AREA,):
            for code in self._stations:
                groups[(self._level_of(code),)] = []
        readers = self._readers()
        for each in self._asked:
            groups[tuple([read(each) for read in readers])].append(each)
        cells = [self._cell(key, groups[key]) for key in sorted(groups, key=in_order)]
        if self._question.by != (CoverageBy.AREA,):  # that there is a cell would say that somebody was there
            cells = [cell for cell in cells if cell.reason is not Reason.TOO_FEW_STATIONS]
        return Coverage(cells, self._cell(None, self._asked))

    def _watched(self) -> Iterator[_Watched]:
        question = self._question
        for each in self._everywhere:
            if question.areas and each.area not in question.area_codes:
                continue
            for watch in each.watches:
                if (not question.organisations or watch.organisation in question.organisations) and (
                    not question.methods or watch.method in question.methods
                ):
                    yield each, watch

    def _readers(self) -> list[Callable[[_Watched], KeyValue]]:
        of: dict[CoverageBy, Callable[[_Watched], KeyValue]] = {
            CoverageBy.AREA: lambda watched: self._level_of(watched[0].area),
            CoverageBy.ORGANISATION: lambda watched: watched[1].organisation or None,
            CoverageBy.METHOD: lambda watched: watched[1].method.value,
        }
        return [of[by] for by in self._question.by]

    def _cell(self, key: Key | None, group: list[_Watched]) -> CoverageCell:
        """`key` is None of the totals."""
        stations = self._stations_in(key)
        shown = key or ()
        if self._is_withheld(key, self._few_stations):
            return CoverageCell(shown, stations, None, reason=Reason.TOO_FEW_STATIONS)
        if not group:
            return CoverageCell(shown, stations, 0, reason=Reason.NO_VISITS)
        visited, sample = _many(each for each, _ in group), self._sample(key)
        if sample is None:
            return CoverageCell(shown, stations, visited, reason=Reason.NOT_SPLIT)
        if self._is_withheld(key, self._few_visits(*sample)):
            return CoverageCell(shown, stations, visited, reason=Reason.TOO_FEW_VISITS)
        found = _many(each for each, watch in group if watch.recorded)
        if sample[1] is VisitMethod.RANDOM:
            return CoverageCell(shown, stations, visited, found, wilson(found, visited))
        return CoverageCell(shown, stations, visited, found, reason=Reason.NOT_A_RANDOM_SAMPLE)

    def _stations_in(self, key: Key | None) -> int:
        if key is None or CoverageBy.AREA not in self._question.by:
            return sum(self._stations.values())
        area = key[self._question.by.index(CoverageBy.AREA)]
        return sum(size for code, size in self._stations.items() if self._level_of(code) == area)

    def _sample(self, key: Key | None) -> tuple[str, VisitMethod] | None:
        """The one organisation and method that a cell is of."""
        named = dict(zip(self._question.by, key or (), strict=False))
        organisations, methods = self._question.organisations, self._question.methods
        if CoverageBy.ORGANISATION in named:
            organisations = (str(named[CoverageBy.ORGANISATION] or ""),)
        if CoverageBy.METHOD in named:
            methods = (VisitMethod(str(named[CoverageBy.METHOD])),)
        if len(organisations) == len(methods) == 1:
            return organisations[0], methods[0]
        return None

    def _without_rate(self, organisation: str, method: VisitMethod) -> Withheld:
        """Looks at the whole election: what a question leaves out can be asked for by itself."""
        if not self._least:
            return NOTHING
        sample = Counter[str]()
        for each in self._everywhere:
            if any(watch.organisation == organisation and watch.method is method for watch in each.watches):
                sample[each.area] += each.many
        return withheld(self._view.areas, sample, self._least)

    def _is_withheld(self, key: Key | None, hidden: Withheld) -> bool:
        if hidden.everything or hidden.areas.intersection(self._question.areas):
            return True
        if key is None or CoverageBy.AREA not in self._question.by:
            return False
        area = key[self._question.by.index(CoverageBy.AREA)]
        if area is not None:
            return area in hidden.areas
        return any(code in hidden.remainders for code in self._stations if self._level_of(code) is None)


def _many(stations: Iterable[Stations]) -> int:
    """Each once, however many watched it."""
    return sum(each.many for each in set(stations))


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else round(part / whole, _DIGITS)
