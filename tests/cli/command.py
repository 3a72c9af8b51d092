"""The real command in a process of its own, as an operator runs it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx2

from tests.cli.forked import Forked, Process

POLLWATCH = Path(sys.executable).parent / "pollwatch"
NO_TLS = False  # to read the world's certificates takes longer than a request to this machine
STARTS_WITHIN_SECONDS = 180  # on a machine that has much else to do


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Command:
    """`pollwatch` with this data directory and database."""

    data_dir: Path
    database_url: str = ""
    installed: bool = False  # whether what goes on running is begun by the installed script, in seconds more

    def __call__(self, *words: str, **env: str) -> Done:
        with TemporaryDirectory(prefix="pollwatch-command-") as directory:
            out, err = Path(directory) / "out", Path(directory) / "err"
            code = Forked(words, self.environment(**env), out, err).wait()
            return Done(code, out.read_text(), err.read_text())

    @contextmanager
    def serving(self, *words: str, **env: str) -> "Iterator[Served]":
        """A service on a free port that is ready; stopped afterwards if it still runs."""
        with self.running("serve", "--port", "0", *words, **env) as (process, log):
            url = when(process, log, r'"url": "([^"]+)"')
            wait_until(process, log, lambda: _is_ready(url))
            yield Served(process, url, log)

    @contextmanager
    def running(self, *words: str, **env: str) -> Iterator[tuple[Process, Path]]:
        """The process and where its output goes."""
        log = self.data_dir.parent / f"{words[0]}-{uuid4().hex[:8]}.log"
        process = self._begun(words, self.environment(**env), log)
        try:
            yield process, log
        finally:
            process.terminate()
            process.wait(60)

    def _begun(self, words: tuple[str, ...], env: dict[str, str], log: Path) -> Process:
        log.touch()
        if not self.installed:
            return Forked(words, env, log, log)
        with log.open("wb") as output:
            return subprocess.Popen([POLLWATCH, *words], stdout=output, stderr=output, env=env)

    def environment(self, **given: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("APP_")}
        own = {"APP_DATA_DIR": str(self.data_dir), "APP_DATABASE_URL": self.database_url, "COLUMNS": "200"}
        return inherited | own | given


@dataclass
class Served:
    process: Process
    url: str
    log: Path

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def when(process: Process, log: Path, pattern: str) -> str:
    """The first group of `pattern` once it stands in the log."""
    wait_until(process, log, lambda: re.search(pattern, log.read_text()) is not None)
    found = re.search(pattern, log.read_text())
    assert found is not None
    return found[1]


def wait_until(
    process: Process,
    log: Path,
    holds: Callable[[], bool],
    within_seconds: float = STARTS_WITHIN_SECONDS,
) -> None:
    deadline = time.monotonic() + within_seconds
    while not holds():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", timeout=10, verify=NO_TLS).status_code == 200
    except httpx2.TransportError:
        return False
