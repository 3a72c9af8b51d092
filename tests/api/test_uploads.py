"""Photos in pieces: tus 1.0.0, whatever happens to the connection."""

import base64
import hashlib
import os
from typing import Any
from uuid import uuid4

import obstore
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app.reports.models import Photo, PhotoState
from app.settings import Settings
from app.storage.s3 import open_bucket
from app.workers import bucket_of
from tests.factories import Factory, body_of

pytestmark = pytest.mark.both_stores

UPLOADS = "/api/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
JPEG = b"\xff\xd8\xff\xe0" + os.urandom(200_000)


class Sender:
    """A phone with one report and its token."""

    def __init__(self, client: TestClient, slug: str = "test-election", **report: Any) -> None:
        self._client, self.slug, self.report_id = client, slug, str(uuid4())
        address = f"/api/v1/elections/{slug}/reports/{self.report_id}"
        answer = client.put(address, json=body_of(**report))
        assert answer.status_code == 201
        self.headers = TUS | {"Authorization": f"Bearer {answer.json()['upload_token']}"}

    def create(self, content: bytes = JPEG, /, **given: str) -> Response:
        metadata = {
            "election": self.slug,
            "report": self.report_id,
            "sha256": hashlib.sha256(content).hexdigest(),
        } | given
        encoded = ",".join(f"{name} {_base64(value.encode())}" for name, value in metadata.items())
        headers = self.headers | {"Upload-Length": str(len(content)), "Upload-Metadata": encoded}
        return self._client.post(UPLOADS, headers=headers)

    def begin(self, content: bytes = JPEG) -> str:
        answer = self.create(content)
        assert answer.status_code == 201
        return answer.headers["Location"]

    def send(self, address: str, piece: bytes, at: int, **headers: str) -> Response:
        sent = self.headers | {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(at),
        }
        return self._client.patch(address, content=piece, headers=sent | headers)

    def offset(self, address: str) -> int:
        answer = self._client.head(address, headers=self.headers)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])


@pytest.fixture
def sender(client: TestClient, make: Factory) -> Sender:
    make.election()
    return Sender(client)


def photos(make: Factory) -> list[Photo]:
    with make.session() as session:
        return list(session.scalars(select(Photo).order_by(Photo.sha256)))


def stored(make: Factory) -> list[str]:
    return list(make.app.state.store.keys())


def _damage_what_is_unfinished(settings: Settings) -> None:
    if settings.photo_store == "s3":
        bucket = open_bucket(bucket_of(settings))
        for piece in [found["path"] for page in obstore.list(bucket, "pieces") for found in page]:
            obstore.put(bucket, piece, _damaged(bytes(obstore.get(bucket, piece).bytes())))
        return
    for path in settings.photos.rglob(".part-*"):
        path.write_bytes(_damaged(path.read_bytes()))


