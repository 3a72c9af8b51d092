"""Children that wait, ready, for a picture. Each takes one and ends with it, so that none sees two."""

import os
import subprocess
import sys
import weakref
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Final

PROGRAM: Final = ("-m", "app.evidence.child")
NICENESS: Final = 15  # beside whoever starts it: people wait for answers, pictures for the time between

Child = subprocess.Popen[bytes]
_Waiting = deque[Future[Child]]


def start(program: Sequence[str] = PROGRAM) -> Child:
    """A child that will read from its stdin; it ends when that ends, or with the thread that started it."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={},  # ours may hold keys
    )
    os.setpriority(os.PRIO_PROCESS, child.pid, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)
    return child


class Spares:
    """Keeps so many children waiting, from the first one taken on and for as long as it is held itself."""

    def __init__(self, count: int = 1) -> None:
        self._count, self._waiting, self._lock = count, _Waiting(), Lock()
        # One thread starts them all, and outlives them: those who take them come and go.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="spares")
        weakref.finalize(self, _end, self._waiting, self._starter)

    def take(self) -> Child:
        """One that waits, or else a new one; its successor is started meanwhile."""
        with self._lock:
            while len(self._waiting) <= self._count:
                self._waiting.append(self._starter.submit(start))
            spare = self._waiting.popleft()
        child = spare.result()
        if child.poll() is None:
            return child
        with child:  # where memory runs short, those who wait go first
            return start()


def _end(waiting: _Waiting, starter: ThreadPoolExecutor) -> None:
    starter.shutdown()
    for spare in waiting:
        with spare.result() as child:
            child.kill()
