"""The life of the service: it starts once, keeps its log short, and stops without losing anything."""

import concurrent.futures
import signal
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import func, select

from app.db.session import Database
from app.elections import service as elections
from app.elections.models import ElectionStatus
from app.elections.schemas import ElectionIn
from app.reports.models import Report
from tests.cli.command import NO_TLS, Command, Served, when

NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
REPORT = {"category": "voter_transport.carousel_voting", "description": "Three white minibuses."}


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """With one open election."""
    database = Database(database_url)
    with database.write.begin() as session:
        given = ElectionIn(
            slug="test-election",
            code="TE",
            name={"en": "Test"},
            time_zone="Asia/Bishkek",
            voting_on=NOW.date(),
        )
        elections.create(session, given, NOW).status = ElectionStatus.OPEN
    database.close()
    return Command(tmp_path / "data", database_url)


@pytest.fixture
def embedded(tmp_path: Path) -> Command:
    return Command(tmp_path / "data")


@pytest.fixture
def installed(command: Command) -> Command:
    """The script itself, and whatever it imports and starts."""
    return replace(command, installed=True)


def send(served: Served) -> bool:
    """Whether the report was acknowledged."""
    address = f"{served.url}/api/v1/elections/test-election/reports/{uuid4()}"
    try:
        return httpx2.put(address, json=REPORT, timeout=30, verify=NO_TLS).status_code == 201
    except httpx2.TransportError:
        return False


def stored(url: str) -> int:
    database = Database(url)
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(Report)) or 0
    database.close()
    return count


class TestServe:
    def test_a_new_data_directory_is_served_at_once(self, embedded: Command) -> None:
        with replace(embedded, installed=True).serving("--migrate") as served:
            ready = httpx2.get(f"{served.url}/readyz").json()

            assert ready["status"] == "ready"
            assert set(ready["checks"].values()) == {"ok"}
            assert "pollwatch account create" in served.log.read_text()  # nobody can sign in yet

    def test_what_was_acknowledged_is_stored_when_it_is_told_to_stop(self, command: Command) -> None:
        with command.serving() as served, concurrent.futures.ThreadPoolExecutor(16) as pool:
            first = [pool.submit(send, served) for _ in range(50)]
            concurrent.futures.wait(first)
            rest = [pool.submit(send, served) for _ in range(400)]
            concurrent.futures.wait(rest, return_when=concurrent.futures.FIRST_COMPLETED)
            code = served.stop()

        assert code == 0
        acknowledged = sum(each.result() for each in [*first, *rest])
        assert acknowledged >= 50
        assert stored(command.database_url) >= acknowledged

    def test_a_port_in_use_is_said_in_one_line(self, embedded: Command) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            done = embedded("serve", "--migrate", "--port", str(taken.getsockname()[1]))

        assert done.code == 1
        assert "Cannot listen on 127.0.0.1" in done.err
        assert "Traceback" not in done.err

    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_several_processes_share_one_postgresql(self, installed: Command) -> None:
        with installed.serving("--workers", "2") as served:
            assert all(send(served) for _ in range(20))
            assert served.stop() == 0

        assert stored(installed.database_url) == 20


class TestWriterLock:
    @pytest.mark.parametrize("words", [("serve", "--port", "0"), ("worker",), ("migrate",)])
    def test_a_second_process_is_refused_and_told_why(
        self, embedded: Command, words: tuple[str, ...]
    ) -> None:
        with embedded.serving("--migrate") as served:
            refused = embedded(*words)

            assert refused.code == 1
            assert str(served.process.pid) in refused.err
            assert httpx2.get(f"{served.url}/readyz").status_code == 200

    def test_short_commands_run_beside_the_service(self, embedded: Command) -> None:
        with embedded.serving("--migrate"):
            assert embedded("account", "create", "ann", "--role", "admin").code == 0

    def test_a_process_that_was_killed_leaves_no_lock(self, embedded: Command) -> None:
        with embedded.serving("--migrate") as served:
            served.process.kill()
            served.process.wait()

            with embedded.serving() as again:
                assert httpx2.get(f"{again.url}/readyz").status_code == 200

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_log_of_writes_is_used_again_under_load(self, command: Command) -> None:
        """Every write makes it longer, unless it has begun at its front again."""
        log = Path(f"{command.database_url.removeprefix('sqlite:///')}-wal")
        lengths: list[int] = []
        with command.serving() as served, concurrent.futures.ThreadPoolExecutor(8) as pool:
            while len(lengths) < 60 and len(lengths) == len(set(lengths)):
                assert all(pool.map(lambda _: send(served), range(50)))
                lengths.append(log.stat().st_size)

        assert len(lengths) > len(set(lengths)), "it only ever grew"
        assert stored(command.database_url) == 50 * len(lengths)


class TestWorker:
    def test_stops_when_told_to(self, command: Command) -> None:
        with command.running("worker") as (process, log):
            when(process, log, '"event": "(working)"')

            process.send_signal(signal.SIGTERM)

            assert process.wait(60) == 0
