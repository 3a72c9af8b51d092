"""Reports in: exactly once, whatever the connection does, and never refused for what they say."""

import base64
import json
import secrets
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.elections.models import ElectionStatus
from app.intake.codes import normalise
from app.reports.models import Report, ReportSecret, Source, TrackingCode
from app.tallies.models import StaffTally
from tests.factories import Factory, body_of

REPORTS = "/api/v1/elections/test-election/reports"


def stored(make: Factory) -> int:
    with make.session() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def tallied(make: Factory) -> int:
    with make.session() as session:
        total = select(func.sum(StaffTally.reports)).where(StaffTally.grain == "total")
        return int(session.scalar(total) or 0)


class TestPut:
    def test_answers_a_receipt_with_a_code_and_a_token(self, client: TestClient, make: Factory) -> None:
        make.election()
        report_id = str(uuid4())

        answer = client.put(f"{REPORTS}/{report_id}", json=body_of())

        assert answer.status_code == 201
        receipt = answer.json()
        assert (receipt["id"], receipt["election"], receipt["triage"]) == (
            report_id,
            "test-election",
            "received",
        )
        assert normalise(receipt["tracking_code"]) is not None
        assert tallied(make) == 1

    def test_answers_a_replay_the_same_again(self, client: TestClient, make: Factory) -> None:
        make.election()
        url, body = f"{REPORTS}/{uuid4()}", body_of()

        first = client.put(url, json=body)
        second = client.put(url, content=json.dumps(dict(reversed(body.items()))), headers=JSON)

        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()
        assert second.headers["Idempotency-Replayed"] == "true"
        assert (stored(make), tallied(make)) == (1, 1)

    def test_refuses_another_body_under_the_same_id(self, client: TestClient, make: Factory) -> None:
        make.election()
        url = f"{REPORTS}/{uuid4()}"
        client.put(url, json=body_of())

        answer = client.put(url, json=body_of(description="Something else."))

        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/id-conflict"
        assert stored(make) == 1

    def test_keeps_what_it_does_not_know_and_flags_it(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.put(
            f"{REPORTS}/{uuid4()}",
            json=body_of(category="no.such", station="9999", reporter_type="martian", mood="angry"),
        )

        assert answer.status_code == 201
        with make.session() as session:
            report = session.scalars(select(Report)).one()
            assert report.category == "other.other"
            assert (report.sent["category"], report.sent["mood"]) == ("no.such", "angry")
            assert set(report.flags) >= {"unknown-category", "unknown-station", "unknown-reporter-type"}

    def test_seals_contact_and_position_apart(self, client: TestClient, make: Factory, app: FastAPI) -> None:
        make.election()
        report_id = uuid4()

        client.put(
            f"{REPORTS}/{report_id}",
            json=body_of(
                contact="+996 555 010203", sender_position={"latitude_deg": 40.1, "longitude_deg": 72.1}
            ),
        )

        with make.session() as session:
            report, secret = (
                session.scalars(select(Report)).one(),
                session.scalars(select(ReportSecret)).one(),
            )
            assert not {"contact", "sender_position"} & report.sent.keys()
            assert secret.contact is not None
            assert b"555" not in secret.contact
            context = f"{report.election_id}/{report_id}".encode()
            assert app.state.keyring.unseal(secret.contact, context) == b"+996 555 010203"

    @pytest.mark.parametrize(
        ("given", "pointer"),
        [
            ({"latitude_deg": 91}, "/latitude_deg"),
            ({"occurred_at": "2020-10-04T09:15:00"}, "/occurred_at"),
            (
                {"photos": [{"sha256": "short", "size_bytes": 1, "media_type": "image/jpeg"}]},
                "/photos/0/sha256",
            ),
            ({"category": None}, "/category"),
            ({"harm": {"injured": {"min": -1}}}, "/harm/injured/min"),
        ],
    )
    def test_refuses_a_broken_form_with_a_pointer(
        self, client: TestClient, make: Factory, given: dict[str, Any], pointer: str
    ) -> None:
        make.election()

        answer = client.put(f"{REPORTS}/{uuid4()}", json=body_of(**given))

        assert answer.status_code == 422
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}
        assert stored(make) == 0

    @pytest.mark.parametrize(
        "raw",
        [
            b"{",
            b'{"category": NaN}',
            b'{"category": "a", "category": "b"}',
            b'{"category": "a\\u0000"}',
            b'{"category": "\\ud800"}',
            b"[" * 100_000,
            b'{"category": 1e999}',
            b"\xff\xfe",
            b"[]",
            b'"text"',
            b"",
        ],
    )
    def test_refuses_what_is_not_plain_json(self, client: TestClient, make: Factory, raw: bytes) -> None:
        make.election()

        answer = client.put(f"{REPORTS}/{uuid4()}", content=raw, headers=JSON)

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert stored(make) == 0

    def test_is_not_found_in_an_unknown_election(self, client: TestClient) -> None:
        answer = client.put(f"/api/v1/elections/nowhere/reports/{uuid4()}", json=body_of())
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/election-not-found")

    def test_takes_no_stranger_where_only_monitors_report(self, client: TestClient, make: Factory) -> None:
        view = make.election(anonymous_reports=False)
        monitor = make.headers(Role.MONITOR, view)

        stranger = client.put(f"{REPORTS}/{uuid4()}", json=body_of())
        known = client.put(f"{REPORTS}/{uuid4()}", json=body_of(), headers=monitor)

        assert (stranger.status_code, known.status_code) == (401, 201)
        with make.session() as session:
            assert session.scalars(select(Source)).one().kind == "monitor"

    def test_is_refused_before_the_election_opens(self, client: TestClient, make: Factory) -> None:
        view = make.election(status=ElectionStatus.DRAFT)
        monitor = make.headers(Role.MONITOR, view)
        answer = client.put(f"{REPORTS}/{uuid4()}", json=body_of(), headers=monitor)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/election-not-open")

    def test_is_refused_long_after_the_election_closed(self, client: TestClient, make: Factory) -> None:
        make.election(status=ElectionStatus.CLOSED)
        answer = client.put(f"{REPORTS}/{uuid4()}", json=body_of())
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/election-closed")

    def test_a_given_code_finds_the_report(self, client: TestClient, make: Factory) -> None:
        make.election()
        code = "4821 7730 1946 5500 3178"

        receipt = client.put(f"{REPORTS}/{uuid4()}", json=body_of(tracking_code=code)).json()

        found = client.post("/api/v1/receipts/lookup", json={"tracking_code": receipt["tracking_code"]})
        assert found.status_code == 200

    def test_a_code_of_another_report_loses_no_report(self, client: TestClient, make: Factory) -> None:
        make.election()
        first = client.put(f"{REPORTS}/{uuid4()}", json=body_of()).json()

        second = client.put(f"{REPORTS}/{uuid4()}", json=body_of(tracking_code=first["tracking_code"]))

        assert second.status_code == 201
        assert second.json()["tracking_code"] != first["tracking_code"]
        with make.session() as session:
            assert session.scalar(select(func.count()).select_from(TrackingCode)) == 2


