"""P20: of two thousand random questions of the public, none costs more than 50 ms of the service's time.

    python -m benchmarks.p20_random_questions [--full]

What the public sees of a million reports; with --full of ten million. Processor time of the service for each
question, from the request to the last byte. Downloads of everything are left out, and so is the first
question of each kind since the start, which is told apart.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from app.bootstrap import create_app
from app.core.garbage import freeze_what_stays
from app.core.loading import loading
from app.elections.view import ElectionView
from app.settings import Settings
from benchmarks.counted_day import DAYS, FIRST_DAY, REGIONS, SLUG, VERACITY, WORDS, prepare_published
from benchmarks.figures import Goal, conclude

SOME, ALL, QUESTIONS = 1_000_000, 10_000_000, 2000
MOST_MS = 50.0
BY = ("category", "group", "area", "station", "day", "hour", "severity", "veracity", "phase")
API, PAGE, OGC = f"/api/v1/elections/{SLUG}", f"/elections/{SLUG}", f"/ogc/collections/{SLUG}"
LANGUAGES = ("en", "ru", "ky", "uz-Cyrl")
Asking = Callable[[Random], str]


def asking(view: ElectionView) -> dict[str, Asking]:
    """What a question of each kind may be."""
    kinds = sorted(view.taxonomy.kinds)

    def filters(dice: Random) -> list[str]:
        since, until = sorted(FIRST_DAY + timedelta(days=dice.randrange(DAYS + 1)) for _ in range(2))
        given = [
            f"area={','.join(dice.sample(REGIONS, dice.randint(1, 3)))}",
            f"category={','.join(dice.sample(kinds, dice.randint(1, 4)))}",
            f"severity={dice.randint(1, 5)}",
            f"veracity={dice.choice(list(VERACITY))}",
            f"from={since}&to={until + timedelta(days=1)}",
        ]
        return dice.sample(given, dice.randint(0, 3))

    def with_filters(path: str, dice: Random, *more: str) -> str:
        return f"{path}?{'&'.join([*filters(dice), *more])}"

    def words(dice: Random) -> str:
        return "+".join(dice.sample(WORDS, dice.choice([1, 1, 2, 3])))

    def features(form: str, dice: Random) -> str:
        given = [
            f"area={dice.choice(REGIONS)}",
            f"category={dice.choice(kinds)}",
            f"severity={dice.randint(1, 5)}",
            "bbox=72.7,40.4,72.9,40.6",
            f"datetime={FIRST_DAY + timedelta(days=dice.randrange(DAYS))}",
        ]
        given = [*dice.sample(given, dice.randint(0, 3)), f"limit={dice.choice([10, 100, 500])}"]
        return f"{OGC}.incidents/items?f={form}&{'&'.join(given)}"

    return {
        "counts": lambda dice: with_filters(
            f"{API}/counts", dice, f"by={','.join(dice.sample(BY, dice.randint(1, 4)))}"
        ),
        "counts of words": lambda dice: with_filters(f"{API}/counts", dice, f"q={words(dice)}&by=group"),
        "series": lambda dice: with_filters(f"{API}/series", dice, f"bucket={dice.choice(['hour', 'day'])}"),
        "a page": lambda dice: with_filters(
            f"{API}/incidents", dice, f"limit={dice.choice([20, 50, 100, 200])}"
        ),
        "a page of the map": lambda dice: with_filters(f"{API}/incidents", dice, "f=geojson&limit=100"),
        "words": lambda dice: with_filters(f"{API}/incidents", dice, f"q={words(dice)}&limit=20"),
        "words that are nowhere": lambda dice: with_filters(f"{API}/incidents", dice, "q=нигде"),
        "a feed": lambda dice: with_filters(f"{API}/incidents.atom", dice),
        "changes": lambda dice: with_filters(
            f"{API}/changes", dice, dice.choice(["limit=50", "limit=200&since=1.0"])
        ),
        "changes of words": lambda dice: with_filters(
            f"{API}/changes", dice, f"since={dice.choice(['0.0', '1.0'])}&q={words(dice)}"
        ),
        "counts of before": lambda dice: with_filters(
            f"{API}/counts", dice, "version=1.0", f"by={','.join(dice.sample(BY, dice.randint(1, 4)))}"
        ),
        "words of before": lambda dice: with_filters(
            f"{API}/counts", dice, f"version=1.0&q={words(dice)}&by=group"
        ),
        "a page of before": lambda dice: with_filters(f"{API}/incidents", dice, "version=1.0&limit=50"),
        "features": partial(features, "json"),
        "features to read": partial(features, "html"),
        "areas": lambda _dice: f"{OGC}.areas/items?f=json&limit=100",
        "the page": lambda dice: with_filters(PAGE, dice, f"lang={dice.choice(LANGUAGES)}"),
        "the page, of words": lambda dice: with_filters(PAGE, dice, f"q={words(dice)}"),
        "other pages": lambda dice: dice.choice(
            ["/", f"{PAGE}/method", f"/embed/{SLUG}", "/follow", f"/r/{SLUG}"]
        ),
        "coverage": lambda _dice: f"{API}/coverage?by=area",
        "refused": lambda dice: dice.choice(
            [
                f"{API}/counts?by=colour",
                f"{API}/incidents?category={','.join(['x.y'] * 10_000)}",
                f"{API}/incidents?bbox=170,40,-170,30",
                f"{API}/incidents?cursor=eyJ0YW1wZXJlZCI6MX0",
                f"{API}/counts?version=9999.9999",
                f"{API}/incidents.exe",
                f"{API}/incidents?from=2020-10-05&to=2020-10-04",
            ]
        ),
    }


class Metered:
    """An application, and what its last answer cost: without what the client in the same process spends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.spent_ms = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.process_time()
        await self._app(scope, receive, send)
        self.spent_ms = (time.process_time() - begun) * 1000


