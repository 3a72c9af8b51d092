"""Reports that are broken on purpose: each refusal says what is wrong, quickly, and nothing of it is kept."""

import gzip
import json
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app.reports.models import Report
from tests import pictures
from tests.factories import Factory, body_of
from tests.traces import Traces

ELECTIONS = "/api/v1/elections"
REPORTS = f"{ELECTIONS}/test-election/reports"
JSON = {"Content-Type": "application/json"}
CANARY = "Canary5512"
DEEP = 100_000


def put(client: TestClient, content: bytes, headers: dict[str, str] | None = None) -> Response:
    answer: Response = client.put(f"{REPORTS}/{uuid4()}", content=content, headers=headers or JSON)
    return answer


def post(client: TestClient, content: bytes, headers: dict[str, str] | None = None) -> Response:
    keyed = {"Idempotency-Key": uuid4().hex, **(headers or JSON)}
    answer: Response = client.post(REPORTS, content=content, headers=keyed)
    return answer


def sent(**given: Any) -> bytes:
    return json.dumps(body_of(**given)).encode()


def is_explained(answer: Response, status: int, code: str) -> dict[str, Any]:
    """A problem document that says what is wrong and repeats nothing."""
    assert (answer.status_code, answer.json().get("type")) == (status, f"/problems/{code}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = answer.json()
    assert problem["title"]
    assert problem["detail"]
    assert CANARY not in answer.text
    return problem


NOT_JSON = {
    "breaks off": ('{"category": "Canary5512', "syntax"),
    "has a comma too many": ('{"category": "Canary5512",}', "syntax"),
    "has a comment": ('{"category": "Canary5512"} // Canary5512', "syntax"),
    "is two documents": ('{"category": "a"}{"category": "Canary5512"}', "syntax"),
    "is in single quotes": ("{'category': 'Canary5512'}", "syntax"),
    "is empty": ("", "syntax"),
    "is a form": ("category=Canary5512", "syntax"),
    "has NaN": ('{"category": "a", "latitude_deg": NaN}', "number-not-finite"),
    "has Infinity": ('{"category": "a", "latitude_deg": -Infinity}', "number-not-finite"),
    "has too large a number": ('{"category": "a", "latitude_deg": 1e999}', "number-out-of-range"),
    "has too long a number": ('{"category": "a", "n": ' + "9" * 5000 + "}", "number-out-of-range"),
    "names a member twice": ('{"category": "Canary5512", "category": "b"}', "duplicate-key"),
    "names one twice within": (
        '{"category": "a", "harm": {"injured": null, "injured": null}}',
        "duplicate-key",
    ),
    "hides NUL": ('{"category": "Canary5512\\u0000"}', "text-not-storable"),
    "hides NUL in a name": ('{"category": "a", "Canary5512\\u0000": 1}', "text-not-storable"),
    "has half a surrogate pair": ('{"category": "Canary5512\\ud83d"}', "text-not-storable"),
    "has half of one in what is kept unread": (
        '{"category": "a", "mood": {"x": ["\\udc00"]}}',
        "text-not-storable",
    ),
    "nests arrays": ('{"category": ' + "[" * DEEP + "]" * DEEP + "}", "nesting-too-deep"),
    "nests objects": ('{"a":' * 40_000 + "1" + "}" * 40_000, "nesting-too-deep"),
    "opens and never closes": ("[" * DEEP, "nesting-too-deep"),
}


class TestNotJson:
    def test_is_refused(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for name, (text, reason) in NOT_JSON.items():
            for send in (put, post):
                with subtests.test(name, by=send.__name__):
                    with traces.nothing():
                        answer = send(client, text.encode())
                    problem = is_explained(answer, 422, "malformed-json")
                    assert problem["errors"][0]["code"] == reason

    def test_in_another_encoding_is_refused(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for encoding in ("utf-16", "utf-32", "latin-1", "utf-8-sig"):
            with subtests.test(encoding):
                with traces.nothing():
                    answer = put(client, '{"category": "Canary5512é"}'.encode(encoding))
                is_explained(answer, 422, "malformed-json")


NOT_A_REPORT: dict[str, tuple[Any, str]] = {
    "a list": ([], ""),
    "a text": ("Canary5512", ""),
    "null": (None, ""),
    "without category": ({"description": "Canary5512"}, "/category"),
    "category null": (body_of(category=None), "/category"),
    "category a number": (body_of(category=5), "/category"),
    "category too long": (body_of(category="Canary5512" * 7), "/category"),
    "category empty": (body_of(category="  "), "/category"),
    "description too long": (body_of(description="Canary5512" * 401), "/description"),
    "latitude 91": (body_of(latitude_deg=91), "/latitude_deg"),
    "latitude -90.0000001": (body_of(latitude_deg=-90.0000001), "/latitude_deg"),
    "longitude 181": (body_of(longitude_deg=181), "/longitude_deg"),
    "latitude an object": (body_of(latitude_deg={"Canary5512": 1}), "/latitude_deg"),
    "time without zone": (body_of(occurred_at="2020-10-04T09:15:00"), "/occurred_at"),
    "time of a day that is none": (body_of(occurred_at="2020-02-30T09:15:00Z"), "/occurred_at"),
    "time with an offset of two days": (body_of(occurred_at="2020-10-04T09:15:00+48:00"), "/occurred_at"),
    "time a word": (body_of(occurred_at="Canary5512"), "/occurred_at"),
    "day that is none": (body_of(occurred_on="2020-13-01"), "/occurred_on"),
    "harm below nothing": (body_of(harm={"injured": {"min": -1}}), "/harm/injured/min"),
    "harm beyond mankind": (body_of(harm={"deaths": {"min": 10**12}}), "/harm/deaths/min"),
    "harm a number": (body_of(harm=3), "/harm"),
    "eleven further categories": (body_of(secondary_categories=["a"] * 11), "/secondary_categories"),
    "six photos": (
        body_of(
            photos=[{"sha256": f"{n:064x}", "size_bytes": 1, "media_type": "image/jpeg"} for n in range(6)]
        ),
        "/photos",
    ),
    "photo of no size": (
        body_of(photos=[{"sha256": "0" * 64, "size_bytes": 0, "media_type": "image/jpeg"}]),
        "/photos/0/size_bytes",
    ),
    "photo under a hash that is none": (
        body_of(photos=[{"sha256": CANARY, "size_bytes": 1, "media_type": "image/jpeg"}]),
        "/photos/0/sha256",
    ),
    "contact too long": (body_of(contact="Canary5512" * 51), "/contact"),
    "test a text": (body_of(test="Canary5512"), "/test"),
}


class TestNotAReport:
    def test_is_refused_with_a_pointer(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for name, (body, pointer) in NOT_A_REPORT.items():
            with subtests.test(name):
                with traces.nothing():
                    answer = put(client, json.dumps(body).encode())
                problem = is_explained(answer, 422, "invalid-request")
                assert pointer in {error["pointer"] for error in problem["errors"]}
                assert all(error["message"] for error in problem["errors"])


ODD = {
    "unknown words everywhere": body_of(
        category="no.such",
        phase="tea",
        knowledge="rumour",
        reporter_type="martian",
        occurrence="maybe",
        time_precision="eon",
        location_precision="galaxy",
        may_refer="perhaps",
        police_response="slept",
    ),
    "unknown places": body_of(station="9999", area="XX-YY"),
    "the first instant": body_of(occurred_at="0001-01-01T00:00:00+23:59"),
    "the last instant": body_of(occurred_at="9999-12-31T23:59:59-23:59"),
    "the first day": body_of(occurred_at=None, occurred_on="0001-01-01"),
    "the last day": body_of(occurred_at=None, occurred_on="9999-12-31"),
    "a time in the far future": body_of(
        occurred_at="2525-01-01T00:00:00Z", device_time="1970-01-01T00:00:00Z"
    ),
    "the north pole": body_of(latitude_deg=90, longitude_deg=180),
    "half a point": body_of(longitude_deg=None),
    "more in than out": body_of(harm={"injured": {"min": 9, "max": 2}}),
    "letters from everywhere": body_of(description="\u202e\u0301\ufdfa\U0001f525" * 100, place_text="\ufffe"),
    "a formula": body_of(description='=HYPERLINK("http://x")', place_text="<script>alert(1)</script>"),
    "a code that is none": body_of(tracking_code="0000 0000 0000 0000 0001"),
    "numbers beyond 64 bits in what is kept unread": body_of(mood=2**200, moods=[1e308, -1e-308]),
    "a claim to be staff": body_of(channel="phone", source={"key": "x"}, parties=["A"], related=["KG-001"]),
}


class TestOddReports:
    def test_are_taken_for_what_they_are(
        self, client: TestClient, make: Factory, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for name, body in ODD.items():
            with subtests.test(name):
                report_id = uuid4()
                answers = [client.put(f"{REPORTS}/{report_id}", json=body) for _ in range(2)]
                assert [answer.status_code for answer in answers] == [201, 200]
        with make.session() as session:
            assert len(session.scalars(select(Report)).all()) == len(ODD)

    @pytest.mark.parametrize("number", [2**63, -(2**64), 10**18, 2**200, 1e308, -1e-308, 0.1])
    def test_keep_numbers_of_any_length_exactly(
        self, client: TestClient, make: Factory, number: float
    ) -> None:
        make.election()

        put(client, sent(mood=number))

        with make.session() as session:
            kept = session.scalars(select(Report)).one().sent["mood"]
            assert (kept, type(kept)) == (number, type(number))

    def test_of_a_time_that_no_clock_shows_are_undated(self, client: TestClient, make: Factory) -> None:
        make.election()

        put(client, sent(occurred_at="0001-01-01T00:00:00+23:59"))

        with make.session() as session:
            report = session.scalars(select(Report)).one()
            assert (report.occurred_at, report.time_precision) == (None, "unknown")
            assert "time-out-of-range" in report.flags
            assert report.sent["occurred_at"] == "0001-01-01T00:00:00+23:59"


WRONG_BODIES: dict[str, tuple[dict[str, str], str]] = {
    "plain text": ({"Content-Type": "text/plain"}, "media-type-not-taken"),
    "XML": ({"Content-Type": "application/xml"}, "media-type-not-taken"),
    "what is no type": ({"Content-Type": "json"}, "media-type-not-supported"),
    "punycode": ({"Content-Type": "application/json; charset=punycode"}, "charset-not-supported"),
    "UTF-7": ({"Content-Type": 'application/json; charset="utf-7"'}, "charset-not-supported"),
    "two charsets": (
        {"Content-Type": "application/json; charset=utf-8; charset=utf-7"},
        "media-type-not-supported",
    ),
    "gzip": (
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        "content-encoding-not-supported",
    ),
    "a bomb in brotli": (
        {"Content-Type": "application/json", "Content-Encoding": "br"},
        "content-encoding-not-supported",
    ),
}


class TestWrongKindsOfBody:
    def test_are_refused_unread(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for name, (headers, code) in WRONG_BODIES.items():
            body = gzip.compress(sent()) if "gzip" in headers.values() else sent()
            for send in (put, post):
                with subtests.test(name, by=send.__name__):
                    with traces.nothing():
                        answer = send(client, body, headers)
                    is_explained(answer, 415, code)

    def test_without_a_type_are_refused(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        with traces.nothing():
            answer = client.put(f"{REPORTS}/{uuid4()}", content=sent())
        is_explained(answer, 415, "media-type-not-taken")

    def test_larger_than_any_report_are_refused(
        self, client: TestClient, make: Factory, traces: Traces
    ) -> None:
        make.election()
        for send in (put, post):
            with traces.nothing():
                answer = send(client, sent(mood="x" * 300_000))
            assert is_explained(answer, 413, "body-too-large")["limit_bytes"] > 0


class TestAddresses:
    def test_of_an_unknown_election(self, client: TestClient, traces: Traces) -> None:
        for slug in ("nowhere", "KG-2020", "a" * 5000, "%F0%9F%94%A5", "..%2f..%2fetc"):
            with traces.nothing():
                answer = client.put(f"{ELECTIONS}/{slug}/reports/{uuid4()}", json=body_of())
            assert answer.status_code == 404
            assert answer.json()["type"] in {"/problems/election-not-found", "/problems/not-found"}

    def test_with_an_id_that_is_none(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        for report_id in ("1", "not-a-uuid", "0" * 5000, "{00000000}", "%E2%80%AE"):
            with traces.nothing():
                answer = client.put(f"{REPORTS}/{report_id}", json=body_of())
            problem = is_explained(answer, 422, "invalid-request")
            assert problem["errors"][0]["pointer"] == "path/report_id"

    def test_with_nul(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        for address in (
            f"{REPORTS}/%00",
            f"{ELECTIONS}/a%00b/reports/{uuid4()}",
            f"{REPORTS}/{uuid4()}?x=%00",
        ):
            with traces.nothing():
                answer = client.put(address, json=body_of())
            is_explained(answer, 422, "malformed-request")

    def test_with_another_method(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        with traces.nothing():
            answer = client.patch(f"{REPORTS}/{uuid4()}", json=body_of())
        is_explained(answer, 405, "method-not-allowed")
        assert "PUT" in answer.headers["allow"]


class TestKeys:
    def test_must_be_there_and_short(self, client: TestClient, make: Factory, traces: Traces) -> None:
        make.election()
        with traces.nothing():
            missing = client.post(REPORTS, json=body_of())
            endless = client.post(REPORTS, json=body_of(), headers={"Idempotency-Key": "k" * 201})
            empty = client.post(REPORTS, json=body_of(), headers={"Idempotency-Key": ""})
        is_explained(missing, 422, "idempotency-key-missing")
        is_explained(endless, 422, "invalid-request")
        is_explained(empty, 422, "invalid-request")

    def test_of_any_letters_are_taken(self, client: TestClient, make: Factory) -> None:
        make.election()
        key = {b"Idempotency-Key": "ключ".encode()}
        answers = [client.post(REPORTS, json=body_of(), headers=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 200]


def part(name: str, content: bytes, *headers: str, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{named}', *headers]
    return "\r\n".join(["--X", *lines, "", ""]).encode() + content + b"\r\n"


END = b"--X--\r\n"
CATEGORY = part("category", b"voter_transport.carousel_voting")
FORM = {"Content-Type": "multipart/form-data; boundary=X"}
PHOTO = part("photo", pictures.jpeg(), "Content-Type: image/jpeg", filename="a.jpg")
FORMS: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 422, "malformed-multipart"),
    "without an end": (CATEGORY + PHOTO, 422, "malformed-multipart"),
    "that breaks off in a photo": (CATEGORY + PHOTO[:500], 422, "malformed-multipart"),
    "with another boundary": ((CATEGORY + END).replace(b"--X", b"--Y"), 422, "malformed-multipart"),
    "in punycode": (
        CATEGORY + part("description", b"x" * 60_000, "Content-Type: text/plain; charset=punycode") + END,
        422,
        "malformed-multipart",
    ),
    "in punycode by _charset_": (part("_charset_", b"punycode") + CATEGORY + END, 422, "malformed-multipart"),
    "in base64": (
        part("category", b"YQ==", "Content-Transfer-Encoding: base64") + END,
        422,
        "malformed-multipart",
    ),
    "of ten thousand parts": (part("tag", b"x") * 10_000 + END, 422, "malformed-multipart"),
    "of ten thousand photos": (part("photo", b"", filename="") * 10_000 + END, 422, "malformed-multipart"),
    "of a hundred fields": (CATEGORY + part("tag", b"x") * 60 + END, 422, "malformed-multipart"),
    "with a part without name": (
        b"--X\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + END,
        422,
        "malformed-multipart",
    ),
    "with a part without headers": (b"--X\r\n\r\nx\r\n" + END, 422, "malformed-multipart"),
    "with endless headers": (
        part("a", b"x", *("X-A: b" for _ in range(5000))) + END,
        422,
        "malformed-multipart",
    ),
    "with an endless header": (part("a", b"x", "X-A: " + "b" * 60_000) + END, 422, "malformed-multipart"),
    "with the same header twice": (
        part("a", b"x", 'Content-Disposition: form-data; name="photo"') + END,
        422,
        "malformed-multipart",
    ),
    "with two reports": (part("report", sent()) * 2 + END, 422, "malformed-multipart"),
    "with a field that is a file": (part("category", b"x", filename="x") + END, 422, "malformed-multipart"),
    "not in UTF-8": (part("category", b"Canary5512\xff") + END, 422, "malformed-multipart"),
    "with NUL": (part("category", b"Canary5512\0") + END, 422, "malformed-multipart"),
    "with an endless field": (part("category", b"x" * 200_000) + END, 422, "malformed-multipart"),
    "with a report that is no JSON": (part("report", b"{") + PHOTO + END, 422, "malformed-json"),
    "with a report and NaN": (part("report", b'{"category": NaN}') + PHOTO + END, 422, "malformed-json"),
    "without category": (part("description", b"Canary5512") + PHOTO + END, 422, "invalid-request"),
    "with latitude 91": (CATEGORY + part("latitude_deg", b"91") + PHOTO + END, 422, "invalid-request"),
    "with latitude nan": (CATEGORY + part("latitude_deg", b"nan") + PHOTO + END, 422, "invalid-request"),
    "with an infinite radius": (CATEGORY + part("accuracy_m", b"inf") + END, 422, "invalid-request"),
    "with a radius of nan": (CATEGORY + part("accuracy_m", b"NaN") + END, 422, "invalid-request"),
    "with a time without zone": (
        CATEGORY + part("occurred_at", b"2020-10-04T09:15") + PHOTO + END,
        422,
        "invalid-request",
    ),
    "with six photos": (
        CATEGORY
        + b"".join(part("photo", pictures.jpeg(100 + n, 100), filename="a.jpg") for n in range(6))
        + END,
        422,
        "too-many-photos",
    ),
    "with five photos and one announced": (
        part("report", sent(photos=[{"sha256": "0" * 64, "size_bytes": 1, "media_type": "image/jpeg"}]))
        + b"".join(part("photo", pictures.jpeg(100 + n, 100), filename="a.jpg") for n in range(5))
        + END,
        422,
        "too-many-photos",
    ),
} | {
    f"with a {name} for a photo": (
        CATEGORY + PHOTO + part("photo", content, "Content-Type: image/jpeg", filename="photo.jpg") + END,
        415,
        "photo-type-not-allowed",
    )
    for name, content in pictures.NO_PHOTOS.items()
}


AMBIGUOUS_TYPES = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "X" * 100,
    "multipart/form-data; boundary=X; boundary=Y",
    "multipart/form-data; boundary=X; charset=punycode",
    "multipart/form-data; boundary*=utf-8''X",
    "multipart/mixed; boundary=X",
)


class TestForms:
    def test_that_are_broken_are_refused(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for name, (content, status, code) in FORMS.items():
            for key in ({}, {"Idempotency-Key": uuid4().hex}):
                with subtests.test(name, keyed=bool(key)):
                    with traces.nothing():
                        answer = client.post(REPORTS, content=content, headers=FORM | key)
                    is_explained(answer, status, code)

    def test_of_a_type_that_can_be_read_in_two_ways_are_refused(
        self, client: TestClient, make: Factory, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        make.election()

        for content_type in AMBIGUOUS_TYPES:
            with subtests.test(content_type):
                with traces.nothing():
                    headers = {"Content-Type": content_type}
                    answer = client.post(REPORTS, content=CATEGORY + END, headers=headers)
                assert answer.status_code == 415
                assert answer.headers["content-type"] == "application/problem+json"

    def test_that_are_plain_are_taken(self, client: TestClient, make: Factory) -> None:
        """Or else all of the above would pass by accident."""
        make.election()
        answer = client.post(REPORTS, content=CATEGORY + PHOTO + PHOTO + END, headers=FORM)
        assert answer.status_code == 201
        assert len(answer.json()["photos"]) == 1


class TestTrackingCodes:
    def test_that_are_none_are_refused(
        self, client: TestClient, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        for code in ("", " ", "x" * 41, "\x00", "\ud800", 5, None, ["4821 7730 1946 5500 3178"]):
            for name in FOLLOW_UPS:
                with subtests.test(repr(code), to=name):
                    body = json.dumps(FOLLOW_UPS[name] | {"tracking_code": code})
                    with traces.nothing():
                        answer = client.post(f"/api/v1/receipts/{name}", content=body, headers=JSON)
                    assert answer.status_code == 422
                    assert answer.headers["content-type"] == "application/problem+json"

    def test_that_are_wrong_lead_nowhere(
        self, client: TestClient, traces: Traces, subtests: pytest.Subtests
    ) -> None:
        arabic_digits = "\u0664\u0668\u0662\u0661" * 5
        for code in ("1234", arabic_digits, "4821-7730-1946-5500-3178", "'; --"):
            for name in FOLLOW_UPS:
                with subtests.test(code, to=name):
                    with traces.nothing():
                        body = FOLLOW_UPS[name] | {"tracking_code": code}
                        answer = client.post(f"/api/v1/receipts/{name}", json=body)
                    is_explained(answer, 404, "code-unknown")


FOLLOW_UPS: dict[str, dict[str, Any]] = {"lookup": {}, "reply": {"text": "x"}, "withdraw": {}}
