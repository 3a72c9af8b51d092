"""An S3 server for the tests: OpenStack Swift from its wheels, four small processes and one disk."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.storage.bucket import Bucket
from app.storage.errors import StoreUnavailable
from app.storage.s3 import make_bucket

STARTS_WITHIN_SECONDS = 60
ACCOUNT, USER, SECRET = "test", "tester", "testing"
KINDS = ("account", "container", "object")

SWIFT_CONF = """[swift-hash]
swift_hash_path_suffix = pollwatch
swift_hash_path_prefix = tests
[storage-policy:0]
name = only
default = yes
"""
SERVER_CONF = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {base}
devices = {base}/devices
mount_check = false
workers = 0
log_level = ERROR
fallocate_reserve = 0
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY_CONF = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {base}
workers = 0
log_level = ERROR
[pipeline:main]
pipeline = catch_errors proxy-logging cache s3api tempauth copy slo dlo proxy-logging proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user_name} = {secret} .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""


@dataclass(slots=True)
class Swift:
    """A running server. `stop` and `start` are for tests of outages: what was stored stays."""

    base: Path
    ports: dict[str, int]
    processes: list["subprocess.Popen[bytes]"]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.ports['proxy']}"

    @property
    def access_key_id(self) -> str:
        return f"{ACCOUNT}:{USER}"

    def bucket(self, name: str) -> Bucket:
        """Made now."""
        made = Bucket(name, self.endpoint, "us-east-1", self.access_key_id, SECRET)
        _until_it_answers(lambda: make_bucket(made))
        return made

    def start(self) -> None:
        with (self.base / "log").open("ab") as log:
            self.processes = [self._spawn(kind, log.fileno()) for kind in (*KINDS, "proxy")]
        _wait_for(f"{self.endpoint}/")

    def freeze(self) -> None:
        """It takes connections and answers nothing, as a machine that hangs."""
        for process in self.processes:
            process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.thaw()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            process.wait()
        self.processes = []

    def _spawn(self, kind: str, log: int) -> "subprocess.Popen[bytes]":
        command = [Path(sys.executable).parent / f"swift-{kind}-server", self.base / f"{kind}.conf"]
        return subprocess.Popen([str(word) for word in command], stdout=log, stderr=log, cwd=self.base)


@contextmanager
def server() -> Iterator[Swift]:
    """Ready to take requests; what was started here is stopped and removed here."""
    base = Path(tempfile.mkdtemp(prefix="pollwatch-swift-"))
    swift = Swift(base, {kind: _free_port() for kind in (*KINDS, "proxy")}, [])
    _configure(swift)
    try:
        swift.start()
        yield swift
    finally:
        swift.stop()
        shutil.rmtree(base, ignore_errors=True)


def _configure(swift: Swift) -> None:
    assert importlib.util.find_spec("swift") is not None, "the test requirements bring Swift"
    base, user = swift.base, pwd.getpwuid(os.geteuid()).pw_name
    (base / "devices" / "d1").mkdir(parents=True)
    (base / "swift.conf").write_text(SWIFT_CONF)
    for kind in KINDS:
        text = SERVER_CONF.format(port=swift.ports[kind], user=user, base=base, kind=kind)
        (base / f"{kind}.conf").write_text(text)
        _build_ring(base, kind, swift.ports[kind])
    names = {"account": ACCOUNT, "user_name": USER, "secret": SECRET}
    (base / "proxy.conf").write_text(
        PROXY_CONF.format(port=swift.ports["proxy"], user=user, base=base, **names)
    )


def _build_ring(base: Path, kind: str, port: int) -> None:
    builder = importlib.import_module("swift.common.ring.builder").RingBuilder(2, 1, 1)
    builder.add_dev(
        {"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d1", "weight": 1.0}
    )
    builder.rebalance()
    builder.get_ring().save(str(base / f"{kind}.ring.gz"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(url: str) -> None:
    def ask() -> None:
        with suppress(urllib.error.HTTPError):  # it answers
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  our own loopback

    _until_it_answers(ask)


def _until_it_answers(ask: Callable[[], None]) -> None:
    """The proxy is up before the servers behind it are."""
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            ask()
        except (OSError, StoreUnavailable):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
