"""How much was watched, as a page shows it: areas with their share, and how dark the map is there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.aggregation.coverage import Coverage, coverage
from app.aggregation.coverage_question import CoverageBy, CoverageQuestion
from app.aggregation.small_areas import LEAST
from app.elections.view import ElectionView
from app.incidents.coverage import Stations

# Where a step of the scale ends, in percent; where nobody was is step 0.
STEPS: Final = (5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Watched:
    """`shades` are the steps of areas that have a number; empty where nobody is known to have been anywhere,
    because then nothing is known of the others either."""

    by_area: Coverage
    rates: Coverage
    shades: Mapping[str | int | None, int]

    least: int = LEAST

    @property
    def scale(self) -> list[tuple[int, int, int]]:
        """Each step with its ends, in percent."""
        return [(number, low, high) for number, (low, high) in enumerate(pairwise((0, *STEPS)), 1)]


def watched(stations: list[Stations], view: ElectionView) -> Watched:
    """Of the whole election: what is filtered for does not change what was watched."""
    by_area = coverage(stations, view, CoverageQuestion(level=view.areas.table_level))
    rates = coverage(stations, view, CoverageQuestion(by=(CoverageBy.ORGANISATION, CoverageBy.METHOD)))
    visited = any(each.watches for each in stations)
    known = {
        cell.key[0]: step(cell.coverage) for cell in by_area.cells if visited and cell.coverage is not None
    }
    return Watched(by_area, rates, known)


def step(share: float) -> int:
    if not share:
        return 0
    return next((number for number, end in enumerate(STEPS, 1) if 100 * share <= end), len(STEPS))
