"""`kill -9` during uploads, of phones and of the service: what was acknowledged is there with its hash."""

import random
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import select

from app.db.session import Database
from app.reports.models import Photo, PhotoState
from app.settings import Settings
from app.workers import photo_store
from tests.cli.command import Command, Served
from tests.crash.conftest import WITHOUT_LIMITS, on_s3, starting_for
from tests.crash.outbox import REPORTS
from tests.factories import body_of
from tests.pictures import jpeg
from tests.soak import size

pytestmark = [
    pytest.mark.crash,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

KILLS = size(4, 100)
PHONES = 3
PATIENCE_SECONDS = 60


@dataclass
class Sending:
    """One photo of one report, and the process that sends it now."""

    words: list[str]
    sha256: str
    process: "subprocess.Popen[bytes]"

    def again(self) -> None:
        self.process = _start(self.words)


@dataclass
class Phones:
    directory: Path
    url_file: Path
    dice: random.Random
    sending: list[Sending] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def keep_busy(self, url: str) -> None:
        """Each phone that is done begins another photo, for another report."""
        for each in list(self.sending):
            code = each.process.poll()
            if code is not None:
                assert code == 0, "an answer that no phone should see"
                self.acknowledged.append(each.sha256)
                self.sending.remove(each)
        while len(self.sending) < PHONES:
            self.sending.append(self._next(url))

    def kill_one(self) -> None:
        chosen = self.dice.choice(self.sending)
        chosen.process.kill()
        if chosen.process.wait() == -signal.SIGKILL:  # else it had ended before
            chosen.again()

    def finish(self) -> None:
        for each in self.sending:
            assert each.process.wait(PATIENCE_SECONDS) == 0
            self.acknowledged.append(each.sha256)
        self.sending.clear()

    def _next(self, url: str) -> Sending:
        address = f"{REPORTS}/{uuid4()}"
        token = httpx2.put(url + address, json=body_of(), timeout=60).json()["upload_token"]
        content = jpeg() + self.dice.randbytes(self.dice.randrange(100_000, 2_500_000))
        photo = self.directory / f"{uuid4()}.jpg"
        photo.write_bytes(content)
        way = self.dice.choice(["pieces", "pieces", "body"])
        words = [str(self.url_file), address, token, way, str(photo)]
        return Sending(words, sha256(content).hexdigest(), _start(words))


def _start(words: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "tests.crash.sender", *words])


@pytest.mark.parametrize("place", ["local", "s3"])
def test_nothing_acknowledged_is_lost_and_nothing_is_stored_in_half(
    place: str, request: pytest.FixtureRequest, settings: Settings, pollwatch: Command, tmp_path: Path
) -> None:
    env = {"APP_WORKER": "outside", **WITHOUT_LIMITS}
    if place == "s3":
        env |= on_s3(request.getfixturevalue("s3").bucket(f"photos-{uuid4().hex}"))
    phones = Phones(tmp_path, tmp_path / "url", random.Random(12))

    try:
        kills = 0
        while kills < KILLS:
            with starting_for(kills, pollwatch).serving(**env) as served:
                kills += _until_the_service_is_killed(served, phones)
        with pollwatch.serving(**env) as served:
            phones.url_file.write_text(served.url)
            phones.finish()
            assert served.stop() == 0
    finally:
        for each in phones.sending:
            each.process.kill()
            each.process.wait()

    _require_whole(_settings(settings, env), phones.acknowledged)
    checked = pollwatch("media", "check", **env)
    assert (checked.code, len(phones.acknowledged) >= PHONES) == (0, True), checked.err


def _until_the_service_is_killed(served: Served, phones: Phones) -> int:
    """Before it, phones are; says how many kills that were together."""
    phones.url_file.write_text(served.url)
    killed_phones = phones.dice.randrange(3)
    for _ in range(killed_phones):
        phones.keep_busy(served.url)
        _any_moment(phones)
        phones.kill_one()
    phones.keep_busy(served.url)
    _any_moment(phones)
    served.process.kill()
    served.process.wait()
    return killed_phones + 1


def _any_moment(phones: Phones) -> None:
    with suppress(subprocess.TimeoutExpired):
        phones.dice.choice(phones.sending).process.wait(phones.dice.uniform(0.05, 0.8))


def _require_whole(settings: Settings, acknowledged: list[str]) -> None:
    """Every acknowledged photo once, every row with its bytes, and nothing that is neither here nor there."""
    database, store = Database(settings.url), photo_store(settings)
    with database.read() as session:
        rows = list(session.scalars(select(Photo)))
    database.close()
    assert {row.state for row in rows} == {PhotoState.RECEIVED}
    assert sorted(row.sha256 for row in rows) == sorted(acknowledged)
    for row in rows:
        assert row.store_key is not None
        with store.open(row.store_key) as photo:
            assert sha256(photo.read()).hexdigest() == row.sha256
    assert {row.store_key for row in rows} <= set(store.keys())


def _settings(settings: Settings, env: dict[str, str]) -> Settings:
    given: dict[str, Any] = {name.removeprefix("APP_").lower(): value for name, value in env.items()}
    given |= {"data_dir": settings.data_dir, "database_url": settings.url, "_env_file": None}
    return Settings(**given)
