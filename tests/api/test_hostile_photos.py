"""Photos that are sent wrongly, too often, too late, or that are none: refused with nothing of them left."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app.elections.models import Election, ElectionStatus
from app.reports.models import Photo, PhotoState
from app.settings import Settings
from tests import pictures
from tests.api.test_hostile_reports import CANARY, END, FORM, is_explained, part
from tests.factories import NOW, Factory, body_of
from tests.traces import Traces

REPORTS = "/api/v1/elections/test-election/reports"
Receipt = dict[str, Any]


def send(client: TestClient, **given: Any) -> Receipt:
    receipt: Receipt = client.put(f"{REPORTS}/{uuid4()}", json=body_of(**given)).json()
    return receipt


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def bearer(receipt: Receipt) -> dict[str, str]:
    return {"Authorization": f"Bearer {receipt['upload_token']}"}


def put(
    client: TestClient, receipt: Receipt, content: bytes, name: str | None = None, **headers: str
) -> Response:
    url = f"{REPORTS}/{receipt['id']}/photos/{name or sha256(content)}"
    answer: Response = client.put(url, content=content, headers=bearer(receipt))
    return answer


def post(client: TestClient, receipt: Receipt, *contents: bytes) -> Response:
    body = b"".join(part("photo", content, filename="a.jpg") for content in contents) + END
    answer: Response = client.post(
        f"{REPORTS}/{receipt['id']}/photos", content=body, headers=bearer(receipt) | FORM
    )
    return answer


def photos(make: Factory) -> list[Photo]:
    with make.session() as session:
        return list(session.scalars(select(Photo)))


class TestContent:
    def test_that_is_no_photo_is_refused(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()
        receipt = send(client)

        for name, content in pictures.NO_PHOTOS.items():
            with subtests.test(name):
                with traces.nothing():
                    answers = put(client, receipt, content), post(client, receipt, content)
                for answer in answers:
                    is_explained(answer, 415, "photo-type-not-allowed")

    def test_other_than_announced_is_refused(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        receipt, content = send(client), pictures.jpeg(2000, 1500)

        for damaged in (content[:-1], content + b"\0", content[:1000] + b"\0" + content[1001:]):
            with traces.nothing():
                answer = put(client, receipt, damaged, name=sha256(content))
            problem = is_explained(answer, 422, "photo-hash-mismatch")
            assert problem["received_sha256"] == sha256(damaged)

    def test_under_a_name_that_is_no_hash_is_refused(
        self, client: TestClient, make: Factory, traces: Traces
    ) -> None:
        make.election()
        receipt, content = send(client), pictures.jpeg()

        for name in ("photo.jpg", sha256(content).upper(), sha256(content)[:-1], CANARY):
            with traces.nothing():
                answer = put(client, receipt, content, name=name)
            assert is_explained(answer, 422, "invalid-request")["errors"][0]["pointer"] == "path/sha256"


class TestSize:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"max_photo_bytes": 100_000})

    def test_beyond_the_limit_is_refused(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        receipt = send(client)
        too_large = pictures.jpeg() + b"\0" * 100_000

        with traces.nothing():
            answers = (
                put(client, receipt, too_large),
                post(client, receipt, too_large),
                client.post(
                    REPORTS,
                    content=part("category", b"a.b") + part("photo", too_large, filename="a") + END,
                    headers=FORM,
                ),
            )

        for answer in answers:
            assert is_explained(answer, 413, "photo-too-large")["max_bytes"] == 100_000

    def test_at_the_limit_is_taken(self, client: TestClient, make: Factory) -> None:
        make.election()
        content = pictures.jpeg()
        content += b"\0" * (100_000 - len(content))
        assert put(client, send(client), content).status_code == 201


class TestRight:
    def test_is_the_reports_own_token(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        mine, other, content = send(client), send(client), pictures.jpeg()

        for token in (
            other["upload_token"],
            "",
            "x",
            mine["upload_token"][:-1],
            "pw_unknown",
            mine["tracking_code"],
        ):
            with traces.nothing():
                answer = put(client, mine | {"upload_token": token}, content)
            assert answer.status_code in (401, 404)
            assert answer.headers["content-type"] == "application/problem+json"

    def test_ends_at_the_report(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        mine = send(client)

        with traces.nothing():
            answer = put(client, mine | {"id": str(uuid4())}, pictures.jpeg())

        is_explained(answer, 404, "report-not-found")

    def test_ends_when_the_report_is_taken_back(
        self, client: TestClient, make: Factory, traces: Traces
    ) -> None:
        make.election()
        receipt = send(client)
        client.post("/api/v1/receipts/withdraw", json={"tracking_code": receipt["tracking_code"]})

        with traces.nothing():
            answers = (
                put(client, receipt, pictures.jpeg()),
                post(client, receipt, pictures.jpeg()),
                client.post(
                    f"{REPORTS}/{receipt['id']}/supplements",
                    json={"description": CANARY},
                    headers=bearer(receipt),
                ),
            )

        for answer in answers:
            is_explained(answer, 410, "report-withdrawn")

    def test_ends_with_the_election(self, client: TestClient, make: Factory, traces: Traces) -> None:
        view = make.election()
        receipt = send(client)
        with make.session() as session:
            election = session.get_one(Election, view.id)
            election.status, election.closed_at = ElectionStatus.CLOSED, NOW
            election.version += 1

        with traces.nothing():
            answers = (
                put(client, receipt, pictures.jpeg()),
                post(client, receipt, pictures.jpeg()),
                client.post(
                    f"{REPORTS}/{receipt['id']}/supplements",
                    json={"description": CANARY},
                    headers=bearer(receipt),
                ),
            )

        for answer in answers:
            is_explained(answer, 410, "election-closed")


class TestNumber:
    def test_of_five_is_not_exceeded(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        receipt = send(client)
        for number in range(5):
            assert put(client, receipt, pictures.jpeg(100 + number, 100)).status_code == 201

        with traces.nothing():
            sixth = put(client, receipt, pictures.jpeg(50, 50))
            both = post(client, receipt, pictures.jpeg(100, 100), pictures.jpeg(51, 50))

        is_explained(sixth, 422, "too-many-photos")
        is_explained(both, 422, "too-many-photos")

    def test_is_kept_when_all_come_at_once(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        receipt = send(client)
        contents = [pictures.jpeg(100 + number, 100) for number in range(12)]

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda content: put(client, receipt, content), contents))

        assert sorted(answer.status_code for answer in answers) == [201] * 5 + [422] * 7
        assert (len(photos(make)), traces.kept()["files"]) == (5, 5)

    def test_counts_those_that_were_announced(
        self, client: TestClient, make: Factory, traces: Traces
    ) -> None:
        make.election()
        announced = [pictures.jpeg(100 + number, 100) for number in range(5)]
        receipt = send(
            client,
            photos=[
                {"sha256": sha256(content), "size_bytes": len(content), "media_type": "image/jpeg"}
                for content in announced
            ],
        )

        with traces.nothing():
            answer = put(client, receipt, pictures.jpeg(50, 50))

        is_explained(answer, 422, "too-many-photos")
        assert {put(client, receipt, content).status_code for content in announced} == {201}

    def test_does_not_rise_with_repeats(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        receipt, content = send(client), pictures.jpeg()
        first = put(client, receipt, content)

        with traces.nothing(), ThreadPoolExecutor(8) as pool:
            repeats = list(pool.map(lambda _: put(client, receipt, content), range(8)))

        assert first.status_code == 201
        assert {(answer.status_code, answer.text) for answer in repeats} == {(201, first.text)}
        assert [photo.state for photo in photos(make)] == [PhotoState.RECEIVED]

    def test_of_a_repeated_form_stays_the_same(
        self, client: TestClient, make: Factory, traces: Traces
    ) -> None:
        make.election()
        key = {"Idempotency-Key": uuid4().hex}
        form = part("category", b"a.b") + part("photo", pictures.jpeg(), filename="a.jpg") + END
        first = client.post(REPORTS, content=form, headers=FORM | key)

        with traces.nothing(), ThreadPoolExecutor(4) as pool:
            repeats = list(
                pool.map(lambda _: client.post(REPORTS, content=form, headers=FORM | key), range(4))
            )

        assert first.status_code == 201
        assert {(answer.status_code, answer.text) for answer in repeats} == {(200, first.text)}

    def test_of_a_changed_form_is_not_kept(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        key = {"Idempotency-Key": uuid4().hex}
        photo = part("photo", pictures.jpeg(), filename="a.jpg") + END
        client.post(REPORTS, content=part("category", b"a.b") + photo, headers=FORM | key)

        with traces.nothing():
            other = client.post(REPORTS, content=part("category", b"a.c") + photo, headers=FORM | key)

        is_explained(other, 422, "idempotency-key-reused")
