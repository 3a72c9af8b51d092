"""P13: an exact count that was asked before costs little more than a route that says hello."""

from collections.abc import Iterator
from itertools import repeat
from statistics import median

import httpx2

from benchmarks.election import SLUG
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.load import drive, request
from benchmarks.process import Server
from benchmarks.service import PLAIN, service

COUNTS = f"/api/v1/elections/{SLUG}/counts?by=group,area"


def measure(server: Server, requests: Iterator[bytes], status: int) -> tuple[float, float]:
    before = server.cpu_seconds()
    load = drive(server.port, requests, clients=16)
    assert set(load.statuses) == {status}, load.statuses
    return load.per_second, (server.cpu_seconds() - before) / load.requests * 1000


def main() -> None:
    with service() as server:
        tag = httpx2.get(f"http://127.0.0.1:{server.port}{COUNTS}").headers["ETag"]
        plain = repeat(request("GET", PLAIN))
        counts = repeat(request("GET", COUNTS))
        unchanged = repeat(request("GET", COUNTS, b"", f"If-None-Match: {tag}"))
        hello, counted, same = interleaved(
            ROUNDS,
            lambda: measure(server, plain, 200),
            lambda: measure(server, counts, 200),
            lambda: measure(server, unchanged, 304),
        )
    rates = [[per_second for per_second, _ in side] for side in (hello, counted, same)]
    conclude(
        "p13",
        "a count from memory : a plain Starlette route of the same service, 16 clients",
        [
            Goal("the count, requests a second", ratio(rates[1], rates[0]), least=0.35),
            Goal("304, requests a second", ratio(rates[2], rates[0]), least=0.5),
        ],
        {
            "plain route, requests/s": rates[0],
            "count, requests/s": rates[1],
            "304, requests/s": rates[2],
            "CPU ms each": [median(cpu for _, cpu in side) for side in (hello, counted, same)],
        },
    )


if __name__ == "__main__":
    main()
