"""P16: what it costs to be there: importing the service, and a worker with nothing to do."""

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


def import_cpu(statement: str) -> float:
    """Milliseconds of CPU of a process that does nothing else, less those of one that does nothing."""
    return (_cpu(statement) - _cpu("pass")) * 1000


def _cpu(statement: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def idle_worker_mb() -> float:
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        migrate(f"sqlite:///{directory}/pollwatch.db")
        command = [str(Path(sys.executable).parent / "pollwatch"), "worker"]
        with (Path(directory) / "log").open("wb") as log:
            process = subprocess.Popen(
                command, env={**os.environ, "APP_DATA_DIR": directory}, stdout=log, stderr=log
            )
        time.sleep(SETTLES_SECONDS)
        assert process.poll() is None, (Path(directory) / "log").read_text()
        used = Server(process.pid, 0).memory_mb()
        process.terminate()
        process.wait(timeout=60)
    return used


def main() -> None:
    ours, theirs = interleaved(
        ROUNDS,
        lambda: import_cpu("import app.main"),
        lambda: import_cpu("import fastapi, sqlalchemy, uvicorn"),
    )
    memory = idle_worker_mb()
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
