"""P16: what it costs to be there: importing the service, and a worker with nothing to do.

Both sides are loaded from bytecode that the first round leaves behind, as where the service is installed.
Under PYTHONDONTWRITEBYTECODE, a checkout would be compiled in each round, and the packages beside it
would not.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from app.db.migrate import migrate
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio
from benchmarks.process import Server

SETTLES_SECONDS = 5


class Started:
    """What is started here finds the bytecode that was left in `directory`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        kept = {"PYTHONPYCACHEPREFIX": str(directory / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        self._environment = {**os.environ, **kept, "APP_DATA_DIR": str(directory)}

    def import_cpu(self, statement: str) -> float:
        """Milliseconds of CPU of a process that does nothing else, less those of one that does nothing."""
        return (self._cpu(statement) - self._cpu("pass")) * 1000

    def _cpu(self, statement: str) -> float:
        before = os.times()
        subprocess.run([sys.executable, "-c", statement], check=True, env=self._environment)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    def idle_worker_mb(self) -> float:
        """After a first one, which compiled what it needs."""
        migrate(f"sqlite:///{self._directory}/pollwatch.db")
        self._worker_mb()
        return self._worker_mb()

    def _worker_mb(self) -> float:
        command, log = [str(Path(sys.executable).parent / "pollwatch"), "worker"], self._directory / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=self._environment, stdout=output, stderr=output)
        time.sleep(SETTLES_SECONDS)
        assert process.poll() is None, log.read_text()
        used = Server(process.pid, 0).memory_mb()
        process.terminate()
        process.wait(timeout=60)
        return used


def main() -> None:
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        started = Started(Path(directory))
        ours, theirs = interleaved(
            ROUNDS,
            lambda: started.import_cpu("import app.main"),
            lambda: started.import_cpu("import fastapi, sqlalchemy, uvicorn"),
        )
        memory = started.idle_worker_mb()
    conclude(
        "p16",
        "import app.main : import fastapi, sqlalchemy, uvicorn; memory of an idle worker",
        [
            Goal("CPU of the import", ratio(ours, theirs), most=1.5),
            Goal("idle worker, MB resident", memory, most=120),
        ],
        {"ours, CPU ms": median(ours), "theirs, CPU ms": median(theirs), "idle worker, MB": memory},
    )


if __name__ == "__main__":
    main()