class TestPost:
    def test_needs_an_idempotency_key(self, client: TestClient, make: Factory) -> None:
        make.election()
        answer = client.post(REPORTS, json=body_of())
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-missing")

    def test_the_same_key_is_the_same_report(self, client: TestClient, make: Factory) -> None:
        make.election()
        key = {"Idempotency-Key": secrets.token_hex(8)}

        first, second = (client.post(REPORTS, json=body_of(), headers=key) for _ in range(2))
        other = client.post(REPORTS, json=body_of(description="x"), headers=key)

        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json()["id"] == second.json()["id"]
        assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


class TestSealed:
    def test_is_opened_and_coded(self, client: TestClient, make: Factory, app: FastAPI) -> None:
        make.election()
        envelope = seal(app, json.dumps(body_of()).encode())

        answer = client.put(f"{REPORTS}/{uuid4()}", content=json.dumps(envelope), headers=SEALED)

        assert answer.status_code == 201
        with make.session() as session:
            report = session.scalars(select(Report)).one()
            assert (report.category, report.flags) == ("voter_transport.carousel_voting", ["sealed"])

    def test_is_kept_when_malformed_inside(self, client: TestClient, make: Factory, app: FastAPI) -> None:
        make.election()
        envelope = seal(app, b"not json")

        answer = client.put(f"{REPORTS}/{uuid4()}", content=json.dumps(envelope), headers=SEALED)

        assert answer.status_code == 201
        with make.session() as session:
            report = session.scalars(select(Report)).one()
            assert "sealed-malformed" in report.flags
            assert report.sent["sealed"]["ciphertext"] == envelope["ciphertext"]


class TestFollow:
    def test_every_wrong_code_gets_the_same_answer(self, client: TestClient) -> None:
        answers = [
            client.post("/api/v1/receipts/lookup", json={"tracking_code": code})
            for code in ("4821 7730 1946 5500 3178", "1234", "abc")
        ]
        for answer in answers:
            assert answer.status_code == 404
            assert {**answer.json(), "request_id": ""} == {**answers[0].json(), "request_id": ""}

    def test_withdrawing_ends_the_report_and_its_count(self, client: TestClient, make: Factory) -> None:
        make.election()
        url, body = f"{REPORTS}/{uuid4()}", body_of()
        code = client.put(url, json=body).json()["tracking_code"]

        answer = client.post("/api/v1/receipts/withdraw", json={"tracking_code": code})

        assert answer.status_code == 202
        assert (
            client.post("/api/v1/receipts/lookup", json={"tracking_code": code}).json()["triage"]
            == "withdrawn"
        )
        assert client.put(url, json=body).status_code == 410

    def test_a_reply_reaches_the_report_once(self, client: TestClient, make: Factory) -> None:
        make.election()
        code = client.put(f"{REPORTS}/{uuid4()}", json=body_of()).json()["tracking_code"]

        for _ in range(2):
            client.post("/api/v1/receipts/reply", json={"tracking_code": code, "text": "At the school."})

        messages = client.post("/api/v1/receipts/lookup", json={"tracking_code": code}).json()["messages"]
        assert [(message["from_team"], message["text"]) for message in messages] == [
            (False, "At the school.")
        ]


JSON = {"Content-Type": "application/json"}
SEALED = {"Content-Type": "application/vnd.pollwatch.sealed+json"}


def seal(app: FastAPI, plaintext: bytes) -> dict[str, str]:
    """As the phone does it."""
    key = app.state.keyring.public_keys()["sealed"]
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(key["public_key"]))
    mine = ec.generate_private_key(ec.SECP256R1())
    point = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    derived = HKDF(SHA256(), 32, salt=None, info=key["info"].encode() + point).derive(
        mine.exchange(ec.ECDH(), theirs)
    )
    iv = secrets.token_bytes(12)
    parts = {"epk": point, "iv": iv, "ciphertext": AESGCM(derived).encrypt(iv, plaintext, None)}
    return {"key_id": key["key_id"]} | {name: base64.b64encode(part).decode() for name, part in parts.items()}
