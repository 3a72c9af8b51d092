"""A real streaming replica: the public reads it, at whatever moment it is, and nobody else does."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, delete, select, text
from structlog.testing import capture_logs

from app.accounts.roles import Role
from app.bootstrap import create_app
from app.cli.doctor import run_doctor
from app.core import problems
from app.core.middleware import stack
from app.db import replica
from app.db.deps import PublicReadDb
from app.db.migrate import migrate
from app.db.session import Database, beside
from app.elections.models import ElectionStatus
from app.jobs.models import Job
from app.publication.downloads import Downloads
from app.settings import Settings
from tests.db.test_sessions import job
from tests.factories import NOW, Factory
from tests.lending import Lending
from tests.postgres import Server, administer, own_server, replica_of
from tests.public_rows import published

pytestmark = pytest.mark.slow

PUBLIC = "/api/v1/elections/test-election"
CONSOLE = "/api/v1/console/elections/test-election"
TEMPLATE = "template_migrated"
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Pair:
    primary: Server
    replica: Server
    lending: Lending

    def caught_up(self) -> None:
        """Until the replica has replayed all that the primary has written."""
        written = asked(self.primary.url, "SELECT CAST(pg_current_wal_lsn() AS text)")
        until(lambda: asked(self.replica.url, f"SELECT pg_last_wal_replay_lsn() >= '{written}'") is True)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The replica goes on answering, and hears of nothing."""
        administer(self.replica.url, "SELECT pg_wal_replay_pause()")
        until(lambda: asked(self.replica.url, "SELECT pg_get_wal_replay_pause_state()") == "paused")
        try:
            yield
        finally:
            administer(self.replica.url, "SELECT pg_wal_replay_resume()")
            self.caught_up()

    @contextmanager
    def alone(self) -> Iterator[None]:
        self.replica.stop()
        try:
            yield
        finally:
            self.replica.start()
            self.caught_up()


def asked(url: str, question: str, database: str = "postgres") -> Any:
    engine = create_engine(f"{url}/{database}")
    with engine.connect() as connection:
        found = connection.scalar(text(question))
    engine.dispose()
    return found


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with own_server() as primary:
        administer(primary.url, f'CREATE DATABASE "{TEMPLATE}"')
        migrate(f"{primary.url}/{TEMPLATE}")
        with replica_of(primary) as replica:
            yield Pair(primary, replica, Lending(primary.url, TEMPLATE))


@pytest.fixture
def database_url(pair: Pair) -> Iterator[str]:
    with pair.lending.lent() as url:
        pair.caught_up()
        yield url


@pytest.fixture
def read_url(pair: Pair, database_url: str) -> str:
    return f"{pair.replica.url}/{database_url.rpartition('/')[2]}"


@pytest.fixture
def settings(database_url: str, read_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        database_read_url=read_url,
        directory_max_age_seconds=0,
        worker="outside",
        _env_file=None,
    )


ANSWERS = ("counts", "series", "coverage", "incidents", "changes", "incidents.csv", "changes.atom")


def tags(client: TestClient) -> dict[str, str]:
    addresses = [f"{PUBLIC}/{name}" for name in ANSWERS]
    addresses += [
        "/",
        "/elections/test-election",
        "/embed/test-election",
        "/ogc/collections/test-election.incidents/items",
    ]
    answers = {address: client.get(address) for address in addresses}
    assert {address: answer.status_code for address, answer in answers.items() if not answer.is_success} == {}
    return {address: answer.headers["etag"] for address, answer in answers.items()}


class TestThePublic:
    def test_reads_the_moment_at_which_the_replica_is(
        self, client: TestClient, make: Factory, pair: Pair
    ) -> None:
        view = make.election()
        published(make, view)
        pair.caught_up()
        before, counts, first = (
            tags(client),
            client.get(f"{PUBLIC}/counts").json(),
            client.get(f"{PUBLIC}/incidents"),
        )
        assert (counts["version"], len(first.json()["items"])) == ("1.0", 1)

        with pair.paused():
            published(make, view, changed_at=NOW.replace(hour=7))

            assert tags(client) == before
            assert client.get(f"{PUBLIC}/counts").json() == counts
            assert client.get(f"{PUBLIC}/incidents").content == first.content
            again = client.get(f"{PUBLIC}/incidents", headers={"If-None-Match": first.headers["etag"]})
            assert again.status_code == 304

        after, moved = tags(client), client.get(f"{PUBLIC}/counts").json()
        assert (moved["version"], len(client.get(f"{PUBLIC}/incidents").json()["items"])) == ("2.0", 2)
        assert moved["as_of"] > counts["as_of"]
        assert [address for address in before if after[address] == before[address]] == []

    def test_is_not_kept_from_the_others_by_an_election_that_the_replica_has_not_heard_of(
        self, client: TestClient, make: Factory, pair: Pair
    ) -> None:
        make.election()
        pair.caught_up()

        with pair.paused():
            make.election(slug="new-election", code="NE", name={"en": "Brand new"})
            answers = [
                client.get(f"/api/v1/elections/new-election/{name}") for name in ("counts", "incidents")
            ]
            home = client.get("/")

        assert [answer.status_code for answer in answers] == [503, 503]
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
        assert "Test election" in home.text
        assert "Brand new" not in home.text
        assert client.get("/api/v1/elections/new-election/counts").status_code == 200

    def test_gets_a_long_file_from_where_it_began(self, app: FastAPI, make: Factory, pair: Pair) -> None:
        view, downloads = make.election(), Downloads(at_a_time=1)
        database: Database = app.state.database
        pair.caught_up()
        with database.public() as session:
            reads = beside(session)

        with reads() as session:
            assert session.scalar(text("SELECT pg_is_in_recovery()")) is True
        assert list(downloads.following(reads, None, lambda *_: ([view], None), lambda _: True)) == []