def main() -> None:
    reports = ALL if "--full" in sys.argv[1:] else SOME
    dice = Random(20201004)
    spent: dict[str, list[float]] = {}
    statuses: Counter[int] = Counter()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'public.db'}"
        began = time.monotonic()
        kinds = asking(prepare_published(url, reports))
        built_s = time.monotonic() - began
        settings = Settings(data_dir=Path(folder), database_url=url, worker="outside", _env_file=None)
        freeze_what_stays()  # this and the next as it is served
        with loading():
            app = create_app(settings)
        metered = Metered(app)
        with TestClient(metered, raise_server_exceptions=False) as client:
            began, spending = time.monotonic(), time.process_time()
            client.get(f"{API}/counts?by=hour")
            app.state.held_columns.settle()
            holding = [time.monotonic() - began, time.process_time() - spending]

            def ask(kind: str) -> float:
                statuses[client.get(kinds[kind](dice)).status_code] += 1
                return metered.spent_ms

            first = {kind: ask(kind) for kind in kinds}
            for _ in range(QUESTIONS):
                kind = dice.choice(list(kinds))
                spent.setdefault(kind, []).append(ask(kind))
    everything = [ms for times in spent.values() for ms in times]
    conclude(
        "p20",
        f"{QUESTIONS:,} random questions of the public, {reports:,} reports",
        [
            Goal("the dearest, CPU ms", max(everything), most=MOST_MS),
            Goal("refusals, the dearest, CPU ms", max(spent["refused"]), most=MOST_MS),
            Goal(
                "answers that are failures", sum(statuses[code] for code in statuses if code >= 500), most=0
            ),
        ],
        {
            "building, s": built_s,
            "until it is held in memory, s, CPU s": holding,
            "p50, p99, CPU ms": [median(everything), quantiles(everything, n=100)[98]],
            "the first of each kind": first,
            **{f"{kind}: p50, max": [median(times), max(times)] for kind, times in spent.items()},
            "statuses": dict(statuses),
        },
    )


if __name__ == "__main__":
    main()
