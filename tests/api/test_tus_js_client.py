"""tus-js-client over a connection that is cut at random bytes: all arrives, little is sent twice."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.elections.limits import PHOTOS_PER_REPORT
from app.reports.models import Photo, PhotoState
from tests.api.test_uploads import Sender, read
from tests.core.server import serving
from tests.cutting_proxy import cutting
from tests.factories import Factory
from tests.soak import size

CLIENTS = Path(__file__).parents[1] / "clients"
PHOTOS = size(12, 200)
PHOTO_BYTES = 215_000  # a picture of 1,280 pixels, as a phone sends it


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_photos_arrive_whole_over_a_bad_connection(
    app: FastAPI, client: TestClient, make: Factory, tmp_path: Path
) -> None:
    make.election()
    photos = [b"\xff\xd8\xff\xe0" + os.urandom(PHOTO_BYTES - number) for number in range(PHOTOS)]
    senders = [Sender(client) for _ in range(0, PHOTOS, PHOTOS_PER_REPORT)]
    jobs = []
    for number, content in enumerate(photos):
        sender = senders[number // PHOTOS_PER_REPORT]
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(content)
        metadata = {
            "election": sender.slug,
            "report": sender.report_id,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        token = {"Authorization": sender.headers["Authorization"]}
        jobs.append({"path": str(path), "headers": token, "metadata": metadata})

    with serving(app) as port, cutting(port, seed=20201004, mean_bytes=150_000) as proxy:
        order = {
            "endpoint": f"http://127.0.0.1:{proxy.port}/api/v1/uploads",
            "photos": jobs,
            "chunkSize": 256 * 1024,
        }
        said = subprocess.run(
            [Path(sys.executable).parent / "node", "send.mjs"],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            cwd=CLIENTS,
            check=True,
        )

    results = [json.loads(line) for line in said.stdout.splitlines()]
    assert [result for result in results if "error" in result] == []
    with make.session() as session:
        rows = {row.sha256: row for row in session.scalars(select(Photo))}
    assert len(rows) == len(results) == PHOTOS
    for content in photos:
        row = rows[hashlib.sha256(content).hexdigest()]
        assert row.state is PhotoState.RECEIVED
        assert read(make, row.store_key) == content
    resent = proxy.sent_bytes / sum(map(len, photos))
    print(f"{PHOTOS} photos, {proxy.cuts} cuts, bytes sent: {resent:.3f} of the photos'")  # noqa: T201
    assert proxy.cuts >= PHOTOS / 2
    assert resent <= 1.3
