"""Processes that the warm one has forked, to be held like those of `subprocess`: see warm.py."""

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

LOOKS_EVERY_SECONDS = 0.01


class Process(Protocol):
    """What tests need of one, however it was begun."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Forked:
    """`pollwatch` with these words, which has read no module anew."""

    def __init__(self, words: tuple[str, ...], env: dict[str, str], out: Path, err: Path) -> None:
        self._code: int | None = None
        self.pid: int = _warm().ask({"words": words, "env": env, "out": str(out), "err": str(err)})

    def poll(self) -> int | None:
        if self._code is None:
            self._code = _warm().ask(self.pid)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("pollwatch", timeout or 0)
            time.sleep(LOOKS_EVERY_SECONDS)
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class _Warm:
    def __init__(self) -> None:
        self._turn = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, question: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


@cache
def _warm() -> _Warm:
    """One for all tests of this process."""
    warm = _Warm()
    atexit.register(warm.end)
    return warm
