"""A report with three photos, as browsers send it, and what a server of any kind does with it."""

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from benchmarks.election import SLUG
from benchmarks.load import drive
from benchmarks.process import Server

FORMS = f"/api/v1/elections/{SLUG}/reports"
PHOTOS, PHOTO_BYTES = 3, 3_000_000
_BOUNDARY = "7d3f0c1e9b2a4856"


def forms() -> Iterator[bytes]:
    """Without end, each a report of its own. Nobody opens the photos here: their beginning is enough."""
    body = _body()
    while True:
        head = (
            f"POST {FORMS} HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: {secrets.token_hex(16)}\r\n"
            f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def _body() -> bytes:
    report = json.dumps({"category": "other.other", "description": "Three photos."}).encode()
    parts = [('name="report"', report)]
    parts += [
        (f'name="photo"; filename="{number}.jpg"', b"\xff\xd8\xff\xe0" + os.urandom(PHOTO_BYTES - 4))
        for number in range(PHOTOS)
    ]
    framed = [
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + content + b"\r\n"
        for name, content in parts
    ]
    return b"".join(framed) + f"--{_BOUNDARY}--\r\n".encode()


def cost(server: Server, requests: Iterator[bytes]) -> tuple[float, float]:
    """Milliseconds of the server's CPU for a megabyte, and bytes it wrote for each that it was sent."""
    cpu, written = server.cpu_seconds(), written_bytes(server)
    load = drive(server.port, requests, clients=4, seconds=3.0)
    assert set(load.statuses) == {201}, load.statuses
    sent_bytes = load.requests * PHOTOS * PHOTO_BYTES
    spent_ms = (server.cpu_seconds() - cpu) * 1000
    return spent_ms / (sent_bytes / 1e6), (written_bytes(server) - written) / sent_bytes


def written_bytes(server: Server) -> int:
    """By all its calls of write, answers included."""
    lines = Path(f"/proc/{server.pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])
