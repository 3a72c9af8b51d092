"""P17: on PostgreSQL too, counting a report costs little beside storing it: no queue at the hot rollups.

Both sides commit in groups; the other side counts nothing. The server is the tests' own, which waits for no
disk (or the one named by TEST_POSTGRES_URL), so that nothing hides what counting costs.
"""

from collections.abc import Iterator
from statistics import median
from uuid import uuid4

from benchmarks.election import submissions
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.load import drive
from benchmarks.process import Server
from benchmarks.service import service
from tests import postgres


def measure(server: Server, requests: Iterator[bytes]) -> tuple[float, float, float]:
    """Requests a second, p99 in milliseconds, and the service's milliseconds of CPU for each."""
    before = server.cpu_seconds()
    load = drive(server.port, requests)
    assert set(load.statuses) == {201}, load.statuses
    cpu_ms = (server.cpu_seconds() - before) / load.requests * 1000
    return load.per_second, load.percentile_ms(99), cpu_ms


def main() -> None:
    names = [f"bench_{uuid4().hex[:12]}" for _ in range(2)]
    with postgres.server() as url:
        for name in names:
            postgres.administer(url, f"CREATE DATABASE {name}")
        try:
            with (
                service(url=f"{url}/{names[0]}") as counting,
                service(url=f"{url}/{names[1]}", module="benchmarks.uncounted") as inserting,
            ):
                first, second = submissions(1), submissions(2)
                counted, inserted = interleaved(
                    ROUNDS, lambda: measure(counting, first), lambda: measure(inserting, second)
                )
        finally:
            for name in names:
                postgres.administer(url, f"DROP DATABASE {name} WITH (FORCE)")
    sides = [[list(column) for column in zip(*side, strict=True)] for side in (counted, inserted)]
    conclude(
        "p17",
        "submit with rollups : submit without, PostgreSQL, 64 clients",
        [
            Goal("requests a second", ratio(sides[0][0], sides[1][0]), least=0.9),
            Goal("p99", ratio(sides[0][1], sides[1][1]), most=2.0),
        ],
        {
            "with rollups, requests/s": sides[0][0],
            "without, requests/s": sides[1][0],
            "with rollups, p99 ms": sides[0][1],
            "without, p99 ms": sides[1][1],
            "CPU ms each": [median(side[2]) for side in sides],
        },
    )


if __name__ == "__main__":
    main()
