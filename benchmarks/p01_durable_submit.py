"""P1: a report on disk costs little more than a typed POST that stores nothing."""

from collections.abc import Iterator
from statistics import median

from benchmarks.election import submissions
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.load import drive
from benchmarks.process import Server
from benchmarks.service import TWIN, service


def measure(server: Server, requests: Iterator[bytes]) -> tuple[float, float]:
    """Requests a second, and the server's milliseconds of CPU for each."""
    before = server.cpu_seconds()
    load = drive(server.port, requests)
    assert set(load.statuses) == {201}, load.statuses
    return load.per_second, (server.cpu_seconds() - before) / load.requests * 1000


def main() -> None:
    with service() as server:
        durable, twin = submissions(1), submissions(2, TWIN)
        stored, forgotten = interleaved(
            ROUNDS, lambda: measure(server, durable), lambda: measure(server, twin)
        )
    rate = ratio([per_second for per_second, _ in stored], [per_second for per_second, _ in forgotten])
    conclude(
        "p01",
        "durable typed submit : the same app's typed POST without a database, 64 clients",
        [Goal("requests a second", rate, least=0.40)],
        {
            "durable, requests/s": [per_second for per_second, _ in stored],
            "without a database, requests/s": [per_second for per_second, _ in forgotten],
            "durable, CPU ms each": median(cpu for _, cpu in stored),
            "without a database, CPU ms each": median(cpu for _, cpu in forgotten),
        },
    )


if __name__ == "__main__":
    main()
