"""Bodies without end and connections that break, against the whole service on a real socket."""

import hashlib
import json
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from tests import pictures
from tests.api.test_hostile_reports import CATEGORY, part
from tests.core.server import Client, serving
from tests.factories import Factory, body_of
from tests.memory import peak_bytes, reset_peak
from tests.traces import Traces

PATIENCE_SECONDS = 10
MIB = 1024 * 1024
GIB = 1024 * MIB
REPORTS = "/api/v1/elections/test-election/reports"
PIECE = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
JSON, FORM = "Content-Type: application/json", "Content-Type: multipart/form-data; boundary=X"
CHUNKED, KEY = "Transfer-Encoding: chunked", "Idempotency-Key: k"
PHOTO_HEAD = b'--X\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'


class Ended:
    """Passes requests on and counts those that are over, however they ended."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            self.requests += 1

    def wait_for(self, requests: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.requests < requests:
            assert time.monotonic() < deadline, f"{self.requests} of {requests} requests ended"
            time.sleep(0.01)


@pytest.fixture
def ended(app: FastAPI) -> Ended:
    return Ended(app)


@pytest.fixture
def port(ended: Ended, make: Factory) -> Iterator[int]:
    make.election()
    with serving(ended) as port:
        yield port


def receipt(port: int) -> tuple[str, str]:
    """Path for photos and upload token of a fresh report."""
    body, path = json.dumps(body_of()).encode(), f"{REPORTS}/{uuid4()}"
    with Client(port) as client:
        client.head("PUT", path, JSON, f"Content-Length: {len(body)}")
        client.send(body)
        answer = client.answer()
    assert answer.status == 201
    return f"{path}/photos", json.loads(answer.body)["upload_token"]


class TestGigabytes:
    def test_that_are_announced_are_refused_unsent(
        self, port: int, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        photos, token = receipt(port)
        bearer = f"Authorization: Bearer {token}"
        for name, method, path, *headers in (
            ("report", "PUT", f"{REPORTS}/{uuid4()}", JSON),
            ("report with key", "POST", REPORTS, JSON, KEY),
            ("form", "POST", REPORTS, FORM),
            ("photo", "PUT", f"{photos}/{'0' * 64}", bearer),
            ("photos", "POST", photos, FORM, bearer),
            ("look-up", "POST", "/api/v1/receipts/lookup", JSON),
            ("page", "POST", "/r/test-election", FORM),
        ):
            with subtests.test(name), traces.nothing(), Client(port) as client:
                client.head(method, path, f"Content-Length: {GIB}", *headers)
                answer = client.answer()
                assert (answer.status, answer.closed) == (413, True)

    def test_that_are_not_announced_are_cut_off(
        self, port: int, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        photos, token = receipt(port)
        bearer = f"Authorization: Bearer {token}"
        before = reset_peak()
        for name, most_bytes, method, path, *headers in (
            ("report", 9 * MIB, "PUT", f"{REPORTS}/{uuid4()}", JSON),
            ("report with key", 9 * MIB, "POST", REPORTS, JSON, KEY),
            ("look-up", 9 * MIB, "POST", "/api/v1/receipts/lookup", JSON),
            ("photo", 32 * MIB, "PUT", f"{photos}/{'0' * 64}", bearer),
        ):
            with subtests.test(name), traces.nothing(max_cpu_seconds=3), Client(port) as client:
                client.head(method, path, CHUNKED, *headers)
                if name == "photo":
                    client.send(b"3\r\n\xff\xd8\xff\r\n")
                client.send_until_refused(PIECE, GIB // 0x4000)
                answer = client.answer()
                assert (answer.status, answer.closed) == (413, True)
                assert client.sent_bytes < most_bytes
        assert peak_bytes() - before < 50 * MIB

    def test_in_a_form_are_cut_off_and_nothing_of_the_photo_is_left(
        self, port: int, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        photos, token = receipt(port)
        for name, path, *headers in (
            ("report", REPORTS),
            ("photos", photos, f"Authorization: Bearer {token}"),
        ):
            with subtests.test(name), traces.nothing(max_cpu_seconds=3), Client(port) as client:
                client.head("POST", path, FORM, CHUNKED, *headers)
                for piece in (CATEGORY, PHOTO_HEAD + b"\xff\xd8\xff"):
                    client.send(b"%x\r\n%s\r\n" % (len(piece), piece))
                client.send_until_refused(PIECE, GIB // 0x4000)
                answer = client.answer()
                assert (answer.status, answer.problem) == (413, "photo-too-large")


class TestBrokenConnections:
    def test_in_the_middle_of_a_photo_leave_nothing(self, port: int, ended: Ended, traces: Traces) -> None:
        photos, token = receipt(port)
        before, content = traces.kept(), pictures.jpeg() + b"\0" * MIB
        cuts = (0, 1, 20, 100_000, len(content) - 1)

        for sent_bytes in cuts:
            with Client(port) as client:
                client.head(
                    "PUT",
                    f"{photos}/{hashlib.sha256(content).hexdigest()}",
                    f"Content-Length: {len(content)}",
                    f"Authorization: Bearer {token}",
                )
                client.send(content[:sent_bytes])

        ended.wait_for(1 + len(cuts))
        assert traces.kept() == before

    def test_in_the_middle_of_a_form_leave_nothing(self, port: int, ended: Ended, traces: Traces) -> None:
        before = traces.kept()
        photo = part("photo", pictures.jpeg() + b"\0" * MIB, filename="a.jpg")
        form = CATEGORY + photo + photo[:-3] + b"\1\r\n" + b"--X--\r\n"
        cuts = (30, 500, MIB, len(photo) + 500, len(form) - 1)

        for sent_bytes in cuts:
            with Client(port) as client:
                client.head("POST", REPORTS, FORM, f"Content-Length: {len(form)}")
                client.send(form[:sent_bytes])

        ended.wait_for(len(cuts))
        assert traces.kept() == before

    def test_in_the_middle_of_a_report_leave_nothing(self, port: int, ended: Ended, traces: Traces) -> None:
        before, body = traces.kept(), json.dumps(body_of()).encode()
        cuts = (0, 10, len(body) - 1)

        for sent_bytes in cuts:
            with Client(port) as client:
                client.head("PUT", f"{REPORTS}/{uuid4()}", JSON, f"Content-Length: {len(body)}")
                client.send(body[:sent_bytes])

        ended.wait_for(len(cuts))
        assert traces.kept() == before

    def test_before_the_answer_are_made_good_by_sending_again(self, port: int, traces: Traces) -> None:
        body, path = json.dumps(body_of()).encode(), f"{REPORTS}/{uuid4()}"
        with Client(port) as client:
            client.head("PUT", path, JSON, f"Content-Length: {len(body)}")
            client.send(body)
        statuses = []

        for _ in range(2):
            with Client(port) as client:
                client.head("PUT", path, JSON, f"Content-Length: {len(body)}")
                client.send(body)
                statuses.append(client.answer().status)

        assert statuses[-1] == 200
        assert traces.kept()["reports"] == 1