def _damaged(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def read(make: Factory, key: str | None) -> bytes:
    assert key is not None
    with make.app.state.store.open(key) as photo:
        content: bytes = photo.read()
    return content


class TestProtocol:
    def test_says_what_it_can_do(self, client: TestClient) -> None:
        answer = client.options(UPLOADS)

        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert set(answer.headers["Tus-Extension"].split(",")) == {
            "creation",
            "checksum",
            "expiration",
            "termination",
        }
        assert int(answer.headers["Tus-Max-Size"]) == 15 * 1024 * 1024

    def test_refuses_another_version(self, client: TestClient, sender: Sender) -> None:
        sender.headers["Tus-Resumable"] = "0.2.2"

        answer = sender.create()

        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")

    def test_every_answer_names_the_version_and_is_not_cached(self, sender: Sender) -> None:
        answer = sender.create()

        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Upload-Expires"].endswith("GMT")


class TestSending:
    def test_a_photo_in_pieces_is_the_photo(self, make: Factory, sender: Sender) -> None:
        address, at = sender.begin(), 0

        for start in range(0, len(JPEG), 70_000):
            answer = sender.send(address, JPEG[start : start + 70_000], at)
            assert answer.status_code == 204
            at = int(answer.headers["Upload-Offset"])

        (photo,) = photos(make)
        assert at == len(JPEG)
        assert (photo.state, photo.size_bytes, photo.media_type) == (
            PhotoState.RECEIVED,
            len(JPEG),
            "image/jpeg",
        )
        assert read(make, photo.store_key) == JPEG
        assert sender.offset(address) == len(JPEG)

    def test_the_offset_counts_what_is_durable(self, sender: Sender) -> None:
        address = sender.begin()
        assert sender.offset(address) == 0

        sender.send(address, JPEG[:5000], 0)

        assert sender.offset(address) == 5000

    def test_another_server_goes_on(self, make: Factory, sender: Sender, client: TestClient) -> None:
        address = sender.begin()
        sender.send(address, JPEG[:5000], 0)
        make.app.state.turns._current.clear()

        sender.send(address, JPEG[5000:], 5000)

        assert photos(make)[0].state is PhotoState.RECEIVED

    def test_what_can_no_longer_be_read_comes_again(
        self, make: Factory, sender: Sender, settings: Settings
    ) -> None:
        address = sender.begin()
        sender.send(address, JPEG[:5000], 0)
        _damage_what_is_unfinished(settings)

        assert sender.offset(address) == 0
        assert sender.send(address, JPEG, 0).status_code == 204

        (photo,) = photos(make)
        assert photo.state is PhotoState.RECEIVED
        assert read(make, photo.store_key) == JPEG

    def test_the_same_photo_again_is_the_same_upload(self, make: Factory, sender: Sender) -> None:
        first = sender.begin()
        sender.send(first, JPEG[:5000], 0)

        assert sender.begin() == first
        sender.send(first, JPEG[5000:], 5000)
        assert sender.begin() == first
        assert sender.offset(first) == len(JPEG)
        assert len(photos(make)) == len(stored(make)) == 1

    def test_a_photo_that_came_another_way_is_there_already(
        self, client: TestClient, make: Factory, sender: Sender
    ) -> None:
        sha256 = hashlib.sha256(JPEG).hexdigest()
        plain = f"/api/v1/elections/{sender.slug}/reports/{sender.report_id}/photos/{sha256}"
        assert client.put(plain, content=JPEG, headers=sender.headers).status_code == 201

        assert sender.offset(sender.begin()) == len(JPEG)
        assert len(photos(make)) == len(stored(make)) == 1

    def test_is_shown_as_receiving_until_it_is_there(self, make: Factory, sender: Sender) -> None:
        address = sender.begin()
        sender.send(address, JPEG[:5000], 0)
        assert photos(make)[0].state is PhotoState.RECEIVING

        sender.send(address, JPEG[5000:], 5000)
        assert photos(make)[0].state is PhotoState.RECEIVED


class TestChecksum:
    def test_a_right_piece_is_kept(self, sender: Sender) -> None:
        address = sender.begin()
        checksum = f"sha1 {_base64(hashlib.sha1(JPEG[:5000], usedforsecurity=False).digest())}"

        answer = sender.send(address, JPEG[:5000], 0, **{"Upload-Checksum": checksum})

        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5000")

    def test_a_damaged_piece_is_not(self, sender: Sender) -> None:
        address = sender.begin()
        checksum = f"sha256 {_base64(hashlib.sha256(b'other').digest())}"

        answer = sender.send(address, JPEG[:5000], 0, **{"Upload-Checksum": checksum})

        assert (answer.status_code, problem(answer)) == (460, "upload-checksum-mismatch")
        assert sender.offset(address) == 0


class TestRefusals:
    def test_a_wrong_offset_names_the_right_one(self, sender: Sender) -> None:
        address = sender.begin()
        sender.send(address, JPEG[:5000], 0)

        answer = sender.send(address, JPEG[:5000], 0)

        assert (answer.status_code, problem(answer)) == (409, "upload-offset-conflict")
        assert answer.headers["Upload-Offset"] == "5000"

    def test_more_than_was_announced(self, make: Factory, sender: Sender) -> None:
        address = sender.begin()

        answer = sender.send(address, JPEG + b"more", 0)

        assert (answer.status_code, problem(answer)) == (413, "upload-past-its-length")
        assert photos(make)[0].state is PhotoState.RECEIVING
        assert stored(make) == []

    def test_other_bytes_than_were_announced(self, make: Factory, sender: Sender) -> None:
        other = b"\xff\xd8\xff\xe0" + os.urandom(len(JPEG) - 4)
        address = sender.begin()

        answer = sender.send(address, other, 0)

        assert (answer.status_code, problem(answer)) == (422, "photo-hash-mismatch")
        assert photos(make)[0].state is PhotoState.REFUSED
        assert stored(make) == []
        assert sender.send(sender.begin(), JPEG, 0).status_code == 204
        assert photos(make)[0].state is PhotoState.RECEIVED

    def test_what_is_no_photo(self, make: Factory, sender: Sender) -> None:
        page = b"<html>" + b"x" * 5000
        address = sender.begin(page)

        answer = sender.send(address, page, 0)

        assert (answer.status_code, problem(answer)) == (415, "photo-type-not-allowed")
        assert stored(make) == []

    def test_crumbs(self, sender: Sender) -> None:
        address = sender.begin()

        answer = sender.send(address, JPEG[:10], 0)

        assert (answer.status_code, problem(answer)) == (422, "upload-piece-too-small")
        assert sender.offset(address) == 0

    def test_too_large(self, client: TestClient, sender: Sender) -> None:
        metadata = f"election {_base64(b'test-election')},report {_base64(sender.report_id.encode())}"
        metadata += f",sha256 {_base64(b'0' * 64)}"
        headers = sender.headers | {"Upload-Length": str(16 * 1024 * 1024), "Upload-Metadata": metadata}

        answer = client.post(UPLOADS, headers=headers)

        assert (answer.status_code, problem(answer)) == (413, "photo-too-large")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("sha256", "xyz"),
            ("sha256", "A" * 64),
            ("report", "7"),
            ("Upload-Length", "-1"),
            ("Upload-Length", "1e3"),
            ("Upload-Length", "9" * 400),
            ("Upload-Metadata", "election not!base64"),
            ("Upload-Metadata", ""),
        ],
    )
    def test_headers_that_cannot_be_read(
        self, client: TestClient, sender: Sender, name: str, value: str
    ) -> None:
        if name in {"sha256", "report"}:
            answer = sender.create(**{name: value})
        else:
            given = {"Upload-Length": "5", "Upload-Metadata": f"election {_base64(b'test-election')}"}
            answer = client.post(UPLOADS, headers=sender.headers | given | {name: value})

        assert (answer.status_code, problem(answer)) == (422, "malformed-upload")

    def test_a_sixth_photo(self, sender: Sender) -> None:
        for number in range(5):
            assert sender.create(JPEG + bytes([number])).status_code == 201

        answer = sender.create(JPEG + b"\5")

        assert (answer.status_code, problem(answer)) == (422, "too-many-photos")

    def test_the_token_of_another_report(self, client: TestClient, sender: Sender) -> None:
        address = sender.begin()
        stranger = Sender(client)
        sender.headers = stranger.headers

        assert problem(sender.send(address, JPEG, 0)) == "upload-not-found"
        assert problem(sender.create()) == "upload-not-found"

    def test_another_kind_of_body(self, sender: Sender) -> None:
        answer = sender.send(sender.begin(), JPEG, 0, **{"Content-Type": "image/jpeg"})

        assert (answer.status_code, problem(answer)) == (415, "media-type-not-supported")


class TestTermination:
    def test_leaves_nothing(self, client: TestClient, make: Factory, sender: Sender) -> None:
        address = sender.begin()
        sender.send(address, JPEG[:5000], 0)

        answer = client.delete(address, headers=sender.headers)

        assert answer.status_code == 204
        assert client.head(address, headers=sender.headers).status_code == 404
        assert photos(make)[0].state is PhotoState.EXPECTED
        assert sender.offset(sender.begin()) == 0

    def test_of_a_photo_that_is_there_keeps_it(
        self, client: TestClient, make: Factory, sender: Sender
    ) -> None:
        address = sender.begin()
        sender.send(address, JPEG, 0)

        assert client.delete(address, headers=sender.headers).status_code == 204
        assert photos(make)[0].state is PhotoState.RECEIVED


def problem(answer: Response) -> str:
    found: str = answer.json()["type"]
    return found.removeprefix("/problems/")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