class TestTheTeam:
    def test_reads_what_it_has_just_written(self, client: TestClient, make: Factory, pair: Pair) -> None:
        view = make.election()
        pair.caught_up()

        with pair.paused():
            report = make.report(view)
            moderator = make.headers(Role.MODERATOR, view)
            address = f"{CONSOLE}/reports/{report.id}"
            claimed = client.put(f"{address}/claim", headers=moderator)
            read = client.get(address, headers=moderator)
            listed = client.get(f"{CONSOLE}/reports", headers=moderator).json()["items"]

        assert claimed.status_code == 200, claimed.text
        assert read.json()["claim"] is not None
        assert [item["id"] for item in listed] == [str(report.id)]

    def test_sees_its_draft_as_it_is(self, client: TestClient, make: Factory, pair: Pair) -> None:
        view = make.election(status=ElectionStatus.DRAFT)
        lead = make.headers(Role.LEAD, view)
        pair.caught_up()

        with pair.paused():
            published(make, view)
            answers = [
                client.get(f"{PUBLIC}/{name}", headers=lead).json() for name in ("counts", "incidents")
            ]

        assert [answer["version"] for answer in answers] == ["1.0", "1.0"]


class TestWithoutIt:
    def test_the_primary_stands_in_until_it_is_back(
        self,
        client: TestClient,
        make: Factory,
        pair: Pair,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def doctor() -> str:
            """What it says of the replica."""
            capsys.readouterr()
            with capture_logs(), suppress(typer.Exit):
                run_doctor(as_json=True)
            said = {found["check"]: found["text"] for found in json.loads(capsys.readouterr().out)}
            return str(said["replica"])

        monkeypatch.setenv("APP_DATA_DIR", str(settings.data_dir))
        monkeypatch.setenv("APP_DATABASE_URL", settings.url)
        monkeypatch.setenv("APP_DATABASE_READ_URL", settings.database_read_url or "")
        view = make.election()
        pair.caught_up()
        assert client.get("/readyz").json()["warnings"] == []
        assert doctor() == "It answers."

        with pair.alone():
            published(make, view)
            answers = tags(client)
            ready = client.get("/readyz").json()
            said = doctor()

        assert (ready["status"], ready["warnings"]) == ("ready", ["replica-away"])
        assert "It does not answer" in said
        monkeypatch.setattr(replica, "ASK_AGAIN_SECONDS", 0)
        assert tags(client) == answers


class TestThatIsLate:
    @pytest.fixture
    def settings(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
        """Not a second is allowed, and every read finds out."""
        monkeypatch.setattr(replica, "ASK_AGAIN_SECONDS", 0)
        return settings.model_copy(update={"replica_max_behind_seconds": 0})

    @pytest.fixture
    def app(self, settings: Settings) -> FastAPI:
        """It keeps its answers: where one is kept, a request finds out once and not twice."""
        return create_app(settings)

    def test_is_not_read_until_it_has_caught_up(self, client: TestClient, make: Factory, pair: Pair) -> None:
        def version() -> str:
            return str(client.get(f"{PUBLIC}/counts").json()["version"])

        view = make.election()
        published(make, view)
        pair.caught_up()
        assert (version(), client.get("/readyz").json()["warnings"]) == ("1.0", [])

        with pair.paused():
            published(make, view, changed_at=NOW.replace(hour=7))
            noticed = version()
            late, ready = version(), client.get("/readyz").json()

        assert (noticed, late) == ("1.0", "2.0")
        assert (ready["status"], ready["warnings"]) == ("ready", ["replica-late"])
        assert (version(), client.get("/readyz").json()["warnings"]) == ("2.0", [])


def test_a_read_in_the_way_of_what_is_replayed_hears_503(
    database_url: str, read_url: str, pair: Pair, at_once: None
) -> None:
    """The replica cancels whoever still sees rows that have to go."""
    database, app = Database(database_url, read_url), FastAPI(middleware=stack())
    problems.install(app)
    app.state.database = database
    with database.write.begin() as session:
        session.add(job())

    @app.get("/")
    def read_twice(db: PublicReadDb) -> int:
        first = len(db.scalars(select(Job.id)).all())
        with database.write.begin() as session:
            session.execute(delete(Job))
        engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM jobs"))
        engine.dispose()
        pair.caught_up()
        return first + len(db.scalars(select(Job.id)).all())

    pair.caught_up()
    answer = TestClient(app, raise_server_exceptions=False).get("/")
    database.close()

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.fixture
def at_once(pair: Pair) -> Iterator[None]:
    """Readers get no time to finish before replaying goes on."""
    administer(pair.replica.url, "ALTER SYSTEM SET max_standby_streaming_delay = 0")
    administer(pair.replica.url, "SELECT pg_reload_conf()")
    until(lambda: asked(pair.replica.url, "SHOW max_standby_streaming_delay") == "0")
    yield
    administer(pair.replica.url, "ALTER SYSTEM RESET max_standby_streaming_delay")
    administer(pair.replica.url, "SELECT pg_reload_conf()")
