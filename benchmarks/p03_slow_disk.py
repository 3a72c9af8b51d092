"""P3: a disk that takes two milliseconds longer for every fsync hardly shows."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.election import submissions
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.p01_durable_submit import measure
from benchmarks.service import service

SHIM = Path(__file__).with_name("slow_fsync.c")


def build(directory: str) -> str:
    library = f"{directory}/slow_fsync.so"
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
    except FileNotFoundError:
        sys.exit("P3 needs a C compiler named `cc` (Debian: apt install gcc libc6-dev).")
    return library


def main() -> None:
    with TemporaryDirectory() as directory:
        slower = {"LD_PRELOAD": build(directory)}
        with service() as usual, service(slower) as delayed:
            first, second = submissions(1), submissions(2)
            quick, slow = interleaved(ROUNDS, lambda: measure(usual, first), lambda: measure(delayed, second))
    rate = ratio([per_second for per_second, _ in slow], [per_second for per_second, _ in quick])
    conclude(
        "p03",
        "submit with +2 ms for every fsync : submit, 64 clients",
        [Goal("requests a second", rate, least=0.6)],
        {
            "with +2 ms, requests/s": [per_second for per_second, _ in slow],
            "as it is, requests/s": [per_second for per_second, _ in quick],
            "with +2 ms, CPU ms each": median(cpu for _, cpu in slow),
            "as it is, CPU ms each": median(cpu for _, cpu in quick),
        },
    )


if __name__ == "__main__":
    main()
