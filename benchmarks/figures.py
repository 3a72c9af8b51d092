"""What a benchmark says in the end: ratios against their goals, and the figures behind them."""

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).parent / "results"
ROUNDS = 5


@dataclass(frozen=True)
class Goal:
    """`measured` shall be at least `least`, or at most `most`."""

    name: str
    measured: float
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        enough = self.least is None or self.measured >= self.least
        return enough and (self.most is None or self.measured <= self.most)

    def __str__(self) -> str:
        bound = f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"
        return f"{'PASS' if self.met else 'FAIL'}  {self.name}: {self.measured:.3g} (goal {bound})"


def interleaved(rounds: int, *sides: Callable[[], Any]) -> list[list[Any]]:
    """A B A B …: what disturbs one side disturbs the other. A first round, not kept, warms both up."""
    kept: list[list[Any]] = [[] for _ in sides]
    for number in range(rounds + 1):
        for side, measure in zip(kept, sides, strict=True):
            measured = measure()
            if number:
                side.append(measured)
    return kept


def ratio(numerators: list[float], denominators: list[float]) -> float:
    """The median over the rounds, each of which had the same weather."""
    return median(above / below for above, below in zip(numerators, denominators, strict=True))


def conclude(benchmark: str, title: str, goals: list[Goal], figures: dict[str, Any]) -> None:
    """Print, keep under `results/`, and end the process: 0 if every goal is met."""
    print(f"\n{benchmark}  {title}")
    for name, value in figures.items():
        print(f"      {name}: {_readable(value)}")
    for goal in goals:
        print(f"      {goal}")
    RESULTS.mkdir(exist_ok=True)
    record = {
        "benchmark": benchmark,
        "title": title,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "cpus": os.cpu_count(),
        },
        "goals": [asdict(goal) | {"met": goal.met} for goal in goals],
        "figures": figures,
    }
    (RESULTS / f"{benchmark}.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    sys.exit(0 if all(goal.met for goal in goals) else 1)


def _readable(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, list):
        return ", ".join(_readable(inner) for inner in value)
    return str(value)
