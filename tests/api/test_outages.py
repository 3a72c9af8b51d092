"""A database that is full or away: 503 and "send it again", nothing half stored, and it passes."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.db.session import Database
from app.jobs import queue
from app.jobs.worker import Worker
from app.reports.models import Photo, Report
from app.tallies.models import StaffTally
from tests.factories import Factory, body_of
from tests.postgres import administer

REPORTS = "/api/v1/elections/test-election/reports"
REPORT = b'{"category": "other.other"}'
PATIENCE_SECONDS = 30
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def stored(make: Factory) -> tuple[int, int]:
    with make.session() as session:
        counted = select(func.sum(StaffTally.reports)).where(StaffTally.grain == "total")
        return session.scalar(select(func.count()).select_from(Report)) or 0, session.scalar(counted) or 0


def limit_pages(app: FastAPI, pages: str) -> None:
    """The database's own way of being full."""
    with app.state.database.write.begin() as session:
        used = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages.format(used=used)}"))


def jpeg() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "JPEG")
    return content.getvalue()


@only_sqlite
class TestFull:
    def test_a_report_hears_503_and_is_stored_whole_later(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        make.election()
        url, body = f"{REPORTS}/{uuid4()}", body_of(description="x" * 4000, contact="y" * 400)
        limit_pages(app, "{used}")

        refused = client.put(url, json=body)
        limit_pages(app, "1073741823")
        taken = client.put(url, json=body)

        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
        assert int(refused.headers["Retry-After"]) > 0
        assert taken.status_code == 201
        assert stored(make) == (1, 1)

    def test_a_write_of_the_console_hears_503_too(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        admin = make.headers(Role.ADMIN)
        limit_pages(app, "{used}")

        answers = [
            client.post("/api/v1/organisations", json={"name": f"{number:03d}" + "x" * 190}, headers=admin)
            for number in range(40)
        ]

        assert {answer.status_code for answer in answers} == {201, 503}

    def test_a_photo_whose_report_was_not_stored_waits_for_the_sweeper(
        self, app: FastAPI, client: TestClient, make: Factory, tmp_path: Path
    ) -> None:
        """Nobody knows at that moment whether the commit came about, so its bytes must not be deleted."""
        make.election()
        limit_pages(app, "{used}")

        answer = client.post(
            REPORTS,
            files=[
                ("report", (None, '{"category": "other.other", "description": "%s"}' % ("x" * 4000))),
                ("photo", ("a.jpg", jpeg(), "image/jpeg")),
            ],
        )

        assert answer.status_code == 503
        assert stored(make) == (0, 0)
        assert len(list(app.state.store.keys())) == 1


@contextmanager
def away(server_url: str, database_url: str) -> Iterator[None]:
    """The database takes no connections, and those that were there are cut."""
    name = database_url.rpartition("/")[2]
    administer(server_url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    cut(server_url, name)
    yield
    administer(server_url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def cut(server_url: str, name: str) -> None:
    administer(server_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


@only_postgresql
class TestAway:
    def test_connections_that_were_cut_are_replaced(
        self, client: TestClient, make: Factory, database_url: str, postgres: str
    ) -> None:
        make.election()
        monitor = make.headers(Role.MONITOR)
        assert client.put(f"{REPORTS}/{uuid4()}", json=body_of(), headers=monitor).status_code == 201

        cut(postgres, database_url.rpartition("/")[2])

        assert client.put(f"{REPORTS}/{uuid4()}", json=body_of(), headers=monitor).status_code == 201
        assert stored(make) == (2, 2)

    def test_every_kind_of_request_hears_503_while_it_takes_no_connections(
        self, client: TestClient, make: Factory, database_url: str, postgres: str
    ) -> None:
        make.election()
        moderator = make.headers(Role.MODERATOR)
        code = {"tracking_code": "4821 7730 1946 5500 3178"}

        with away(postgres, database_url):
            answers = [
                client.put(f"{REPORTS}/{uuid4()}", json=body_of()),
                client.get("/api/v1/me", headers=moderator),
                client.post("/api/v1/receipts/lookup", json=code),
                client.post("/api/v1/receipts/withdraw", json=code),
            ]

        for answer in answers:
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        assert client.put(f"{REPORTS}/{uuid4()}", json=body_of()).status_code == 201
        assert stored(make) == (1, 1)

    def test_the_worker_outlives_it(self, database_url: str, postgres: str) -> None:
        database, done = Database(database_url), threading.Event()
        worker = Worker(database, {"test": lambda _payload: done.set()})

        with capture_logs() as logs, away(postgres, database_url):
            running = threading.Thread(target=worker.run)
            running.start()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not any(log["event"] == "database not available" for log in logs):
                assert running.is_alive()
                assert time.monotonic() < deadline
                time.sleep(0.02)
        with database.write.begin() as session:
            queue.enqueue(session, "test", utc_now())

        assert done.wait(PATIENCE_SECONDS)
        worker.stop()
        running.join()
        database.close()

    def test_a_photo_keeps_its_bytes_when_nobody_knows_whether_its_row_was_stored(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        make.election()
        with make.session() as session:
            session.execute(
                text(
                    "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
                )
            )
            session.execute(
                text(
                    "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON photos "
                    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()"
                )
            )

        def send() -> int:
            files = {"report": (None, REPORT), "photo": ("a.jpg", jpeg())}
            return client.post(REPORTS, files=files, headers={"Idempotency-Key": "one"}).status_code

        assert send() == 503
        assert len(list(app.state.store.keys())) == 1
        with make.session() as session:
            session.execute(text("DROP TRIGGER cut ON photos"))
        assert send() == 201

        with make.session() as session:
            photo = session.scalars(select(Photo)).one()
        assert photo.store_key is not None
        assert app.state.store.exists(photo.store_key)
