"""`pollwatch worker`: does the jobs, such as making renditions of photos, in a process of its own."""

import signal
import threading
from contextlib import nullcontext

import structlog

from app.cli.opening import alone, opened, read_settings
from app.core.loading import loading
from app.db.checkpointer import Checkpointer

log = structlog.get_logger("pollwatch.worker")


def run_worker() -> None:
    """Work through the jobs until told to stop; the job in hand is finished first.

    On SQLite `pollwatch serve` does them itself, and a worker beside it refuses to start. On PostgreSQL
    there may be any number.
    """
    with loading():  # where used: the other commands do without
        from app.core import logs
        from app.jobs.worker import working
        from app.workers import workers

    settings = read_settings()
    logs.configure()
    with alone(settings), opened(settings) as database:
        told_to_stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: told_to_stop.set())
        checkpoints = Checkpointer(database) if database.embedded else nullcontext()
        with checkpoints, working(workers(settings, database)):
            log.info("working")
            told_to_stop.wait()
