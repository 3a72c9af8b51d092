"""The S3 service falls silent or is gone: text goes on, photos come later, and everything ends well."""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import func, select

from app.db.session import Database
from app.jobs.queries import backlog
from app.reports.models import Photo
from app.settings import Settings
from tests import swift
from tests.cli.command import NO_TLS, Command, wait_until
from tests.crash.conftest import WITHOUT_LIMITS, on_s3
from tests.crash.outbox import REPORTS
from tests.factories import NOW, body_of
from tests.pictures import jpeg
from tests.soak import size

pytestmark = [
    pytest.mark.crash,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

AT_ONCE = 50
COME_AGAIN = size(6, AT_ONCE)
OUTAGE_SECONDS = size(0, 600)  # at the least; all 50 are answered in any case
ANSWERED_WITHIN_SECONDS = 25  # 8 s for the first of them, and a machine that has much else to do
INSPECTED_WITHIN_SECONDS = size(180, 900)  # one after another, however busy the machine is
Outage = Callable[[swift.Swift], None]


@pytest.fixture
def s3() -> Iterator[swift.Swift]:
    """Its own, because it is taken away under the service's feet."""
    with swift.server() as server:
        yield server


@dataclass
class Phone:
    url: str
    number: int
    answer: httpx2.Response | None = None
    took_seconds: float = 0.0

    @property
    def photo(self) -> bytes:
        return jpeg() + self.number.to_bytes(4, "big")

    def send_photo(self) -> httpx2.Response:
        parts = {"report": (None, b'{"category": "other.other"}'), "photo": ("a.jpg", self.photo)}
        return self._timed("POST", "", files=parts, headers={"Idempotency-Key": f"phone-{self.number}"})

    def send_text(self) -> httpx2.Response:
        return self._timed("PUT", f"/{uuid4()}", json=body_of())

    def _timed(self, method: str, path: str, **given: object) -> httpx2.Response:
        began = time.monotonic()
        address = self.url + REPORTS + path
        answer = httpx2.request(method, address, timeout=60, verify=NO_TLS, **given)  # type: ignore[arg-type]
        self.took_seconds = time.monotonic() - began
        return answer


@pytest.mark.parametrize(
    ("fall_out", "come_back"),
    [(swift.Swift.freeze, swift.Swift.thaw), (swift.Swift.stop, swift.Swift.start)],
    ids=["silent", "gone"],
)
def test_text_goes_on_and_photos_come_later(
    s3: swift.Swift, settings: Settings, pollwatch: Command, fall_out: Outage, come_back: Outage
) -> None:
    database = Database(settings.url)
    there = on_s3(s3.bucket("photos"))
    with pollwatch.serving(**WITHOUT_LIMITS, **there) as served:
        phones = [Phone(served.url, number) for number in range(AT_ONCE)]
        assert Phone(served.url, AT_ONCE).send_photo().status_code == 201
        undisturbed = statistics.median(_texts(served.url))

        fall_out(s3)
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            sending = [threads.submit(phone.send_photo) for phone in phones]
            meanwhile = _texts(served.url)
            refused = [each.result() for each in sending]
        while time.monotonic() - began < OUTAGE_SECONDS:
            meanwhile += _texts(served.url)
            refused.append(phones[0].send_photo())
        ready = httpx2.get(f"{served.url}/readyz", timeout=10)
        metrics = httpx2.get(f"{served.url}/metrics", timeout=10).text
        come_back(s3)
        again = phones[:COME_AGAIN]

        assert {answer.status_code for answer in refused} == {503}
        assert {answer.json()["type"] for answer in refused} == {"/problems/store-unavailable"}
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
        assert max(phone.took_seconds for phone in phones) < ANSWERED_WITHIN_SECONDS
        assert statistics.median(meanwhile) < 10 * undisturbed + 0.25
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert ready.json()["checks"]["store"] == "failed"
        assert "pollwatch_store_up 0.0" in metrics

        wait_until(served.process, served.log, lambda: all(_arrived(phone) for phone in again))
        wait_until(
            served.process,
            served.log,
            lambda: _inspected(database) == COME_AGAIN + 1,
            INSPECTED_WITHIN_SECONDS,
        )
        assert httpx2.get(f"{served.url}/readyz").json()["status"] == "ready"
        _require_photos(database, again)
    checked = pollwatch("media", "check", **there)
    assert checked.code == 0, checked.err
    database.close()


def _texts(url: str) -> list[float]:
    """How long twenty reports took, one after another."""
    phones = [Phone(url, number) for number in range(20)]
    assert {phone.send_text().status_code for phone in phones} == {201}
    return [phone.took_seconds for phone in phones]


def _arrived(phone: Phone) -> bool:
    return phone.send_photo().status_code in {200, 201}


def _inspected(database: Database) -> int:
    with database.read() as session:
        assert backlog(session, NOW).failed == 0
        done = select(func.count()).select_from(Photo).where(Photo.width_px.is_not(None))
        return session.scalar(done) or 0


def _require_photos(database: Database, phones: list[Phone]) -> None:
    with database.read() as session:
        received = set(session.scalars(select(Photo.sha256)))
    assert {sha256(phone.photo).hexdigest() for phone in phones} <= received
