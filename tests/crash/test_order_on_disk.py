"""Photo synced, renamed, directory synced, database synced, answered: watched from outside."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from itertools import cycle, islice
from uuid import uuid4

import httpx2
import pytest

from app.settings import Settings
from tests.cli.command import POLLWATCH, Command, wait_until, when
from tests.crash.conftest import WITHOUT_LIMITS
from tests.crash.outbox import REPORTS
from tests.crash.system_calls import (
    STRACE,
    answers_of_uploads,
    durable_before_the_answer,
    read_trace,
)
from tests.factories import body_of
from tests.pictures import jpeg
from tests.soak import size

pytestmark = [
    pytest.mark.crash,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

UPLOADS = size(9, 100)
TUS = {"Tus-Resumable": "1.0.0"}
Way = Callable[[httpx2.Client, bytes], int]


def as_form(client: httpx2.Client, photo: bytes) -> int:
    parts = {"report": (None, json.dumps(body_of()).encode()), "photo": ("a.jpg", photo)}
    answer = client.post(REPORTS, files=parts, headers={"Idempotency-Key": str(uuid4())})
    return answer.status_code


def as_one_body(client: httpx2.Client, photo: bytes) -> int:
    address, bearer = _report(client)
    answer = client.put(f"{address}/photos/{sha256(photo).hexdigest()}", content=photo, headers=bearer)
    return answer.status_code


def in_pieces(client: httpx2.Client, photo: bytes) -> int:
    address, bearer = _report(client)
    named = {
        "election": "test-election",
        "report": address.rpartition("/")[2],
        "sha256": sha256(photo).hexdigest(),
    }
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in named.items())
    about = {"Upload-Length": str(len(photo)), "Upload-Metadata": metadata}
    created = client.post("/api/v1/uploads", headers=TUS | bearer | about)
    place, half = created.headers["location"], len(photo) // 2
    for at, piece in ((0, photo[:half]), (half, photo[half:])):
        sent = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
        answer = client.patch(place, content=piece, headers=TUS | bearer | sent)
        assert answer.status_code == 204
    return created.status_code


def _report(client: httpx2.Client) -> tuple[str, dict[str, str]]:
    address = f"{REPORTS}/{uuid4()}"
    token = client.put(address, json=body_of()).json()["upload_token"]
    return address, {"Authorization": f"Bearer {token}"}


def test_every_photo_is_durable_before_it_is_acknowledged(settings: Settings, pollwatch: Command) -> None:
    trace, log = settings.data_dir.parent / "trace", settings.data_dir.parent / "log"
    words = [*STRACE, "-o", str(trace), str(POLLWATCH), "serve", "--port", "0"]
    environment = pollwatch.environment(APP_WORKER="outside", **WITHOUT_LIMITS)
    with log.open("wb") as output:
        served = subprocess.Popen(words, stdout=output, stderr=output, env=environment)
    try:
        url = when(served, log, r'"url": "([^"]+)"')
        wait_until(served, log, lambda: _is_alive(url))
        with httpx2.Client(base_url=url, timeout=60) as client:
            ways: list[Way] = [as_form, as_one_body, in_pieces]
            for number, send in enumerate(islice(cycle(ways), UPLOADS)):
                assert send(client, jpeg() + number.to_bytes(4, "big") * 1000) == 201
    finally:
        served.terminate()
        served.wait(60)

    uploads = list(answers_of_uploads(read_trace(trace)))
    assert len(uploads) == UPLOADS
    assert [durable_before_the_answer(calls) for calls in uploads] == [True] * UPLOADS


def _is_alive(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/healthz", timeout=10).status_code == 200
    except httpx2.TransportError:
        return False
