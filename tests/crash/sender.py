"""A phone in a process of its own, so that it can be killed: sends one photo until it is acknowledged.

`python -m tests.crash.sender URL_FILE REPORT_ADDRESS TOKEN WAY PHOTO`; the file names where the service is.
"""

import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx2

CHUNK_BYTES = 32 * 1024
TUS = {"Tus-Resumable": "1.0.0"}


def main(url_file: str, address: str, token: str, way: str, photo: str) -> int:
    content, bearer = Path(photo).read_bytes(), {"Authorization": f"Bearer {token}"}
    send = {"pieces": in_pieces, "body": as_one_body}[way]
    while True:
        try:
            with httpx2.Client(base_url=Path(url_file).read_text(), headers=bearer, timeout=30) as client:
                answer = send(client, address, content)
        except httpx2.TransportError:
            time.sleep(0.05)  # being away is what this is about
            continue
        if answer.status_code in {201, 204}:
            return 0
        if answer.status_code not in {409, 503}:
            print(answer.status_code, answer.text)  # noqa: T201
            return 1


def in_pieces(client: httpx2.Client, address: str, content: bytes) -> httpx2.Response:
    """From where the service says that it goes on."""
    named = {"election": address.split("/")[4], "report": address.rpartition("/")[2]}
    named["sha256"] = sha256(content).hexdigest()
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in named.items())
    about = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    created = client.post("/api/v1/uploads", headers=TUS | about)
    if created.status_code != 201:
        return created
    place = created.headers["location"]
    found = client.head(place, headers=TUS)
    if found.status_code != 200:
        return found
    at = int(found.headers["upload-offset"])
    sent = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
    return client.patch(place, content=slowly(content[at:]), headers=TUS | sent)


def as_one_body(client: httpx2.Client, address: str, content: bytes) -> httpx2.Response:
    place = f"{address}/photos/{sha256(content).hexdigest()}"
    return client.put(place, content=slowly(content))


def slowly(content: bytes) -> Iterator[bytes]:
    """There is time to be killed in."""
    for start in range(0, len(content), CHUNK_BYTES):
        yield content[start : start + CHUNK_BYTES]
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
