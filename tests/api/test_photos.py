"""Photos: taken once, kept as they came, shown as new pixels, and cleared away when no row names them."""

import hashlib
import io
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlalchemy import select

from app.accounts.roles import Role
from app.elections.view import ElectionView
from app.evidence import unnamed
from app.evidence.jobs import SWEEP, PhotoJobs
from app.evidence.models import UnnamedBlob
from app.evidence.sandbox import RENDITIONS
from app.jobs.models import Job
from app.moderation.coding import MOVED
from app.reports.models import Photo, Rendition
from app.settings import Settings
from app.storage.sweep import FEW
from app.workers import photo_jobs, workers
from tests import heic, pictures
from tests.api.test_uploads import Sender
from tests.desk import Desk
from tests.evidence.test_sandbox import MIB
from tests.factories import NOW, Factory, body_of
from tests.memory import peak_bytes, reset_peak

pytestmark = pytest.mark.both_stores

REPORTS = "/api/v1/elections/test-election/reports"
CONSOLE = "/api/v1/console/elections/test-election/photos"
Work = Callable[[], None]


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def work(app: FastAPI, settings: Settings) -> Work:
    """Does all jobs that are due."""

    def until_idle() -> None:
        for worker in workers(settings, app.state.database):
            while worker.run_one():
                pass

    return until_idle


def photos(make: Factory) -> list[Photo]:
    with make.session() as session:
        return list(session.scalars(select(Photo).order_by(Photo.sha256)))


def failures(make: Factory) -> list[str | None]:
    with make.session() as session:
        return [job.failure for job in session.scalars(select(Job)) if job.attempts]


def blobs(app: FastAPI) -> set[str]:
    return set(app.state.store.keys())


def send(client: TestClient, content: bytes, name: str = "photo.jpg") -> Response:
    """A report as a form, with one photo."""
    answer: Response = client.post(
        REPORTS, data={"category": "voter_transport.carousel_voting"}, files={"photo": (name, content)}
    )
    return answer


def report(client: TestClient, **given: Any) -> dict[str, Any]:
    receipt: dict[str, Any] = client.put(f"{REPORTS}/{uuid4()}", json=body_of(**given)).json()
    return receipt


