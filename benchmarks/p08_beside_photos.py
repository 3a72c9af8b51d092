"""P8: two photos being looked at all the time hardly slow down the reports that come in.

`python -m benchmarks.p08_beside_photos work` looks at photos, two at a time, until it is ended.
"""

import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from app.evidence.sandbox import inspect
from app.evidence.spares import Spares
from benchmarks.election import submissions
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.load import drive
from benchmarks.p07_renditions import MP_12, photo
from benchmarks.process import ROOT, Server
from benchmarks.service import service

AT_ONCE = 2


def work() -> None:
    content, spares = photo(*MP_12), Spares(AT_ONCE)

    def without_end() -> None:
        while True:
            inspect(io.BytesIO(content), child=spares.take)
            print(flush=True)

    threads = [threading.Thread(target=without_end) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def photos_at_work() -> Iterator[None]:
    """From the first photo that is done."""
    command = [sys.executable, "-m", "benchmarks.p08_beside_photos", "work"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        try:
            yield
        finally:
            worker.kill()


def per_second(server: Server, requests: Iterator[bytes]) -> float:
    load = drive(server.port, requests)
    assert set(load.statuses) == {201}, load.statuses
    return load.per_second


def per_second_beside_photos(server: Server, requests: Iterator[bytes]) -> float:
    with photos_at_work():
        return per_second(server, requests)


def main() -> None:
    with service() as server:
        requests = submissions(8)
        alone, beside = interleaved(
            ROUNDS,
            lambda: per_second(server, requests),
            lambda: per_second_beside_photos(server, requests),
        )
    conclude(
        "p08",
        "durable submits while two photos of 12 megapixels are looked at all the time : without, 64 clients",
        [Goal("requests a second", ratio(beside, alone), least=0.90)],
        {"beside photos, requests/s": median(beside), "alone, requests/s": median(alone)},
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["work"]:
        work()
    else:
        main()
