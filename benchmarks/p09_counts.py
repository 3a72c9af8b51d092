"""P9: counts by category and area, at ten times the reports.

    python -m benchmarks.p09_counts [--full]

The rollups of a million against those of ten million reports of thirty days, and the recount of some with
their rows; with --full both have all their rows, and all are recounted: an hour and more, 8 GB.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from app.aggregation.counts import public_counts, staff_counts
from app.aggregation.question import Question, read_question
from app.aggregation.verify import recount
from app.db.session import Database, ReadSession
from app.elections.view import ElectionView
from benchmarks.counted_day import NOW, prepare
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio

FEW, MANY, SOME = 1_000_000, 10_000_000, 50_000
CALLS = 20
BY_CATEGORY_AND_AREA = [("by", "category,area")]
WINDOWED = "public, of thirty days"
OF_THIRTY_DAYS = [*BY_CATEGORY_AND_AREA, ("from", "2020-09-10"), ("to", "2020-10-10")]


class Side:
    """One database and the questions put to it."""

    def __init__(self, folder: Path, reports: int, *, only_rollups: bool) -> None:
        url = f"sqlite:///{folder / f'{reports}.db'}"
        began = time.monotonic()
        self.view: ElectionView = prepare(url, reports, only_rollups=only_rollups)
        self.built_s = time.monotonic() - began
        self.database = Database(url)

    def ask(self, count: Callable[[ReadSession, ElectionView], Any]) -> float:
        """Median milliseconds of processor time of one answer, SQLite's included: what else the machine does
        at the time is in no figure."""
        with self.database.read() as session:
            return 1000 * median(_timed(lambda: count(session, self.view)) for _ in range(CALLS))

    def differences(self) -> int:
        with self.database.read() as session:
            return len(recount(session, self.view.id))


def _timed(call: Callable[[], Any]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _public(query: list[tuple[str, str]]) -> Callable[[ReadSession, ElectionView], Any]:
    return lambda session, view: public_counts(session, view, _question(view, query))


def _staff(query: list[tuple[str, str]]) -> Callable[[ReadSession, ElectionView], Any]:
    return lambda session, view: staff_counts(session, view, _question(view, query), NOW)


def _question(view: ElectionView, query: list[tuple[str, str]]) -> Question:
    return read_question(view, query, staff=False)


def main() -> None:
    full = "--full" in sys.argv[1:]
    questions = {
        "public": _public(BY_CATEGORY_AND_AREA),
        WINDOWED: _public(OF_THIRTY_DAYS),
        "staff": _staff(BY_CATEGORY_AND_AREA),
    }
    figures: dict[str, Any] = {"reports": f"{FEW:,} : {MANY:,}"}
    ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        small = Side(Path(folder), FEW, only_rollups=not full)
        large = Side(Path(folder), MANY, only_rollups=not full)
        figures["building, s"] = [small.built_s, large.built_s]
        for name, question in questions.items():
            sides = interleaved(ROUNDS, partial(small.ask, question), partial(large.ask, question))
            figures[f"{name}, CPU ms"] = [median(side) for side in sides]
            ratios[name] = ratio(sides[1], sides[0])
        recounted = [small, large] if full else [Side(Path(folder), SOME, only_rollups=False)]
        differences = sum(side.differences() for side in recounted)
    large_ms = figures["public, CPU ms"][1]
    conclude(
        "p09",
        "counts by category and area, ten times the reports : so many",
        [
            Goal("public, larger : smaller", ratios["public"], most=1.3),
            Goal("public at the larger, CPU ms", large_ms, most=5.0),
            Goal("public of thirty days, larger : smaller", ratios[WINDOWED], most=1.3),
            Goal("public of thirty days at the larger, CPU ms", figures[f"{WINDOWED}, CPU ms"][1], most=5.0),
            Goal("cells that differ from the recount", differences, most=0),
        ],
        figures | {f"{name}, larger : smaller": found for name, found in ratios.items()},
    )


if __name__ == "__main__":
    main()