class TestRenditions:
    def test_are_made_of_what_was_sent_and_the_original_stays(
        self, client: TestClient, make: Factory, app: FastAPI, view: ElectionView, work: Work
    ) -> None:
        content = pictures.camera_jpeg(orientation=6)

        assert send(client, content).status_code == 201
        work()

        (photo,) = photos(make)
        assert (photo.width_px, photo.height_px, photo.problem) == (240, 320, None)
        assert photo.store_key is not None
        with app.state.store.open(photo.store_key) as kept:
            assert kept.read() == content
        moderator = make.headers(Role.MODERATOR, view)
        for name in ("thumb", "view"):
            answer = client.get(f"{CONSOLE}/{photo.id}/{name}", headers=moderator)
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "image/jpeg"
            assert b"Canary" not in answer.content
            with Image.open(io.BytesIO(answer.content)) as image:
                assert image.size == (240, 320)

    def test_are_made_of_heic_by_whatever_way_it_comes(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        as_form, as_body, in_pieces = (pictures.camera_heic(orientation) for orientation in (6, 7, 8))
        assert send(client, as_form).status_code == 201
        receipt = report(client)
        address = f"{REPORTS}/{receipt['id']}/photos/{hashlib.sha256(as_body).hexdigest()}"
        token = {"Authorization": f"Bearer {receipt['upload_token']}"}
        assert client.put(address, content=as_body, headers=token).status_code == 201
        sender = Sender(client)
        assert sender.send(sender.begin(in_pieces), in_pieces, 0).status_code == 204

        work()

        found = photos(make)
        assert {photo.sha256 for photo in found} == {
            hashlib.sha256(content).hexdigest() for content in (as_form, as_body, in_pieces)
        }
        assert {(photo.media_type, photo.problem) for photo in found} == {("image/heic", None)}
        assert {(photo.width_px, photo.height_px) for photo in found} == {(240, 320)}

    def test_are_served_as_a_picture_and_nothing_else(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.polyglot())
        work()

        answer = client.get(
            f"{CONSOLE}/{photos(make)[0].id}/view", headers=make.headers(Role.MODERATOR, view)
        )

        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert b"script" not in answer.content

    def test_made_by_two_workers_at_once_are_kept_once(
        self, client: TestClient, make: Factory, app: FastAPI, view: ElectionView
    ) -> None:
        send(client, pictures.jpeg())
        jobs = PhotoJobs(app.state.database, app.state.store, app.state.directory)
        payload = {"election_id": view.id, "photo_id": str(photos(make)[0].id)}

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(jobs.make_renditions, [payload, payload]))
        jobs.make_renditions(payload)

        with make.session() as session:
            assert sorted(row.name for row in session.scalars(select(Rendition))) == sorted(RENDITIONS)
        assert len(blobs(app)) == 1 + len(RENDITIONS)

    def test_that_cannot_be_made_are_findings_and_no_failures(
        self, client: TestClient, make: Factory, app: FastAPI, view: ElectionView, work: Work
    ) -> None:
        expected = {}
        for problem, build in pictures.UNUSABLE.values():
            content = build()
            expected[hashlib.sha256(content).hexdigest()] = problem
            assert send(client, content).status_code == 201

        work()

        assert {photo.sha256: photo.problem for photo in photos(make)} == expected
        assert (len(blobs(app)), failures(make)) == (len(expected), [])
        moderator = make.headers(Role.MODERATOR, view)
        for photo in photos(make):
            answer = client.get(f"{CONSOLE}/{photo.id}/thumb", headers=moderator)
            assert (answer.status_code, answer.json()["type"]) == (404, "/problems/rendition-not-made")
            assert f"({photo.problem})" in answer.json()["detail"]

    @pytest.mark.slow
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_of_hostile_files_cost_the_service_neither_memory_nor_a_worker(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        files = [
            *((name, None, build) for name, build in pictures.USABLE.items()),
            *((name, problem, build) for name, (problem, build) in pictures.UNUSABLE.items()),
        ]
        send(client, pictures.jpeg())
        work()
        before = reset_peak()

        for content in pictures.NO_PHOTOS.values():
            assert send(client, content).status_code == 415
        for name, problem, build in files:
            content = build()
            assert send(client, content).status_code == 201, name
            work()
            sha256 = hashlib.sha256(content).hexdigest()
            (photo,) = (photo for photo in photos(make) if photo.sha256 == sha256)
            assert photo.problem == problem, name

        assert peak_bytes() - before < 50 * MIB
        assert failures(make) == []

    def test_of_bytes_that_are_gone_are_a_finding(
        self, client: TestClient, make: Factory, app: FastAPI, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.jpeg())
        for key in blobs(app):
            app.state.store.delete(key)

        work()

        assert photos(make)[0].problem == "bytes-missing"
        assert failures(make) == []

    def test_are_no_matter_where_the_photo_has_gone(
        self, app: FastAPI, make: Factory, view: ElectionView
    ) -> None:
        PhotoJobs(app.state.database, app.state.store, app.state.directory).make_renditions(
            {"election_id": view.id, "photo_id": str(uuid4())}
        )
        assert photos(make) == []


class TestShow:
    def test_says_that_it_is_being_made(self, client: TestClient, make: Factory, view: ElectionView) -> None:
        send(client, pictures.jpeg())
        moderator = make.headers(Role.MODERATOR, view)

        answer = client.get(f"{CONSOLE}/{photos(make)[0].id}/thumb", headers=moderator)

        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/rendition-not-made")
        assert "few seconds" in answer.json()["detail"]

    def test_says_that_the_photo_has_not_arrived(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        report(client, photos=[declared(pictures.jpeg())])
        moderator = make.headers(Role.MODERATOR, view)

        answer = client.get(f"{CONSOLE}/{photos(make)[0].id}/thumb", headers=moderator)

        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/rendition-not-made")
        assert "expected" in answer.json()["detail"]

    def test_says_that_it_is_gone(
        self, client: TestClient, make: Factory, app: FastAPI, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.jpeg())
        work()
        for key in blobs(app):
            app.state.store.delete(key)

        answer = client.get(
            f"{CONSOLE}/{photos(make)[0].id}/thumb", headers=make.headers(Role.MODERATOR, view)
        )

        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/photo-missing")

    def test_knows_no_photo_of_another_election(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        other = make.election(slug="other", code="OTHER")
        send(client, pictures.jpeg())
        work()

        url = f"/api/v1/console/elections/other/photos/{photos(make)[0].id}/thumb"
        answer = client.get(url, headers=make.headers(Role.MODERATOR, other))

        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/photo-not-found")

    def test_has_no_address_for_the_original(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.jpeg())
        work()

        answer = client.get(
            f"{CONSOLE}/{photos(make)[0].id}/original", headers=make.headers(Role.MODERATOR, view)
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "path/rendition"


class TestSweep:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # reaches into the directory
    def test_removes_what_no_row_names_after_three_days_and_parts_after_four(
        self,
        client: TestClient,
        make: Factory,
        app: FastAPI,
        settings: Settings,
        view: ElectionView,
        work: Work,
    ) -> None:
        send(client, pictures.jpeg())
        work()
        named = blobs(app)
        forgotten, fresh = orphan(app), orphan(app)
        part, resumable = (settings.photos / "00" / "11" / f".part-00{number}" for number in (11, 12))
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
        resumable.touch()
        two_hours_ago, long_ago = time.time() - 2 * 3600, time.time() - 97 * 3600
        for path in settings.photos.rglob("*"):
            if path.is_file() and path.name != fresh:
                os.utime(path, (two_hours_ago, two_hours_ago))
        os.utime(part, (long_ago, long_ago))
        sweep_again(make)
        work()
        assert blobs(app) == named | {forgotten, fresh}

        let_days_pass(make, 3)
        sweep_again(make)
        work()

        assert blobs(app) == named | {fresh}
        assert forgotten not in blobs(app)
        assert not part.exists()
        assert resumable.exists()

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # reaches into the directory
    def test_a_database_older_than_its_photos_deletes_none_until_somebody_says_so(
        self,
        client: TestClient,
        make: Factory,
        app: FastAPI,
        settings: Settings,
        view: ElectionView,
        work: Work,
    ) -> None:
        send(client, pictures.jpeg())
        work()
        unknown = {orphan(app) for _ in range(FEW + 1)}  # as after a restore from an older backup
        for path in filter(Path.is_file, settings.photos.rglob("*")):
            os.utime(path, (time.time() - 2 * 3600,) * 2)
        sweep_again(make)
        work()
        let_days_pass(make, 30)
        sweep_again(make)
        work()
        jobs = photo_jobs(settings, app.state.database)

        assert unknown <= blobs(app)
        assert jobs.sweep().kept_back == len(unknown)
        assert unknown <= blobs(app)
        assert jobs.sweep(however_many=True).blobs == len(unknown)
        assert not unknown & blobs(app)

    def test_a_blob_whose_row_comes_back_is_forgotten_by_the_sweeper(
        self, make: Factory, view: ElectionView
    ) -> None:
        long_ago = NOW - unnamed.KEPT_FOR
        with make.session() as session:
            unnamed.note(session, ["a" * 32, "b" * 32], long_ago)
        with make.session() as session:
            unnamed.note(session, ["b" * 32], NOW)
            assert unnamed.count(session) == 1
            assert unnamed.note(session, ["a" * 32, "b" * 32], NOW) == {"b" * 32}

    def test_comes_round(self, make: Factory, view: ElectionView, work: Work) -> None:
        work()
        work()
        with make.session() as session:
            job = session.scalars(select(Job).where(Job.kind == SWEEP)).one()
            assert (job.every_seconds, job.attempts) == (3600, 0)


def declared(content: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    return {"sha256": sha256, "size_bytes": len(content), "media_type": "image/jpeg"}


def sweep_again(make: Factory) -> None:
    with make.session() as session:
        session.scalars(select(Job).where(Job.kind == SWEEP)).one().run_after = NOW


def let_days_pass(make: Factory, days: int) -> None:
    with make.session() as session:
        for blob in session.scalars(select(UnnamedBlob)):
            blob.seen_at -= timedelta(days=days)


def orphan(app: FastAPI) -> str:
    """What a crash between photo and row leaves."""
    sink = app.state.store.begin()
    sink.write(pictures.jpeg())
    key: str = sink.commit().key
    return key


class TestFindings:
    def findings(self, client: TestClient, make: Factory, view: ElectionView, photo: Photo) -> dict[str, Any]:
        address = f"/api/v1/console/elections/test-election/reports/{photo.report_id}"
        answer = client.get(address, headers=make.headers(Role.MODERATOR, view)).json()
        (shown,) = (one for one in answer["photos"] if one["id"] == str(photo.id))
        return {finding["code"]: finding for finding in shown["findings"]}

    def test_say_what_the_file_says(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.camera_jpeg())
        work()

        (photo,) = photos(make)
        found = self.findings(client, make, view, photo)
        assert photo.facts is not None
        assert photo.facts["camera"] == "Canary Cameras"
        assert photo.facts["latitude_deg"] == pytest.approx(40 + 31 / 60 + 42 / 3600, abs=1e-9)
        assert found["file-history"]["facts"]["camera"] == "Canary Cameras"
        assert found["seen-before"]["level"] == "ok"
        assert found["content-credentials"]["level"] == "unknown"

    def test_say_that_a_file_holds_more_pictures(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        further = [pictures.picture(), pictures.picture(64, 64)]
        send(client, heic.encoded(pictures.picture(), save_all=True, append_images=further))
        work()

        found = self.findings(client, make, view, photos(make)[0])["further-pictures"]
        assert (found["level"], found["facts"]) == ("look", {"further": 2})

    def test_the_same_picture_in_another_report_is_said_of_both(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.jpeg(640, 480))
        work()
        send(client, pictures.encoded(pictures.picture(320, 240), quality=60))
        work()

        first, second = photos(make)
        for one, other in ((first, second), (second, first)):
            seen = self.findings(client, make, view, one)["seen-before"]
            assert seen["level"] == "look"
            assert seen["facts"]["near"][0]["report_id"] == str(other.report_id)

    def test_the_same_file_in_another_report_is_named_as_such(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        send(client, pictures.jpeg())
        send(client, pictures.jpeg())
        work()

        for photo in photos(make):
            seen = self.findings(client, make, view, photo)["seen-before"]
            assert seen["text"] == "The same file came with another report."

    def test_follow_the_coding_of_the_report(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        receipt = report(client, latitude_deg=None, longitude_deg=None, occurred_at=None)
        content, token = pictures.dated_jpeg(), {"Authorization": f"Bearer {receipt['upload_token']}"}
        address = f"{REPORTS}/{receipt['id']}/photos/{hashlib.sha256(content).hexdigest()}"
        assert client.put(address, content=content, headers=token).status_code == 201
        work()
        (photo,) = photos(make)
        before = self.findings(client, make, view, photo)
        assert (before["capture-place"]["level"], before["capture-time"]["level"]) == ("unknown", "unknown")
        desk = Desk(client, make, view, Role.MODERATOR)

        desk.code(receipt["id"], latitude_deg=40.5283, longitude_deg=72.7985, occurred_at="2020-10-04T05:05Z")
        work()

        here = self.findings(client, make, view, photo)
        assert (here["capture-place"]["level"], here["capture-time"]["level"]) == ("ok", "ok")
        desk.code(receipt["id"], latitude_deg=42.87, longitude_deg=74.59)
        work()
        there = self.findings(client, make, view, photo)
        assert (there["capture-place"]["level"], there["capture-time"]["level"]) == ("look", "ok")
        assert there["capture-place"]["facts"]["distance_m"] == pytest.approx(300_000, rel=0.02)

    def test_are_left_alone_where_the_coding_moves_neither_place_nor_time(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        receipt = report(client)
        work()

        Desk(client, make, view, Role.MODERATOR).code(receipt["id"], tags=["urgent"])

        with make.session() as session:
            assert MOVED not in set(session.scalars(select(Job.kind)))

    def test_another_election_is_never_looked_at(
        self, client: TestClient, make: Factory, view: ElectionView, work: Work
    ) -> None:
        elsewhere = make.election(slug="elsewhere", code="ELSE")
        send(client, pictures.jpeg())
        client.post(
            f"/api/v1/elections/{elsewhere.slug}/reports",
            data={"category": "other.other"},
            files={"photo": ("a.jpg", pictures.jpeg())},
        )
        work()

        (here,) = (photo for photo in photos(make) if photo.election_id == view.id)
        assert self.findings(client, make, view, here)["seen-before"]["level"] == "ok"
