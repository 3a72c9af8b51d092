"""P6: photos pass through: 32 forms of 9 MB at once do not sit in memory."""

import threading
from itertools import islice

from benchmarks.figures import Goal, conclude
from benchmarks.load import drive
from benchmarks.photo_forms import forms
from benchmarks.process import Server
from benchmarks.service import service

AT_ONCE = 32
MIB = 1.048576  # MB


class Watch:
    """The most that the server held at any moment."""

    def __init__(self, server: Server) -> None:
        self._server, self._ended = server, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most_mb = 0.0

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.01):
            self.most_mb = max(self.most_mb, self._server.memory_mb())


def main() -> None:
    with service({"APP_WORKER": "outside"}) as server:
        warmed = drive(server.port, islice(forms(), 2), clients=1, seconds=60)
        before_mb = server.memory_mb()
        with Watch(server) as watch:
            load = drive(server.port, islice(forms(), 3 * AT_ONCE), clients=AT_ONCE, seconds=120)
    assert set(load.statuses) == set(warmed.statuses) == {201}, load.statuses
    grown = (watch.most_mb - before_mb) / MIB
    conclude(
        "p06",
        "memory of the server while 32 forms of three photos, 9 MB each, come at once",
        [Goal("growth, MiB", grown, most=80)],
        {"before, MB": before_mb, "at most, MB": watch.most_mb, "forms": load.requests},
    )


if __name__ == "__main__":
    main()
