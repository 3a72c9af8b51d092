"""P4: what counting and the receipt add to storing a report. The ledger is not written yet."""

import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

from app.core.keyring import open_keyring
from app.core.strict_json import loads
from app.db.session import Database
from app.elections.directory import Directory
from app.elections.view import ElectionView
from app.intake.codes import Codes
from app.intake.prepare import Sender
from app.intake.service import Intake
from app.intake.store import store
from app.reports import history
from benchmarks.election import NOW, SLUG, bodies, prepare
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio

REPORTS, AT_ONCE = 2048, 64


class Side:
    """Submissions into a database of its own, all in this process: only its CPU is looked at."""

    def __init__(self, directory: Path, name: str) -> None:
        url = f"sqlite:///{directory / name}.db"
        prepare(url)
        self._database = Database(url)
        view = Directory(self._database, 60).find(SLUG)
        assert view is not None
        self._view: ElectionView = view
        keyring = open_keyring(directory / "keys")
        self._intake = Intake(keyring, Codes.of(keyring))
        self._dice = Random(name)

    def submit(self, *, answering: bool) -> float:
        """Microseconds of CPU for each."""
        began = time.process_time()
        coming = [
            self._intake.prepare(
                self._view, UUID(int=self._dice.getrandbits(128), version=4), loads(body), Sender(), NOW
            )
            for body in islice(cycle(BODIES), REPORTS)
        ]
        for start in range(0, REPORTS, AT_ONCE):
            batch = coming[start : start + AT_ONCE]
            with self._database.write.begin() as session:
                answers = store(session, batch)
            if answering:
                for submission, stored in zip(batch, answers, strict=True):
                    self._intake.receipt(self._view, submission, stored, "").model_dump_json()
        return (time.process_time() - began) / REPORTS * 1e6


BODIES = bodies()


def without_counting(measure: Callable[[], float]) -> float:
    counting = history.received
    history.received = lambda *_: None
    try:
        return measure()
    finally:
        history.received = counting


def main() -> None:
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        whole, bare = Side(Path(directory), "whole"), Side(Path(directory), "bare")
        counted, uncounted = interleaved(
            ROUNDS,
            lambda: whole.submit(answering=True),
            lambda: without_counting(lambda: bare.submit(answering=False)),
        )
    conclude(
        "p04",
        "CPU of a submission with rollups and receipt : without them",
        [Goal("CPU", ratio(counted, uncounted), most=1.60)],
        {"with, CPU µs each": median(counted), "without, CPU µs each": median(uncounted)},
    )


if __name__ == "__main__":
    main()
