"""Pages for people: complete without JavaScript, in their own language, and nothing is kept of who reads."""

import io
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.core.errors import TooManyRequests, Unavailable
from app.elections import service as elections
from app.elections.models import ElectionStatus
from app.elections.view import ElectionView
from app.intake.codes import normalise
from app.reports.lifecycle import Triage
from app.reports.models import Message, Photo, PhotoState, Report
from app.web.messages import LANGUAGES, translate
from tests.factories import NOW, Factory

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = "/r/test-election"
PAGES = ["/", "/r", "/follow", FORM]

one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def photo(width_px: int = 20) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width_px, 20), "white").save(file, "JPEG")
    return file.getvalue()


def form_id(answer: Response) -> str:
    """The one-time id in a form, as a browser would send it back."""
    found = re.search(r'name="form" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


def code_in(answer: Response) -> str:
    found = re.search(r'name="code" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


def send(
    client: TestClient,
    fields: dict[str, str],
    photos: list[bytes] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """As a browser sends it: always multipart, and a file input that was left alone as an empty part."""
    parts = [f'form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    for name, content in [("", b""), *(("IMG_0001.JPG", content) for content in photos or [])]:
        head = f'form-data; name="photo"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts.append(head.encode() + content)
    body = b"".join(b"--edge\r\nContent-Disposition: " + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    content_type = {"Content-Type": "multipart/form-data; boundary=edge"}
    return client.post(FORM, content=body, headers=PAGE | content_type | (headers or {}))


def fresh(client: TestClient, **fields: str) -> dict[str, str]:
    return {"form": form_id(client.get(FORM)), "tile": "bribery", "when": "now", **fields}


def stored(make: Factory) -> list[Report]:
    with make.session() as session:
        return list(session.scalars(select(Report)))


def photos_stored(make: Factory) -> int:
    with make.session() as session:
        return session.scalar(select(func.count()).select_from(Photo)) or 0


class TestReportForm:
    def test_a_sent_form_is_a_report_and_answers_with_its_code(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()

        answer = send(client, fresh(client, description="Envelopes at the gate.", station="T-0002"))

        assert answer.status_code == 201
        assert answer.headers["cache-control"] == "no-store"
        assert normalise(code_in(answer)) is not None
        [report] = stored(make)
        assert (report.category, report.station_code, report.area_code) == (
            "vote_buying.unspecified",
            "T-0002",
            "KG-GO",
        )
        assert report.sent["description"] == "Envelopes at the gate."
        assert report.language is None

    def test_sent_twice_it_is_one_report_under_one_code(self, client: TestClient, make: Factory) -> None:
        make.election()
        fields = fresh(client, description="Twice.")

        first, second = send(client, fields), send(client, fields)

        assert (first.status_code, second.status_code) == (201, 200)
        assert code_in(first) == code_in(second)
        assert translate("en", "receipt.already") in second.text
        assert len(stored(make)) == 1

    def test_a_photo_that_only_the_second_sending_brought_is_added(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()
        fields = fresh(client)

        send(client, fields, [photo(20)])
        send(client, fields, [photo(20), photo(30)])

        assert len(stored(make)) == 1
        assert photos_stored(make) == 2

    def test_the_same_form_with_other_words_is_shown_again_with_a_new_id(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()
        fields = fresh(client, description="First.")
        send(client, fields)

        answer = send(client, fields | {"description": "Second."})

        assert answer.status_code == 422
        assert translate("en", "report.error.id_used") in unescape(answer.text)
        assert "Second." in answer.text
        again = send(client, fields | {"description": "Second.", "form": form_id(answer)})
        assert again.status_code == 201
        assert len(stored(make)) == 2

    def test_an_id_that_was_not_issued_for_this_election_is_not_taken(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()
        make.election(slug="other-election", code="OTHER")
        elsewhere = form_id(client.get("/r/other-election"))

        for issued in (elsewhere, "", "nonsense", f"{elsewhere.partition('.')[0]}.x"):
            answer = send(client, fresh(client) | {"form": issued})
            assert answer.status_code == 422, issued

        assert stored(make) == []

    def test_photos_are_kept_and_named_in_the_receipt(
        self, client: TestClient, make: Factory, app: FastAPI
    ) -> None:
        make.election()

        answer = send(client, fresh(client), [photo(20), photo(30)])

        assert [answer.text.count(f"Photo {number}: Received") for number in (1, 2, 3)] == [1, 1, 0]
        with make.session() as session:
            for kept in session.scalars(select(Photo)):
                assert kept.state is PhotoState.RECEIVED
                assert kept.store_key is not None
                assert app.state.store.exists(kept.store_key)

    @pytest.mark.parametrize(
        ("photos", "sentence"),
        [
            ([b"%PDF-1.7 not a photo"], "report.error.photo_type"),
            ([photo(20 + extra) for extra in range(6)], "report.error.too_many_photos"),
            ([photo() + b"\0" * (15 * 1024 * 1024)], "report.error.photo_too_large"),
        ],
    )
    def test_a_photo_that_is_not_taken_loses_no_word(
        self, client: TestClient, make: Factory, app: FastAPI, photos: list[bytes], sentence: str
    ) -> None:
        make.election()

        answer = send(client, fresh(client, description="Still here."), photos)

        assert answer.status_code == 422
        said = translate("en", sentence, name="Photo 1", size="15 MB", limit=5)
        assert unescape(answer.text).count(said) >= 2, "on top and beside the field"
        assert "Still here." in answer.text
        assert stored(make) == []
        assert list(app.state.store.keys()) == []

    def test_says_what_is_missing_on_top_in_the_title_and_beside_the_field(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()
        fields = fresh(client, description="Kept words", place_text="Kept place", when="unknown")
        del fields["tile"]

        answer = send(client, fields)

        assert answer.status_code == 422
        text = unescape(answer.text)
        assert f"<title>{translate('en', 'common.error_prefix', title='Report a problem')}" in text
        sentence = translate("en", "report.error.category_missing")
        assert f'<a href="#tile">{sentence}</a>' in text
        assert f'<p class="error" id="tile-error">{sentence}</p>' in text
        assert "Kept words" in text
        assert 'value="Kept place"' in text
        assert 'value="unknown" checked' in text
        assert stored(make) == []

    @one_database_is_enough
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"description": "x" * 4001}, "description"),
            ({"place_text": "x" * 501}, "place_text"),
            ({"contact": "x" * 501}, "contact"),
            ({"station": "x" * 41}, "station"),
            ({"when": "at", "day": ""}, "day"),
            ({"when": "at", "day": "2020-13-01"}, "day"),
            ({"when": "at", "day": "0001-01-01"}, "day"),
            ({"when": "at", "day": "2020-10-04", "time": "25:00"}, "day"),
            ({"kind": "x" * 65}, "tile"),
            ({"knowledge": "x" * 65}, "knowledge"),
        ],
    )
    def test_every_fault_is_named_at_its_field(
        self, client: TestClient, make: Factory, given: dict[str, str], field: str
    ) -> None:
        make.election()

        answer = send(client, fresh(client) | given)

        assert answer.status_code == 422
        assert f'<li><a href="#{field}">' in answer.text
        assert f'id="{field}-error"' in answer.text
        assert stored(make) == []

    @one_database_is_enough
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"when": "at", "day": "2020-10-04", "time": "09:15"}, ("2020-10-04", 9, "minute")),
            ({"when": "at", "day": "4.10.2020", "time": "9.15"}, ("2020-10-04", 9, "minute")),
            ({"when": "at", "day": "2020-10-04"}, ("2020-10-04", None, "day")),
            ({"when": "now", "day": "2020-10-04"}, ("2020-10-04", None, "day")),
            ({"when": "unknown", "day": "2020-10-04"}, (None, None, "unknown")),
        ],
    )
    def test_the_time_is_read_by_the_clock_of_the_election(
        self, client: TestClient, make: Factory, given: dict[str, str], expected: tuple[Any, ...]
    ) -> None:
        make.election()

        send(client, fresh(client) | given)

        [report] = stored(make)
        day = report.occurred_on.isoformat() if report.occurred_on else None
        assert (day, report.occurred_hour, report.time_precision) == expected

    @one_database_is_enough
    @pytest.mark.parametrize(("when", "precision"), [("now", "hour"), ("today", "day")])
    def test_just_now_and_today_are_those_of_the_server(
        self, client: TestClient, make: Factory, when: str, precision: str
    ) -> None:
        view = make.election()
        before = datetime.now(UTC)

        send(client, fresh(client, when=when))

        [report] = stored(make)
        days = {instant.astimezone(view.time_zone).date() for instant in (before, datetime.now(UTC))}
        assert report.occurred_on in days
        assert report.time_precision == precision

    @one_database_is_enough
    @pytest.mark.parametrize(
        ("given", "category", "injured"),
        [
            ({"tile": "pressure_or_violence"}, "coercion.unspecified", False),
            ({"tile": "pressure_or_violence", "hurt": "yes"}, "violence.unspecified", True),
            ({"tile": "bribery", "hurt": "yes"}, "vote_buying.unspecified", True),
            (
                {"tile": "bribery", "kind": "secrecy.ballot_photographed"},
                "secrecy.ballot_photographed",
                False,
            ),
        ],
    )
    def test_the_tile_and_what_is_said_more_exactly_make_the_category(
        self, client: TestClient, make: Factory, given: dict[str, str], category: str, injured: bool
    ) -> None:
        view = make.election()
        assert category in view.taxonomy.kinds

        send(client, fresh(client) | given)

        [report] = stored(make)
        assert (report.category, "injured" in report.harm) == (category, injured)

    def test_is_from_nobody_whoever_is_signed_in(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        moderator = make.headers(Role.MODERATOR, view)

        answer = send(client, fresh(client, channel="phone", related="KG-001"), headers=moderator)

        assert answer.status_code == 201
        [report] = stored(make)
        assert (report.source_id, report.channel) == (None, "web")

    def test_is_closed_where_only_monitors_report(self, client: TestClient, make: Factory) -> None:
        make.election(anonymous_reports=False)

        shown = client.get(FORM, headers=PAGE)
        sent = send(client, {"tile": "bribery"})

        assert translate("en", "report.monitors_only") in shown.text
        assert "<form" not in shown.text
        assert sent.status_code == 403
        assert stored(make) == []

    def test_is_closed_when_the_election_is(self, client: TestClient, make: Factory) -> None:
        make.election()
        fields = fresh(client)
        with make.session() as session:
            for status in (ElectionStatus.CLOSED, ElectionStatus.ARCHIVED):
                elections.set_status(session, "test-election", status, NOW)

        shown = client.get(FORM, headers=PAGE)
        sent = send(client, fields, [photo()])

        assert translate("en", "report.closed") in shown.text
        assert sent.status_code == 410
        assert stored(make) == []

    def test_is_not_there_for_a_draft_even_for_staff(self, client: TestClient, make: Factory) -> None:
        view = make.election(status=ElectionStatus.DRAFT)
        lead = make.headers(Role.LEAD, view)
        assert client.get(FORM, headers=PAGE | lead).status_code == 404
        assert client.get(FORM, headers=PAGE).status_code == 404

    @one_database_is_enough
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"--x\r\nbroken",
            b'--x\r\nContent-Disposition: form-data; name="tile"\r\n\r\na\0b\r\n--x--\r\n',
        ],
    )
    def test_a_broken_form_is_refused_with_a_page(
        self, client: TestClient, make: Factory, content: bytes
    ) -> None:
        make.election()
        headers = PAGE | {"Content-Type": "multipart/form-data; boundary=x"}
        answer = client.post(FORM, content=content, headers=headers)
        assert answer.status_code == 422
        assert "<h1>" in answer.text
        assert stored(make) == []


class TestChoosingAnElection:
    def test_nobody_is_asked_where_there_is_one(self, client: TestClient, make: Factory) -> None:
        make.election()
        answer = client.get("/r?lang=ky", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/r/test-election?lang=ky")

    def test_of_several_those_that_take_reports_are_offered(self, client: TestClient, make: Factory) -> None:
        make.election()
        make.election(slug="second", code="SEC")
        make.election(slug="draft", code="DRAFT", status=ElectionStatus.DRAFT)
        make.election(slug="closed", code="CLOSED", status=ElectionStatus.ARCHIVED)

        answer = client.get("/r")

        assert set(re.findall(r'href="/r/([a-z-]+)"', answer.text)) == {"test-election", "second"}


class TestFollow:
    def sent(self, client: TestClient) -> str:
        return code_in(send(client, fresh(client)))

    def test_shows_the_state_and_the_questions(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        code = self.sent(client)
        ask(make, view, "Which gate was it?")

        answer = client.post("/follow", data={"code": code.replace(" ", "-")}, headers=PAGE)

        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert translate("en", "triage.received") in answer.text
        assert "Which gate was it?" in answer.text

    @one_database_is_enough
    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "follow.code_missing"),
            ("4821 7730 1946 5500 3179", "follow.code_mistyped"),
            ("<script>", "follow.code_mistyped"),
            ("00000000000000000000", "follow.not_found"),
        ],
    )
    @pytest.mark.parametrize("address", ["/follow", "/follow/reply", "/follow/withdraw"])
    def test_a_code_that_leads_nowhere_is_shown_again(
        self, client: TestClient, address: str, typed: str, sentence: str
    ) -> None:
        form = {"code": typed, "text": "Hello", "confirm": "yes"}
        answer = client.post(address, data=form, headers=PAGE)
        assert answer.status_code == 404
        assert unescape(answer.text).count(translate("en", sentence)) == 2
        assert "<script>" not in answer.text

    def test_a_reply_is_kept_once(self, client: TestClient, make: Factory) -> None:
        make.election()
        code = self.sent(client)

        form = {"code": code, "text": "The west\r\ngate."}
        answers = [client.post("/follow/reply", data=form, headers=PAGE) for _ in range(2)]

        assert all(translate("en", "follow.reply_sent") in answer.text for answer in answers)
        with make.session() as session:
            assert [message.text for message in session.scalars(select(Message))] == ["The west\ngate."]

    @one_database_is_enough
    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
    def test_an_empty_or_endless_reply_is_not_sent(
        self, client: TestClient, make: Factory, text: str
    ) -> None:
        make.election()
        code = self.sent(client)

        answer = client.post("/follow/reply", data={"code": code, "text": text}, headers=PAGE)

        assert answer.status_code == 422
        assert '<li><a href="#text">' in answer.text
        with make.session() as session:
            assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_withdrawing_needs_to_be_confirmed(self, client: TestClient, make: Factory) -> None:
        make.election()
        code = self.sent(client)

        unsure = client.post("/follow/withdraw", data={"code": code}, headers=PAGE)
        [report] = stored(make)
        assert (unsure.status_code, report.triage) == (422, Triage.RECEIVED)

        sure = client.post("/follow/withdraw", data={"code": code, "confirm": "yes"}, headers=PAGE)
        [report] = stored(make)
        assert (sure.status_code, report.triage) == (200, Triage.WITHDRAWN)
        assert translate("en", "triage.withdrawn") in sure.text
        assert "/follow/withdraw" not in sure.text

    def test_the_code_never_stands_in_an_address(self, client: TestClient, make: Factory) -> None:
        make.election()
        receipt = send(client, fresh(client))
        code = code_in(receipt)
        shown = client.post("/follow", data={"code": code}, headers=PAGE)
        for answer in (receipt, shown):
            addresses = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
            assert addresses
            digits = "".join(re.findall(r"\d", code))
            assert not [address for address in addresses if digits in re.sub(r"\D", "", address)]

    def test_words_are_shown_as_words(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        code = self.sent(client)
        ask(make, view, "<script>alert(1)</script>")
        answer = client.post("/follow/reply", data={"code": code, "text": '"><img src=x>'}, headers=PAGE)
        assert "<script>" not in answer.text
        assert "<img" not in answer.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text

    @pytest.mark.parametrize("body", [b"code=%FF", b"code=%00", b"\xff", b"&".join([b"a=1"] * 30)])
    def test_a_broken_form_is_refused(self, client: TestClient, body: bytes) -> None:
        headers = PAGE | {"Content-Type": "application/x-www-form-urlencoded"}
        assert client.post("/follow", content=body, headers=headers).status_code == 422


def ask(make: Factory, view: ElectionView, text: str) -> None:
    with make.session() as session:
        report = session.scalars(select(Report)).one()
        session.add(
            Message(
                election_id=view.id,
                id=report.id,
                report_id=report.id,
                at=NOW,
                from_team=True,
                account_id=None,
                text=text,
            )
        )


@one_database_is_enough
class TestEveryPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("path", PAGES)
    def test_speaks_every_language(self, client: TestClient, make: Factory, path: str, language: str) -> None:
        make.election()

        answer = client.get(f"{path}?lang={language}", headers=PAGE)

        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        assert translate(language, "common.skip") in answer.text
        assert f'hreflang="{language}" href="{path if path != "/r" else FORM}?lang={language}"' in answer.text

    def test_the_browser_says_which_language_unless_the_address_does(self, client: TestClient) -> None:
        russian = PAGE | {"Accept-Language": "ru"}
        assert '<html lang="ru">' in client.get("/", headers=russian).text
        assert '<html lang="ky">' in client.get("/?lang=ky", headers=russian).text

    def test_changing_the_language_keeps_the_question(self, client: TestClient) -> None:
        answer = client.get("/?lang=en&a=1&b=%22%3E", headers=PAGE)
        assert 'href="/?a=1&amp;b=%22%3E&amp;lang=ky"' in answer.text

    @pytest.mark.parametrize("path", PAGES)
    def test_answers_head_and_sets_no_cookie(self, client: TestClient, make: Factory, path: str) -> None:
        make.election()
        answer = client.head(path, headers=PAGE)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
    def test_allows_nothing_from_outside_and_no_script(
        self, client: TestClient, make: Factory, path: str
    ) -> None:
        make.election()
        answer = client.get(path, headers=PAGE)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script|<style| style=| on[a-z]+=|javascript:", answer.text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)

    def test_files_are_named_for_their_content_and_keep_for_ever(self, client: TestClient) -> None:
        [address] = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/").text)
        answer = client.get(address)
        assert answer.headers["content-type"] == "text/css; charset=utf-8"
        assert "immutable" in answer.headers["cache-control"]
        assert client.get("/static/pollwatch.css").status_code == 404
        assert client.get("/static/..%2fmessages.py").status_code == 404

    def test_the_home_page_is_sent_once(self, client: TestClient, make: Factory) -> None:
        make.election()
        first = client.get("/", headers=PAGE)
        tag = {"If-None-Match": first.headers["etag"]}

        assert client.get("/", headers=PAGE | tag).status_code == 304
        assert client.get("/?lang=ky", headers=PAGE | tag).status_code == 200
        make.election(slug="second", code="SEC")
        assert client.get("/", headers=PAGE | tag).status_code == 200

    def test_names_are_shown_as_words_in_their_own_language(self, client: TestClient, make: Factory) -> None:
        make.election(name={"en": "A", "ru": "<b>Выборы</b>"})
        answer = client.get("/?lang=ky", headers=PAGE)
        assert '<span lang="ru">&lt;b&gt;Выборы&lt;/b&gt;</span>' in answer.text

    @pytest.mark.parametrize("path", [FORM])
    def test_warns_where_the_election_is_not_a_real_one(
        self, client: TestClient, make: Factory, path: str
    ) -> None:
        make.election(synthetic=True, four_eyes=False, mode="rehearsal")
        text = unescape(client.get(path, headers=PAGE).text)
        for banner in ("synthetic", "rehearsal", "four_eyes_off"):
            assert translate("en", f"banner.{banner}") in text


@one_database_is_enough
class TestProblemPages:
    def test_every_problem_leads_to_its_explanation(self, client: TestClient) -> None:
        problem = client.get("/nowhere").json()
        answer = client.get(problem["type"], headers=PAGE)
        assert answer.status_code == 200
        assert "Remedy" in answer.text
        assert '<div lang="en">' in answer.text
        assert (
            client.get(problem["type"], headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        )

    def test_code_is_marked_and_everything_else_is_words(self, client: TestClient) -> None:
        text = client.get("/problems/unauthenticated", headers=PAGE).text
        assert "<code>Authorization: Bearer …</code>" in text
        assert client.get("/problems/no-such", headers=PAGE).status_code == 404


@one_database_is_enough
class TestErrorPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_person_gets_a_page_in_their_language(self, client: TestClient, language: str) -> None:
        answer = client.get(f"/nowhere?lang={language}", headers=PAGE)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        assert translate(language, "error.404.title") in answer.text
        assert answer.headers["x-request-id"] in answer.text

    def test_a_program_gets_a_problem(self, client: TestClient) -> None:
        answers = [
            client.get("/nowhere"),
            client.get("/api/v1/nowhere", headers=PAGE),
            client.get("/nowhere", headers={"Accept": "application/json"}),
        ]
        assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}

    def test_too_much_is_refused_with_a_page_before_it_is_read(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()
        answer = client.post(FORM, content=b"", headers=PAGE | {"Content-Length": str(10**9)})
        assert answer.status_code == 413
        assert translate("en", "error.413.title") in answer.text

    def test_the_wrong_method_and_the_wrong_body_get_pages(self, client: TestClient, make: Factory) -> None:
        make.election()
        wrong_method = client.put("/follow", headers=PAGE)
        wrong_body = client.post(FORM, json={}, headers=PAGE)
        assert (wrong_method.status_code, wrong_body.status_code) == (405, 422)
        assert "POST" in wrong_method.headers["allow"]
        assert translate("en", "error.405.title") in wrong_method.text
        assert translate("en", "error.422.title") in wrong_body.text

    def test_a_bug_gets_a_page_that_says_nothing_of_it(self, client: TestClient, app: FastAPI) -> None:
        @app.get("/broken")
        def broken() -> None:
            raise RuntimeError("secret")

        answer = client.get("/broken", headers=PAGE)

        assert answer.status_code == 500
        assert translate("en", "error.500.title") in answer.text
        assert "secret" not in answer.text

    def test_says_how_long_to_wait(self, client: TestClient, app: FastAPI) -> None:
        @app.get("/busy")
        def busy() -> None:
            raise TooManyRequests("Slow down.", 90)

        @app.get("/out")
        def out() -> None:
            raise Unavailable("Out.", 7)

        answers = [client.get(path, headers=PAGE) for path in ("/busy", "/out")]

        assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [
            (429, "90"),
            (503, "7"),
        ]
        assert "2 minutes" in answers[0].text
        assert "7 seconds" in answers[1].text
