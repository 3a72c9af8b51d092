"""`kill -9` under load: what was acknowledged is there, and nothing is there in half."""

import random
import signal
from collections.abc import Iterator
from uuid import uuid4

import httpx2
import pytest

from app.db.migrate import migrate
from app.settings import Settings
from tests.cli.command import Command, Served
from tests.crash.conftest import WITHOUT_LIMITS, starting_for
from tests.crash.outbox import Phones, Sent
from tests.crash.proof import prove
from tests.postgres import Server, administer, own_server
from tests.soak import size

pytestmark = pytest.mark.crash

KILLS = size(5, 50)


def test_nothing_acknowledged_is_lost_by_killing_the_service(settings: Settings, pollwatch: Command) -> None:
    phones, dice = Phones(seed=4), random.Random(10)
    with phones.sending():
        for kill in range(KILLS):
            with starting_for(kill, pollwatch).serving(**WITHOUT_LIMITS) as served:
                phones.go_on(served.url)
                phones.wait_for_more(dice.randrange(1, 120))  # any moment will do
                served.process.kill()
                served.process.wait()
            phones.pause()

        with pollwatch.serving(**WITHOUT_LIMITS) as served:
            prove(settings, phones.acknowledged)
            phones.go_on(served.url)
            phones.wait_for_more(50)
            assert served.stop() == 0  # what it had taken in by then, it has stored

    with pollwatch.serving(**WITHOUT_LIMITS) as served:
        prove(settings, phones.acknowledged)
        replay_all(served, phones.acknowledged)
    assert phones.surprises == []
    assert len(phones.acknowledged) > KILLS


def replay_all(served: Served, acknowledged: list[Sent]) -> None:
    """An outbox that never heard the answer gets the same one."""
    with httpx2.Client(timeout=60) as client:
        for sent in acknowledged:
            again = sent.send(client, served.url)
            assert (again.status_code, again.json()) == (200, same_photos(sent.receipt, served.url))


def same_photos(receipt: dict[str, object], url: str) -> dict[str, object]:
    """Where photos go names the address that was asked, and the port is another one now."""
    photos = receipt["photos"]
    assert isinstance(photos, list)
    moved = [
        photo | {"upload_url": url + photo["upload_url"][photo["upload_url"].index("/api/") :]}
        for photo in photos
    ]
    return receipt | {"photos": moved}


class TestPostgresql:
    """Its own server, because it is stopped under the service's feet."""

    @pytest.fixture
    def server(self) -> Iterator[Server]:
        with own_server() as started:
            yield started

    @pytest.fixture
    def database_url(self, server: Server) -> str:
        name = f"crash_{uuid4().hex}"
        administer(server.url, f'CREATE DATABASE "{name}"')
        migrate(f"{server.url}/{name}")
        return f"{server.url}/{name}"

    def test_nothing_acknowledged_is_lost_by_stopping_the_database(
        self, settings: Settings, pollwatch: Command, server: Server
    ) -> None:
        phones, dice = Phones(seed=5), random.Random(11)
        with pollwatch.serving(**WITHOUT_LIMITS) as served, phones.sending():
            phones.go_on(served.url)
            for how in [signal.SIGINT, signal.SIGQUIT] * size(1, 10):
                phones.wait_for_more(dice.randrange(20, 120))
                server.stop(how)
                server.start()
            phones.wait_for_more(50)

        prove(settings, phones.acknowledged)
        assert phones.surprises == []
