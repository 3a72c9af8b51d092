"""Evidence bundles: two people, original bytes, hashes that check, and a record of every download."""

import hashlib
import io
import json
import random
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.evidence.models import Export
from app.reports.models import Photo, ReportEvent
from app.settings import Settings
from tests import pictures
from tests.core.server import serving
from tests.desk import Desk, problem
from tests.factories import Factory, body_of
from tests.memory import peak_bytes, reset_peak

pytestmark = pytest.mark.both_stores

REPORTS = "/api/v1/elections/test-election/reports"
CONTACT, POSITION = "+996 555 000 111", 41.987654
WHY = {"reason": "For the court in Osh."}


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def asks(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


@pytest.fixture
def approves(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def sent(client: TestClient, *photos: bytes, **given: Any) -> str:
    """The id of a report with these photos."""
    parts: list[Any] = [("report", (None, json.dumps(body_of(**given))))]
    parts += [("photo", ("a.jpg", content)) for content in photos]
    answer = client.post(REPORTS, files=parts, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    report_id: str = answer.json()["id"]
    return report_id


def requested(desk: Desk, **wanted: Any) -> str:
    answer = desk.send("POST", "/exports", {**WHY, **wanted})
    assert (answer.status_code, answer.json()["state"]) == (201, "requested"), answer.text
    export_id: str = answer.json()["id"]
    return export_id


def approved(asks: Desk, approves: Desk, **wanted: Any) -> str:
    export_id = requested(asks, **wanted)
    answer = approves.send("POST", f"/exports/{export_id}/approve")
    assert (answer.status_code, answer.json()["state"]) == (200, "approved"), answer.text
    return export_id


def bundle(desk: Desk, export_id: str) -> zipfile.ZipFile:
    answer = desk.get(f"/exports/{export_id}/bundle")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def read(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


def events(make: Factory, report_id: str) -> list[tuple[str, UUID | None]]:
    with make.session() as session:
        rows = session.scalars(select(ReportEvent).where(ReportEvent.report_id == UUID(report_id)))
        return [(row.event, row.account_id) for row in rows if row.event == "exported"]


def checked_by_sha256sum(archive: zipfile.ZipFile, folder: Path) -> str:
    archive.extractall(folder)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


class TestBundle:
    def test_holds_what_was_sent_under_hashes_that_check(
        self, client: TestClient, asks: Desk, approves: Desk, tmp_path: Path
    ) -> None:
        contents = [pictures.camera_jpeg(), pictures.encoded(pictures.picture(), "PNG")]
        report_id = sent(client, *contents)

        archive = bundle(asks, approved(asks, approves, reports=[report_id]))

        lines = checked_by_sha256sum(archive, tmp_path / "unpacked").splitlines()
        assert {line.removesuffix(": OK") for line in lines} == set(archive.namelist()) - {"SHA256SUMS"}
        assert archive.namelist()[-1] == "SHA256SUMS"
        photos = read(archive, f"reports/{report_id}/photos/findings.json")
        assert sorted(archive.read(photo["file"]) for photo in photos) == sorted(contents)
        for photo in photos:
            sha256 = hashlib.sha256(archive.read(photo["file"])).hexdigest()
            assert photo["sha256"] == sha256
            assert Path(photo["file"]).name[2:14] == sha256[:12]
        assert {Path(photo["file"]).suffix for photo in photos} == {".jpg", ".png"}
        report = read(archive, f"reports/{report_id}/report.json")
        assert report["sent"] == body_of()
        assert report["coding"]["category"] == "voter_transport.carousel_voting"
        assert len(report["receipt_sha256"]) == 64
        manifest = read(archive, "manifest.json")
        assert manifest["requested_by"] == {"person": "person-1", "role": "verifier"}
        assert manifest["approved_by"]["role"] == "lead"
        assert (manifest["reports"], manifest["missing_photos"]) == ([report_id], [])
        assert "sha256sum -c SHA256SUMS" in archive.read("README.txt").decode()

    def test_names_the_redactions_that_were_made(
        self, client: TestClient, make: Factory, asks: Desk, approves: Desk
    ) -> None:
        report_id = sent(client, pictures.jpeg())
        (photo,) = asks.report(report_id)["photos"]
        shape = {"rectangle": {"left": 0, "top": 0, "width": 0.5, "height": 0.5}}
        answers = {"faces": "covered", "documents": "none", "plates": "none"}
        body = {"shapes": [shape], "answers": answers}
        made = asks.send("POST", f"/photos/{photo['id']}/redactions", body).json()
        approves.send("POST", f"/photos/{photo['id']}/redactions/{made['id']}/approve")

        archive = bundle(asks, approved(asks, approves, reports=[report_id]))

        (told,) = read(archive, f"reports/{report_id}/photos/redactions.json")
        assert (told["sha256"], told["shapes"], told["state"]) == (made["sha256"], [shape], "approved")
        assert told["answers"] == answers
        assert told["photo_sha256"] == hashlib.sha256(pictures.jpeg()).hexdigest()
        assert {told["made_by"], told["decided_by"]} == {"person-1", "person-2"}

    def test_tells_how_an_incident_was_checked_without_saying_who_did(
        self, client: TestClient, asks: Desk, approves: Desk
    ) -> None:
        report_id = sent(client, pictures.jpeg())
        incident_id = asks.opened(report_id)
        asks.check(incident_id)
        for desk in (asks, approves):
            assert desk.judge(incident_id, "verified", "Seen by both.").status_code == 201
        asks.deny(incident_id)

        archive = bundle(asks, approved(asks, approves, incident=incident_id))

        assert read(archive, "incident/incident.json")["veracity"] == "verified"
        assert [step["kind"] for step in read(archive, "incident/steps.json")] == ["called_source"]
        verdicts = read(archive, "incident/verdicts.json")["verdicts"]
        assert len({verdict["person"] for verdict in verdicts}) == 2
        assert read(archive, "incident/statements.json")[0]["by"] == "Birimdik party"
        assert "exported" in [event["event"] for event in read(archive, "incident/history.json")]
        everything = b"".join(archive.read(name) for name in archive.namelist())
        for desk in (asks, approves):
            assert desk.name.encode() not in everything
            assert str(desk.actor.account_id).encode() not in everything

    def test_is_no_way_to_see_a_verdict_before_giving_ones_own(
        self, client: TestClient, asks: Desk, approves: Desk
    ) -> None:
        incident_id = asks.opened(sent(client))
        asks.check(incident_id)
        asks.judge(incident_id, "verified", "Certain.")

        export_id = approved(asks, approves, incident=incident_id)

        assert len(read(bundle(asks, export_id), "incident/verdicts.json")["verdicts"]) == 1
        hidden = read(bundle(approves, export_id), "incident/verdicts.json")
        assert hidden == {"in_force": 1, "verdicts": None}

    def test_never_holds_what_could_give_the_sender_away(
        self, client: TestClient, asks: Desk, approves: Desk
    ) -> None:
        report_id = sent(
            client,
            contact=CONTACT,
            sender_position={"latitude_deg": POSITION, "longitude_deg": 72.0, "accuracy_m": 10.0},
        )
        asks.send("POST", f"/reports/{report_id}/notes", {"text": f"Called {CONTACT}."})
        asks.send("POST", f"/reports/{report_id}/messages", {"text": "Where exactly?"})

        archive = bundle(asks, approved(asks, approves, reports=[report_id]))

        assert {"note", "message"} <= {
            event["event"] for event in read(archive, f"reports/{report_id}/history.json")
        }
        everything = b"".join(archive.read(name) for name in archive.namelist())
        for secret in (CONTACT, str(POSITION), "Where exactly?"):
            assert secret.encode() not in everything

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # reaches into the directory
    def test_names_photos_that_are_gone_or_damaged_and_holds_the_rest(
        self,
        client: TestClient,
        make: Factory,
        settings: Settings,
        asks: Desk,
        approves: Desk,
        tmp_path: Path,
    ) -> None:
        report_id = sent(client, *(pictures.jpeg(320 + number) for number in range(3)))
        with make.session() as session:
            keys = {photo.sha256: photo.store_key for photo in session.scalars(select(Photo))}
        gone, damaged, kept = sorted(keys)
        blobs = {path.name: path for path in settings.photos.rglob("*") if path.is_file()}
        blobs[str(keys[gone])].unlink()
        content = bytearray(blobs[str(keys[damaged])].read_bytes())
        content[-20] ^= 1
        blobs[str(keys[damaged])].write_bytes(content)

        archive = bundle(asks, approved(asks, approves, reports=[report_id]))

        checked_by_sha256sum(archive, tmp_path / "unpacked")
        missing = {photo["sha256"]: photo for photo in read(archive, "manifest.json")["missing_photos"]}
        assert {sha256: photo["why"] for sha256, photo in missing.items()} == {
            gone: "bytes-missing",
            damaged: "bytes-unreadable",
        }
        names = {photo["sha256"]: photo["file"] for photo in read_photos(archive, report_id)}
        assert names[kept] in archive.namelist()
        assert not {missing[gone]["file"], missing[damaged]["file"]} & set(archive.namelist())

    def test_of_an_incident_has_the_reports_that_were_linked_when_it_was_asked_for(
        self, client: TestClient, asks: Desk, approves: Desk
    ) -> None:
        first, later = sent(client), sent(client)
        incident_id = asks.opened(first)
        export_id = approved(asks, approves, incident=incident_id)
        asks.decide(later, "link", incident=incident_id)

        archive = bundle(asks, export_id)

        assert read(archive, "manifest.json")["reports"] == [first]
        assert f"reports/{later}/report.json" not in archive.namelist()

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_of_sixty_megabytes_takes_less_than_twenty_to_make(
        self, app: FastAPI, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        noise = random.Random(1)
        photos = [pictures.jpeg() + noise.randbytes(14 * 1024 * 1024) for _ in range(5)]
        report_ids = [sent(client, photo) for photo in photos]
        sizes = sum(map(len, photos))
        del photos
        asks, approves = Desk(client, make, view, Role.VERIFIER), Desk(client, make, view, Role.LEAD)
        export_id = approved(asks, approves, reports=report_ids)
        address = f"{asks.base}/exports/{export_id}/bundle"

        with serving(app) as port, httpx2.Client(timeout=120) as reader:
            before = reset_peak()
            with reader.stream("GET", f"http://127.0.0.1:{port}{address}", headers=asks.headers) as answer:
                assert answer.status_code == 200
                received_bytes = sum(len(piece) for piece in answer.iter_raw())

        assert received_bytes > sizes > 60_000_000
        assert peak_bytes() - before < 20_000_000


class TestTwoPeople:
    def test_are_needed(self, client: TestClient, asks: Desk, approves: Desk) -> None:
        export_id = requested(asks, reports=[sent(client)])

        assert problem(asks.get(f"/exports/{export_id}/bundle")) == (409, "export-not-approved")
        assert problem(asks.send("POST", f"/exports/{export_id}/approve")) == (403, "same-person")
        assert approves.send("POST", f"/exports/{export_id}/approve").status_code == 200
        for desk in (asks, approves):
            assert bundle(desk, export_id).testzip() is None

    def test_are_one_in_a_rehearsal_without_four_eyes(self, client: TestClient, make: Factory) -> None:
        rehearsal = make.election(slug="rehearsal", code="REH", four_eyes=False)
        desk = Desk(client, make, rehearsal, Role.VERIFIER)
        export_id = approved(desk, desk, reports=[str(make.report(rehearsal).id)])

        assert read(bundle(desk, export_id), "manifest.json")["four_eyes"] is False

    def test_may_download_and_nobody_else(
        self, client: TestClient, make: Factory, view: ElectionView, asks: Desk, approves: Desk
    ) -> None:
        report_id = sent(client)
        export_id = approved(asks, approves, reports=[report_id])

        other = Desk(client, make, view, Role.LEAD)
        moderator = Desk(client, make, view, Role.MODERATOR)

        assert problem(other.get(f"/exports/{export_id}/bundle")) == (403, "forbidden")
        assert problem(moderator.get(f"/exports/{export_id}/bundle")) == (403, "forbidden")
        assert problem(moderator.send("POST", "/exports", WHY | {"reports": [report_id]}))[0] == 403
        assert events(make, report_id) == []

    def test_have_a_day(self, client: TestClient, make: Factory, asks: Desk, approves: Desk) -> None:
        report_id = sent(client)
        export_id = approved(asks, approves, reports=[report_id])
        with make.session() as session:
            session.execute(update(Export).values(approved_at=utc_now() - timedelta(hours=24)))

        approves.send("POST", f"/exports/{export_id}/approve")

        assert asks.get(f"/exports/{export_id}").json()["state"] == "expired"
        assert problem(asks.get(f"/exports/{export_id}/bundle")) == (410, "export-expired")
        assert events(make, report_id) == []

    def test_leave_a_record_of_every_download(
        self, client: TestClient, make: Factory, asks: Desk, approves: Desk
    ) -> None:
        report_ids = [sent(client), sent(client)]
        export_id = approved(asks, approves, reports=report_ids)

        for desk in (asks, approves):
            bundle(desk, export_id)

        expected = [("exported", desk.actor.account_id) for desk in (asks, approves)]
        for report_id in report_ids:
            assert events(make, report_id) == expected


class TestRequests:
    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"reason": "Why."},
            {"reports": [], "reason": "Why."},
            {"reports": [str(uuid4())]},
            {"reports": [str(uuid4())], "reason": ""},
            {"reports": [str(uuid4())], "incident": str(uuid4()), "reason": "Why."},
            {"reports": [str(uuid4()) for _ in range(501)], "reason": "Why."},
        ],
    )
    def test_name_an_incident_or_reports_and_a_reason(self, asks: Desk, body: dict[str, Any]) -> None:
        answer = asks.send("POST", "/exports", body)

        assert problem(answer) == (422, "invalid-request")

    def test_name_what_is_there(self, client: TestClient, asks: Desk) -> None:
        unknown = str(uuid4())

        for wanted, code in (
            ({"reports": [sent(client), unknown]}, "report-not-found"),
            ({"incident": unknown}, "incident-not-found"),
        ):
            assert problem(asks.send("POST", "/exports", WHY | wanted)) == (404, code)
        for method, path in (("GET", ""), ("GET", "/bundle"), ("POST", "/approve")):
            answer = asks.send(method, f"/exports/{unknown}{path}")
            assert problem(answer) == (404, "export-not-found")
        assert asks.get("/exports").json()["items"] == []

    def test_are_listed_the_newest_first_page_by_page(
        self, client: TestClient, asks: Desk, approves: Desk
    ) -> None:
        report_id = sent(client)
        made = [requested(asks, reports=[report_id, report_id]) for _ in range(3)]

        first = approves.get("/exports", limit=2).json()
        second = approves.get("/exports", limit=2, cursor=first["next_cursor"]).json()

        assert [row["id"] for row in first["items"] + second["items"]] == made[::-1]
        assert second["next_cursor"] is None
        assert first["items"][0] | {"id": "", "requested_at": ""} == {
            "id": "",
            "state": "requested",
            "incident": None,
            "reports": [report_id],
            "reason": WHY["reason"],
            "requested_at": "",
            "requested_by": asks.name,
            "approved_at": None,
            "approved_by": None,
            "available_until": None,
        }

    def test_of_another_election_are_not_there(
        self, client: TestClient, make: Factory, asks: Desk, approves: Desk
    ) -> None:
        export_id = approved(asks, approves, reports=[sent(client)])
        elsewhere = Desk(client, make, make.election(slug="elsewhere", code="ELSE"), Role.VERIFIER)

        assert problem(elsewhere.get(f"/exports/{export_id}/bundle")) == (404, "export-not-found")


def read_photos(archive: zipfile.ZipFile, report_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(archive, f"reports/{report_id}/photos/findings.json")
    return found
