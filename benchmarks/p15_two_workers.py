"""P15: two workers answer nearly twice the computed counts of one, on PostgreSQL.

No question is asked twice in a round, so that none is answered from memory. The server is the tests' own (or
the one named by TEST_POSTGRES_URL); worth measuring only where two cores have nothing else to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import uuid4

from benchmarks.counted_day import DAYS, FIRST_DAY, SLUG, prepare
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.load import drive, request
from benchmarks.process import Server, serving
from tests import postgres

REPORTS = 1_000_000
CLIENTS = 8
BY = ("category,area", "group,day", "area,veracity", "severity,phase")


def questions(seed: int) -> Iterator[bytes]:
    """Every window of days by every split, in an order of its own."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS + 1)]
    windows = [(since, until) for since, until in product(days, days) if since < until]
    asked = [
        request("GET", f"/api/v1/elections/{SLUG}/counts?by={by}&from={since}&to={until}")
        for by, (since, until) in product(BY, windows)
    ]
    Random(seed).shuffle(asked)
    return iter(asked)


@contextmanager
def served(url: str, workers: int) -> Iterator[Server]:
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        given = {"APP_DATA_DIR": directory, "APP_DATABASE_URL": url, "APP_WORKER": "outside"}
        words = ["benchmarks.service", "serve", "--port", "{port}", "--workers", str(workers)]
        with serving(words, Path(directory) / "log", given) as server:
            yield server


def measure(server: Server, seed: int) -> float:
    load = drive(server.port, questions(seed), clients=CLIENTS)
    assert set(load.statuses) == {200}, load.statuses
    return load.per_second


def main() -> None:
    name = f"bench_{uuid4().hex[:12]}"
    with postgres.server() as server_url:
        postgres.administer(server_url, f"CREATE DATABASE {name}")
        url = f"{server_url}/{name}"
        try:
            prepare(url, REPORTS, only_rollups=True)
            with served(url, 1) as one, served(url, 2) as two:
                seeds = iter(range(1000))
                alone, both = interleaved(
                    ROUNDS, lambda: measure(one, next(seeds)), lambda: measure(two, next(seeds))
                )
        finally:
            postgres.administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")
    conclude(
        "p15",
        f"two workers : one, computed counts, PostgreSQL, {CLIENTS} clients",
        [Goal("requests a second", ratio(both, alone), least=1.7)],
        {"one worker, requests/s": alone, "two workers, requests/s": both},
    )


if __name__ == "__main__":
    main()
