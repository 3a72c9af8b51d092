"""Photos with parts of them black; and originals, which nobody sees unrecorded."""

import hashlib
import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlalchemy import event, select

from app.accounts.roles import Role
from app.elections.view import ElectionView
from app.evidence.bare_jpeg import is_bare_jpeg
from app.evidence.inventory import damaged, unnamed
from app.evidence.queries import named_keys
from app.reports.models import Photo, Redaction, ReportEvent
from tests import pictures
from tests.desk import Desk
from tests.factories import NOW, Factory
from tests.pictures import CORNERS

pytestmark = pytest.mark.both_stores

TOP_LEFT = {"rectangle": {"left": 0, "top": 0, "width": 0.5, "height": 0.5}}
BOTTOM_RIGHT = {"polygon": [[0.5, 0.5], [1, 0.5], [1, 1], [0.5, 1]]}
ANSWERS = {"faces": "covered", "documents": "none", "plates": "none"}
COLOURS = {"red": (254, 0, 0), "lime": (0, 255, 1), "blue": (0, 0, 254), "yellow": (255, 255, 0)}
BLACK = (0, 0, 0)


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def maker(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def second(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def verifier(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


def photo_of(client: TestClient, make: Factory, content: bytes, slug: str = "test-election") -> Photo:
    """Sent with a report by anybody."""
    answer = client.post(
        f"/api/v1/elections/{slug}/reports",
        data={"category": "voter_transport.carousel_voting"},
        files={"photo": ("photo.jpg", content)},
    )
    assert answer.status_code == 201, answer.text
    with make.session() as session:
        return session.scalars(select(Photo).where(Photo.report_id == UUID(answer.json()["id"]))).one()


def redact(desk: Desk, photo: Photo, *shapes: dict[str, Any]) -> Response:
    return desk.send("POST", f"/photos/{photo.id}/redactions", {"shapes": list(shapes), "answers": ANSWERS})


def proposed(desk: Desk, photo: Photo, *shapes: dict[str, Any]) -> dict[str, Any]:
    answer = redact(desk, photo, *shapes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def decide(desk: Desk, photo: Photo, redaction: dict[str, Any], word: str) -> Response:
    return desk.send("POST", f"/photos/{photo.id}/redactions/{redaction['id']}/{word}")


def picture(desk: Desk, photo: Photo, redaction: dict[str, Any]) -> Image.Image:
    content = desk.get(f"/photos/{photo.id}/redactions/{redaction['id']}").content
    assert is_bare_jpeg(content)
    return Image.open(io.BytesIO(content))


def colours(image: Image.Image) -> dict[str, tuple[int, ...]]:
    """Of the middle of each quarter."""
    found = {}
    for corner in CORNERS:
        x = image.width * 3 // 4 if "right" in corner else image.width // 4
        y = image.height * 3 // 4 if "bottom" in corner else image.height // 4
        found[corner] = image.getpixel((x, y))
    return found  # type: ignore[return-value]  # three numbers, in RGB


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


def events(make: Factory, photo: Photo) -> list[tuple[str, Any]]:
    with make.session() as session:
        told = select(ReportEvent).where(ReportEvent.report_id == photo.report_id)
        return [(one.event, one.account_id) for one in session.scalars(told.order_by(ReportEvent.number))]


class TestRedactions:
    def test_are_black_under_the_shapes_and_the_picture_elsewhere(
        self, client: TestClient, make: Factory, maker: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg(2600, 1300))

        made = proposed(maker, photo, TOP_LEFT, BOTTOM_RIGHT)

        image = picture(maker, photo, made)
        assert (image.format, image.size) == ("JPEG", (2000, 1000))
        assert (made["width_px"], made["height_px"]) == image.size
        found = colours(image)
        assert near(found["top left"], BLACK)
        assert near(found["bottom right"], BLACK)
        assert near(found["top right"], COLOURS["lime"])
        assert near(found["bottom left"], COLOURS["blue"])

    def test_leave_nothing_of_what_is_under_a_shape(
        self, client: TestClient, make: Factory, maker: Desk
    ) -> None:
        """Two originals that differ only under the shapes give the same file, byte for byte."""
        hidden = pictures.picture(1300, 2600)
        hidden.paste("white", (300, 600, 600, 1000))
        shape = {
            "rectangle": {"left": 300 / 1300, "top": 600 / 2600, "width": 300 / 1300, "height": 400 / 2600}
        }
        files = []
        for image in (pictures.picture(1300, 2600), hidden):
            photo = photo_of(client, make, pictures.encoded(image, "PNG"))
            files.append(proposed(maker, photo, shape)["sha256"])

        assert files[0] == files[1]

    def test_a_slanted_edge_leaves_no_pixel_out(self, client: TestClient, make: Factory, maker: Desk) -> None:
        photo = photo_of(client, make, pictures.encoded(Image.new("RGB", (400, 300), "white"), "PNG"))

        made = proposed(maker, photo, {"polygon": [[0.1, 0.05], [0.9, 0.3], [0.4, 0.95]]})

        shades = picture(maker, photo, made).convert("L").tobytes()
        corners = [(40.0, 15.0), (360.0, 90.0), (160.0, 285.0)]
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
            for step in range(401):
                place = (int(x0 + (x1 - x0) * step / 400), int(y0 + (y1 - y0) * step / 400))
                assert shades[place[1] * 400 + place[0]] < 40, place

    def test_carry_no_metadata_and_are_what_their_hash_says(
        self, client: TestClient, make: Factory, maker: Desk
    ) -> None:
        content = pictures.camera_jpeg()
        photo = photo_of(client, make, content)

        made = proposed(maker, photo, TOP_LEFT)

        answer = maker.get(f"/photos/{photo.id}/redactions/{made['id']}")
        assert is_bare_jpeg(answer.content)
        assert not any(secret in answer.content for secret in pictures.SECRETS)
        assert made["sha256"] == hashlib.sha256(answer.content).hexdigest() != photo.sha256
        assert made["size_bytes"] == len(answer.content)
        assert made["shapes"] == [TOP_LEFT]
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_hide_what_the_upright_picture_shows_there(
        self, client: TestClient, make: Factory, maker: Desk, orientation: int
    ) -> None:
        photo = photo_of(client, make, pictures.camera_jpeg(orientation))
        # Shown whole, but for a corner too small to matter: what stands where when it is upright.
        speck = {"rectangle": {"left": 0, "top": 0, "width": 0.01, "height": 0.01}}
        upright = colours(picture(maker, photo, proposed(maker, photo, speck)))

        found = picture(maker, photo, proposed(maker, photo, TOP_LEFT))

        assert found.size == ((240, 320) if orientation >= 5 else (320, 240))
        first = {1: "red", 2: "lime", 3: "yellow", 4: "blue", 5: "red", 6: "blue", 7: "yellow", 8: "lime"}
        assert near(upright["top left"], COLOURS[first[orientation]])
        assert near(colours(found)["top left"], BLACK)
        for corner in ("top right", "bottom left", "bottom right"):
            assert near(colours(found)[corner], upright[corner])

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize(
        "shapes",
        [
            [],
            [TOP_LEFT] * 51,
            [{"rectangle": {"left": 0.6, "top": 0, "width": 0.5, "height": 0.5}}],
            [{"polygon": [[0, 0], [1.2, 0], [1, 1]]}],
            [{"polygon": [[0, 0], [1, 1]]}],
            [{"polygon": [[0, 0]] * 101}],
            [{"circle": 1}],
            [{**TOP_LEFT, **BOTTOM_RIGHT}],
            "everything",
        ],
    )
    def test_outside_the_picture_or_of_no_shape_are_refused(
        self, client: TestClient, make: Factory, app: FastAPI, maker: Desk, shapes: Any
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())

        answer = maker.send("POST", f"/photos/{photo.id}/redactions", {"shapes": shapes, "answers": ANSWERS})

        assert problem(answer) == (422, "/problems/invalid-request")
        assert answer.json()["errors"][0]["pointer"].startswith("/shapes")
        assert len(set(app.state.store.keys())) == 1

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("name", pictures.UNUSABLE)
    def test_of_a_file_that_is_no_picture_are_a_problem_that_says_why(
        self, client: TestClient, make: Factory, app: FastAPI, maker: Desk, name: str
    ) -> None:
        code, build = pictures.UNUSABLE[name]
        photo = photo_of(client, make, build())

        answer = redact(maker, photo, TOP_LEFT)

        assert problem(answer) == (409, "/problems/photo-unusable")
        assert f"({code})" in answer.json()["detail"]
        assert len(set(app.state.store.keys())) == 1

    def test_of_a_photo_whose_bytes_are_gone_are_a_problem(
        self, client: TestClient, make: Factory, app: FastAPI, maker: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        app.state.store.delete(photo.store_key)

        assert problem(redact(maker, photo, TOP_LEFT)) == (410, "/problems/photo-missing")

    def test_do_not_reach_into_another_election(
        self, client: TestClient, make: Factory, maker: Desk, second: Desk
    ) -> None:
        make.election(slug="other", code="OTHER")
        photo = photo_of(client, make, pictures.jpeg(), "other")

        assert problem(redact(maker, photo, TOP_LEFT)) == (404, "/problems/photo-not-found")
        assert problem(maker.get(f"/photos/{photo.id}/redactions")) == (404, "/problems/photo-not-found")
        answer = decide(second, photo, {"id": uuid4()}, "approve")
        assert problem(answer) == (404, "/problems/redaction-not-found")

    def test_need_a_second_person_before_they_count(
        self, client: TestClient, make: Factory, maker: Desk, second: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        made = proposed(maker, photo, TOP_LEFT)

        assert problem(decide(maker, photo, made, "approve")) == (403, "/problems/same-person")
        assert problem(decide(maker, photo, made, "reject")) == (403, "/problems/same-person")
        assert problem(maker.get(f"/photos/{photo.id}/redacted")) == (404, "/problems/redaction-not-found")

        approved = decide(second, photo, made, "approve")

        assert approved.status_code == 200
        assert (approved.json()["state"], approved.json()["decided_by"]) == ("approved", second.name)
        shown = maker.get(f"/photos/{photo.id}/redacted").content
        assert hashlib.sha256(shown).hexdigest() == made["sha256"]

    def test_may_be_approved_by_their_maker_where_four_eyes_are_not_asked_for(
        self, client: TestClient, make: Factory
    ) -> None:
        alone = make.election(slug="small", code="SMALL", four_eyes=False)
        moderator = Desk(client, make, alone, Role.MODERATOR)
        photo = photo_of(client, make, pictures.jpeg(), "small")

        made = proposed(moderator, photo, TOP_LEFT)

        assert decide(moderator, photo, made, "approve").status_code == 200

    def test_looking_at_one_that_nobody_agreed_to_is_on_record(
        self, client: TestClient, make: Factory, view: ElectionView, maker: Desk, second: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        made = proposed(maker, photo, TOP_LEFT)
        auditor = Desk(client, make, view, Role.AUDITOR)

        assert second.get(f"/photos/{photo.id}/redactions/{made['id']}").status_code == 200

        (seen,) = auditor.get("/audit", action="photo_viewed").json()["items"]
        assert (seen["object_id"], seen["account_id"]) == (str(photo.report_id), str(second.actor.account_id))
        assert seen["facts"] == {"photo": str(photo.id), "redaction": made["id"]}

    def test_say_what_their_maker_looked_for(
        self, client: TestClient, make: Factory, view: ElectionView, maker: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        auditor = Desk(client, make, view, Role.AUDITOR)

        made = proposed(maker, photo, TOP_LEFT)

        (listed,) = maker.get(f"/photos/{photo.id}/redactions").json()["items"]
        assert made["answers"] == listed["answers"] == ANSWERS
        (entry,) = auditor.get("/audit", action="redaction_made").json()["items"]
        assert entry["changes"] == {name: [None, answer] for name, answer in ANSWERS.items()}

    @pytest.mark.parametrize("answers", [None, {}, {**ANSWERS, "plates": "perhaps"}, {"faces": "none"}])
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_without_all_three_answers_are_refused(
        self, client: TestClient, make: Factory, maker: Desk, answers: Any
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())

        answer = maker.send(
            "POST", f"/photos/{photo.id}/redactions", {"shapes": [TOP_LEFT], "answers": answers}
        )

        assert problem(answer) == (422, "/problems/invalid-request")
        assert answer.json()["errors"][0]["pointer"].startswith("/answers")

    def test_are_decided_once(self, client: TestClient, make: Factory, maker: Desk, second: Desk) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        made = proposed(maker, photo, TOP_LEFT)

        first = decide(second, photo, made, "reject")
        again = decide(second, photo, made, "reject")

        assert first.json() == again.json()
        assert problem(decide(second, photo, made, "approve")) == (409, "/problems/redaction-decided")
        assert events(make, photo) == [
            ("redaction_made", maker.actor.account_id),
            ("redaction_rejected", second.actor.account_id),
        ]

    def test_the_one_approved_last_counts_and_all_are_listed(
        self, client: TestClient, make: Factory, maker: Desk, second: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        older, newer, waiting = (
            proposed(maker, photo, shape) for shape in (TOP_LEFT, BOTTOM_RIGHT, TOP_LEFT)
        )
        for made in (newer, older):
            assert decide(second, photo, made, "approve").status_code == 200

        shown = maker.get(f"/photos/{photo.id}/redacted").content
        assert hashlib.sha256(shown).hexdigest() == older["sha256"]
        listed = maker.get(f"/photos/{photo.id}/redactions").json()["items"]
        assert [(one["id"], one["state"], one["made_by"]) for one in listed] == [
            (older["id"], "approved", maker.name),
            (newer["id"], "replaced", maker.name),
            (waiting["id"], "proposed", maker.name),
        ]
        (on_form,) = maker.report(photo.report_id)["photos"]
        assert [one["url"] for one in on_form["redactions"]] == [one["url"] for one in listed]

    def test_stay_until_a_better_one_is_approved(
        self, client: TestClient, make: Factory, maker: Desk, second: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        first, better = proposed(maker, photo, TOP_LEFT), None
        decide(second, photo, first, "approve")

        def shown() -> str:
            return hashlib.sha256(maker.get(f"/photos/{photo.id}/redacted").content).hexdigest()

        better = proposed(maker, photo, TOP_LEFT, BOTTOM_RIGHT)
        assert shown() == first["sha256"]
        assert problem(decide(maker, photo, better, "approve")) == (403, "/problems/same-person")
        assert shown() == first["sha256"]
        decide(second, photo, better, "approve")
        assert shown() == better["sha256"]
        assert problem(decide(second, photo, first, "approve")) == (409, "/problems/redaction-decided")
        assert shown() == better["sha256"]

    def test_hide_everything_that_their_line_goes_around(
        self, client: TestClient, make: Factory, maker: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.encoded(Image.new("RGB", (400, 300), "white"), "PNG"))
        star = [[0.5, 0.05], [0.78, 0.9], [0.05, 0.37], [0.95, 0.37], [0.22, 0.9]]

        image = picture(maker, photo, proposed(maker, photo, {"polygon": star})).convert("L")

        middle = image.crop((190, 140, 210, 160))
        assert max(middle.tobytes()) < 40
        assert image.getpixel((10, 290)) == 255

    def test_are_known_to_the_sweeper_and_to_the_inventory(
        self, client: TestClient, make: Factory, app: FastAPI, maker: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        proposed(maker, photo, TOP_LEFT)
        keys = sorted(app.state.store.keys())

        with make.session() as session:
            assert len(keys) == 2
            assert named_keys(session, keys) == set(keys)
            assert list(damaged(session, app.state.store, lambda: None)) == []
            assert list(unnamed(session, app.state.store, None)) == []  # type: ignore[arg-type]  # of any age
            row = session.scalars(select(Redaction)).one()
            app.state.store.delete(row.store_key)
            (missing,) = damaged(session, app.state.store, lambda: None)
        assert missing.what == f"redaction {row.id}"


class TestOriginals:
    def test_are_handed_out_as_they_came_once_the_view_is_written_down(
        self, client: TestClient, make: Factory, verifier: Desk
    ) -> None:
        content = pictures.polyglot()
        photo = photo_of(client, make, content)

        answer = verifier.send("POST", f"/photos/{photo.id}/original")

        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert events(make, photo) == [("original_viewed", verifier.actor.account_id)]
        original = fetch(verifier, answer.json()["url"])
        assert original.content == content
        assert original.headers["content-type"] == "image/jpeg"
        assert original.headers["content-disposition"] == f'attachment; filename="photo-{photo.id}.jpg"'
        assert original.headers["content-length"] == str(len(content))
        assert original.headers["x-content-type-options"] == "nosniff"
        assert original.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert original.headers["cache-control"] == "no-store"

    def test_are_not_for_moderators_or_for_another_verifier(
        self, client: TestClient, make: Factory, view: ElectionView, maker: Desk, verifier: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        url = verifier.send("POST", f"/photos/{photo.id}/original").json()["url"]
        colleague = Desk(client, make, view, Role.VERIFIER)

        refused = maker.send("POST", f"/photos/{photo.id}/original")
        assert problem(refused) == (403, "/problems/forbidden")
        assert problem(fetch(maker, url)) == (403, "/problems/forbidden")
        assert problem(fetch(colleague, url)) == (403, "/problems/original-link-refused")
        assert problem(client.get(url)) == (401, "/problems/unauthenticated")
        assert [told for told, _ in events(make, photo)] == ["original_viewed"]

    def test_an_address_that_was_altered_or_is_old_opens_nothing(
        self, client: TestClient, make: Factory, app: FastAPI, view: ElectionView, verifier: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        url = verifier.send("POST", f"/photos/{photo.id}/original").json()["url"]
        old = app.state.original_links.issue(view.id, photo.id, verifier.actor.account_id, NOW)

        altered = url.replace(str(photo.id), str(uuid4()))
        for address in (altered, url[:-2], f"{url.rpartition('/')[0]}/{old}"):
            assert problem(fetch(verifier, address)) == (403, "/problems/original-link-refused")

    def test_that_have_not_arrived_or_are_gone_are_a_problem(
        self, client: TestClient, make: Factory, app: FastAPI, verifier: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        url = verifier.send("POST", f"/photos/{photo.id}/original").json()["url"]
        app.state.store.delete(photo.store_key)

        assert problem(fetch(verifier, url)) == (410, "/problems/photo-missing")
        unknown = verifier.send("POST", f"/photos/{uuid4()}/original")
        assert problem(unknown) == (404, "/problems/photo-not-found")

    def test_are_not_shown_when_the_view_cannot_be_written_down(
        self, client: TestClient, make: Factory, app: FastAPI, verifier: Desk
    ) -> None:
        photo = photo_of(client, make, pictures.jpeg())
        with app.state.database.write.begin() as session:
            engine = session.get_bind()

        def full(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO report_events"):
                raise engine.dialect.loaded_dbapi.InterfaceError("disk full")

        event.listen(engine, "before_cursor_execute", full)
        try:
            answer = verifier.send("POST", f"/photos/{photo.id}/original")
        finally:
            event.remove(engine, "before_cursor_execute", full)

        assert answer.status_code == 503
        assert "url" not in answer.json()
        assert events(make, photo) == []


def fetch(desk: Desk, url: str) -> Response:
    assert url.startswith(desk.base)
    return desk.get(url.removeprefix(desk.base))
