"""P2: group commit against a session and a commit for every request."""

from statistics import median

from benchmarks.election import submissions
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.p01_durable_submit import measure
from benchmarks.service import service
from benchmarks.textbook import textbook


def main() -> None:
    with service() as ours, textbook() as theirs:
        mine, book = submissions(1), submissions(2)
        grouped, single = interleaved(ROUNDS, lambda: measure(ours, mine), lambda: measure(theirs, book))
    rate = ratio([per_second for per_second, _ in grouped], [per_second for per_second, _ in single])
    conclude(
        "p02",
        "durable submit : the textbook's durable submit, 64 clients",
        [Goal("requests a second", rate, least=6.0)],
        {
            "ours, requests/s": [per_second for per_second, _ in grouped],
            "textbook, requests/s": [per_second for per_second, _ in single],
            "ours, CPU ms each": median(cpu for _, cpu in grouped),
            "textbook, CPU ms each": median(cpu for _, cpu in single),
        },
    )


if __name__ == "__main__":
    main()
