"""What strangers may know of an election, and what administrators may do to it."""

import gzip
import json
from importlib import resources
from typing import Any
from uuid import uuid4

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.roles import Role
from app.elections.lifecycle import ElectionStatus
from tests.factories import Factory

PUBLIC = "/api/v1/elections"
ONE = f"{PUBLIC}/test-election"
CONSOLE = "/api/v1/console/elections"
NEW: dict[str, Any] = {
    "slug": "kg-2020-10-04",
    "code": "KG20",
    "name": {"en": "Kyrgyzstan, parliamentary election", "ru": "Кыргызстан, парламентские выборы"},
    "time_zone": "Asia/Bishkek",
    "voting_on": "2020-10-04",
    "phases": [{"phase": "voting", "from": "2020-10-04T08:00:00+06:00", "to": "2020-10-04T20:00:00+06:00"}],
    "parties": [{"code": "reforma", "name": {"en": "Reforma", "ru": "«Реформа»"}}],
    "cited_figures": {"stations_total": 2475},
}
PHASES_IN_UTC = [{"phase": "voting", "from": "2020-10-04T02:00:00Z", "to": "2020-10-04T14:00:00Z"}]
VISIT = {
    "station": "T-0001",
    "method": "random",
    "from": "2020-10-04T08:00:00+06:00",
    "to": "2020-10-04T09:30:00+06:00",
}
EVERYTHING = ("", "/categories", "/areas", "/areas?f=geojson", "/stations")


def plain(client: TestClient, path: str, **headers: str) -> Response:
    return client.get(path, headers={"accept-encoding": "identity", **headers})


def code_of(answer: Response) -> str:
    found: str = answer.json()["type"]
    return found.removeprefix("/problems/")


def errors_of(answer: Response) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


class TestTheList:
    def test_shows_the_newest_vote_first_and_no_drafts(self, client: TestClient, make: Factory) -> None:
        make.election(slug="older", code="OL", voting_on="2015-10-04")
        make.election(slug="newer", code="NE", status=ElectionStatus.CLOSED)
        make.election(slug="draft", code="DR", status=ElectionStatus.DRAFT)

        answer = client.get(PUBLIC)

        assert [(item["slug"], item["status"]) for item in answer.json()["items"]] == [
            ("newer", "closed"),
            ("older", "open"),
        ]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"

    def test_shows_drafts_to_staff_and_lets_nobody_keep_that(self, client: TestClient, make: Factory) -> None:
        make.election(slug="draft", code="DR", status=ElectionStatus.DRAFT)

        answer = client.get(PUBLIC, headers=make.headers(Role.MODERATOR))

        assert [item["slug"] for item in answer.json()["items"]] == ["draft"]
        assert answer.headers["cache-control"] == "no-store"

    def test_is_not_sent_twice(self, client: TestClient, make: Factory) -> None:
        make.election()
        tag = client.get(PUBLIC).headers["etag"]

        assert client.get(PUBLIC, headers={"if-none-match": tag}).status_code == 304

    def test_refuses_parameters_it_does_not_know(self, client: TestClient) -> None:
        answer = client.get(PUBLIC, params={"status": "open"})

        assert (answer.status_code, code_of(answer)) == (422, "unknown-parameter")
        assert answer.json()["errors"][0]["message"] == "Parameter 1 is not known here; none is."


class TestOneElection:
    def test_says_what_a_phone_needs(self, client: TestClient, make: Factory) -> None:
        headers = make.headers(Role.ADMIN)
        client.post(CONSOLE, json=NEW, headers=headers)
        client.post(f"{CONSOLE}/kg-2020-10-04/open", headers=headers)

        answer = client.get(f"{PUBLIC}/kg-2020-10-04").json()

        keys, version, changed_at = answer.pop("public_keys"), answer.pop("version"), answer.pop("changed_at")
        assert keys["sealed"]["algorithm"] == "ECDH-P256+HKDF-SHA256+A256GCM"
        assert (version, changed_at[-1]) == (2, "Z")
        assert answer == {
            "slug": "kg-2020-10-04",
            "code": "KG20",
            "name": NEW["name"],
            "time_zone": "Asia/Bishkek",
            "voting_on": "2020-10-04",
            "languages": ["ky", "ru", "uz-Cyrl", "en"],
            "phases": PHASES_IN_UTC,
            "status": "open",
            "mode": "rehearsal",
            "synthetic": False,
            "anonymous_reports": True,
            "emergency_number": "102",
            "limits": {
                "photos_per_report": 5,
                "photo_bytes": 15 * 1024 * 1024,
                "photo_types": ["image/jpeg", "image/png", "image/webp", "image/heic"],
                "description_characters": 4000,
            },
            "publication": {
                "cell_resolution": 7,
                "delay_minutes": 60,
                "four_eyes": True,
                "tick_minutes": 15,
            },
            "taxonomy_version": "2026.1",
            "parties": NEW["parties"],
            "cited_figures": {"stations_total": 2475},
            "areas": 0,
            "stations": 0,
        }

    @pytest.mark.parametrize("path", EVERYTHING)
    def test_is_hidden_from_strangers_while_it_is_a_draft(
        self, client: TestClient, make: Factory, path: str
    ) -> None:
        make.election(status=ElectionStatus.DRAFT)

        assert code_of(client.get(ONE + path)) == "election-not-found"
        answer = client.get(ONE + path, headers=make.headers(Role.ADMIN))
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")

    @pytest.mark.parametrize("path", EVERYTHING)
    def test_that_does_not_exist_is_not_found(self, client: TestClient, path: str) -> None:
        assert client.get(f"{PUBLIC}/nowhere{path}").status_code == 404

    @pytest.mark.parametrize("path", EVERYTHING)
    def test_is_open_to_other_origins_and_may_be_kept(
        self, client: TestClient, make: Factory, path: str
    ) -> None:
        make.election()

        answer = client.get(ONE + path)

        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
        assert "Accept-Encoding" in answer.headers["vary"]

    @pytest.mark.parametrize("path", EVERYTHING)
    def test_is_sent_again_only_when_it_changed(self, client: TestClient, make: Factory, path: str) -> None:
        make.election()
        headers = make.headers(Role.ADMIN)
        tag = client.get(ONE + path).headers["etag"]
        same = client.get(ONE + path, headers={"if-none-match": tag})

        client.post(
            f"{CONSOLE}/test-election/import/stations",
            content="number,name_en,area\n0117,Club,KG-GB\n",
            headers={**headers, "content-type": "text/csv"},
        )
        changed = client.get(ONE + path, headers={"if-none-match": tag})

        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        unaffected = path in ("/categories", "/areas?f=geojson")
        assert changed.status_code == (304 if unaffected else 200)

    @pytest.mark.parametrize("path", EVERYTHING)
    def test_refuses_parameters_it_does_not_know(self, client: TestClient, make: Factory, path: str) -> None:
        make.election()

        answer = client.get(f"{ONE}{path}{'&' if '?' in path else '?'}number=7")

        assert (answer.status_code, code_of(answer)) == (422, "unknown-parameter")


class TestCompression:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip, br", "br"),
            ("gzip, deflate", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("identity", None),
            ("br;q=0", None),
            ("", None),
            ("*", None),
        ],
    )
    def test_is_as_the_caller_can_read_it(
        self, client: TestClient, make: Factory, accepted: str, coding: str | None
    ) -> None:
        make.election()

        with client.stream("GET", f"{ONE}/categories", headers={"accept-encoding": accepted}) as answer:
            raw = b"".join(answer.iter_raw())

        assert answer.headers.get("content-encoding") == coding
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](raw)
        assert json.loads(unpacked)["taxonomy_version"] == "2026.1"

    def test_gives_each_coding_a_tag_of_its_own(self, client: TestClient, make: Factory) -> None:
        make.election()

        tags = {
            client.get(f"{ONE}/categories", headers={"accept-encoding": coding}).headers["etag"]
            for coding in ("br", "gzip", "identity")
        }

        assert len(tags) == 3


class TestCategories:
    def test_are_eighteen_groups_with_their_kinds_and_nine_tiles(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election()

        answer = client.get(f"{ONE}/categories").json()

        assert (len(answer["groups"]), len(answer["tiles"])) == (18, 9)
        assert sum(len(group["kinds"]) for group in answer["groups"]) == 114
        assert answer["groups"][0]["kinds"][0] == {
            "slug": "vote_buying.cash_or_gifts",
            "label": "Money or gifts",
            "label_language": "en",
            "definition": "Money, food, drink or goods promised or given for a vote, for abstaining, "
            "or for bringing voters.",
            "definition_language": "en",
            "default_severity": 4,
            "counts_as": "violation",
            "public_precision": "cell",
            "graphic": False,
        }
        assert answer["tiles"][0] == {
            "slug": "pressure_or_violence",
            "label": "Pressure or violence",
            "label_language": "en",
            "default": "coercion.unspecified",
            "if_someone_is_hurt": "violence.unspecified",
        }
        assert answer["label_status"] == {
            "en": "reviewed",
            "ru": "draft",
            "ky": "draft",
            "uz-Cyrl": "draft",
        }

    def test_fall_back_to_russian_where_kyrgyz_is_missing(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.get(f"{ONE}/categories", params={"lang": "ky"}).json()

        group = answer["groups"][0]
        assert (answer["language"], answer["fallback"]) == ("ky", ["ky", "ru", "en"])
        assert (group["label"], group["label_language"]) == ("Шайлоочулардын добушун сатып алуу", "ky")
        assert (group["kinds"][0]["label"], group["kinds"][0]["label_language"]) == (
            "Деньги или подарки",
            "ru",
        )

    @pytest.mark.parametrize(
        ("accepted", "language"),
        [("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("uz", "uz-Cyrl"), ("de, ky;q=0.1", "ky"), ("de", "en")],
    )
    def test_follow_the_browser(
        self, client: TestClient, make: Factory, accepted: str, language: str
    ) -> None:
        make.election()

        answer = client.get(f"{ONE}/categories", headers={"accept-language": accepted})

        assert answer.json()["language"] == language
        assert "Accept-Language" in answer.headers["vary"]

    def test_refuse_a_language_there_is_not(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.get(f"{ONE}/categories", params={"lang": "kyrgyz"})

        assert (answer.status_code, code_of(answer)) == (422, "unknown-parameter")
        assert errors_of(answer) == [("query/lang", "unknown-value")]


class TestAreas:
    def test_stand_below_their_parents(self, client: TestClient, make: Factory) -> None:
        make.election()

        items = client.get(f"{ONE}/areas").json()["items"]

        assert [(item["code"], item["parent"], item["level"], item["has_polygon"]) for item in items] == [
            ("KG", None, 0, False),
            ("KG-GB", "KG", 1, False),
            ("KG-GO", "KG", 1, True),
            ("KG-O", "KG", 1, False),
        ]

    def test_with_their_polygons_can_be_imported_again(self, client: TestClient, make: Factory) -> None:
        make.election()
        headers = make.headers(Role.ADMIN)
        answer = client.get(f"{ONE}/areas?lang=ru", headers={"accept": "application/geo+json"})
        make.election(slug="another", code="AN")

        again = client.post(
            f"{CONSOLE}/another/import/areas",
            content=answer.content,
            headers={**headers, "content-type": answer.headers["content-type"]},
        )

        assert answer.headers["content-type"] == "application/geo+json"
        assert again.json() == {"imported": 4, "refused_total": 0, "refused": []}

    def test_refuse_a_format_there_is_not(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.get(f"{ONE}/areas", params={"f": "geojsn"})

        assert (answer.status_code, code_of(answer)) == (406, "not-acceptable")
        assert [form["f"] for form in answer.json()["available"]] == ["json", "geojson"]


class TestStations:
    def test_come_column_by_column(self, client: TestClient, make: Factory) -> None:
        view = make.election()

        answer = client.get(f"{ONE}/stations").json()

        assert answer.pop("valid_from")
        assert answer == {
            "election": "test-election",
            "version": view.version,
            "count": 3,
            "areas": ["KG-GO"],
            "number": ["T-0001", "T-0002", "T-0003"],
            "area": [0, 0, 0],
            "latitude_deg": [40.5293, 40.5303, 40.5313],
            "longitude_deg": [72.7985, 72.7985, 72.7985],
            "registered_voters": [1000, 1000, 1000],
            "name": {"en": ["School 1", "School 2", "School 3"]},
        }


class TestCreate:
    def test_makes_a_draft(self, client: TestClient, make: Factory) -> None:
        answer = client.post(CONSOLE, json=NEW, headers=make.headers(Role.ADMIN))

        assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
        assert (answer.json()["status"], answer.json()["phases"]) == ("draft", PHASES_IN_UTC)

    @pytest.mark.parametrize("same", ["slug", "code"])
    def test_refuses_a_slug_or_a_code_that_is_taken(
        self, client: TestClient, make: Factory, same: str
    ) -> None:
        headers = make.headers(Role.ADMIN)
        client.post(CONSOLE, json=NEW, headers=headers)
        other = {**NEW, "slug": "other", "code": "OT", same: NEW[same]}

        answer = client.post(CONSOLE, json=other, headers=headers)

        assert (answer.status_code, code_of(answer)) == (409, "election-exists")
        assert len(client.get(CONSOLE, headers=headers).json()["items"]) == 1

    @pytest.mark.parametrize(
        ("pointer", "given"),
        [
            ("/slug", {"slug": "Ünsafe/.."}),
            ("/code", {"code": "kg"}),
            ("/name", {"name": {}}),
            ("/name", {"name": {"xx": "Election"}}),
            ("/time_zone", {"time_zone": "Bishkek"}),
            ("/languages/0", {"languages": ["de"]}),
            ("/voting_on", {"voting_on": "tomorrow"}),
            ("/phases/0/phase", {"phases": [{**NEW["phases"][0], "phase": "party"}]}),
            ("/phases/0/from", {"phases": [{**NEW["phases"][0], "from": "2020-10-04T08:00:00"}]}),
            ("/phases/0", {"phases": [{**NEW["phases"][0], "to": "2020-10-04T07:00:00+06:00"}]}),
            ("/cell_resolution", {"cell_resolution": 12}),
            ("/publication_delay_minutes", {"publication_delay_minutes": 0}),
            ("/four_eyes", {"mode": "live", "four_eyes": False}),
            ("", {"colour": "red"}),
        ],
    )  # fmt: skip
    def test_names_what_is_wrong(
        self, client: TestClient, make: Factory, pointer: str, given: dict[str, Any]
    ) -> None:
        answer = client.post(CONSOLE, json=NEW | given, headers=make.headers(Role.ADMIN))

        assert (answer.status_code, code_of(answer)) == (422, "invalid-request")
        assert [error[0] for error in errors_of(answer)] == [pointer]


class TestChange:
    def change(self, client: TestClient, make: Factory, version: int, **changes: Any) -> Response:
        headers = {**make.headers(Role.ADMIN), "if-match": f'"{version}"'}
        return client.patch(f"{CONSOLE}/test-election", json=changes, headers=headers)

    def test_changes_only_what_is_named(self, client: TestClient, make: Factory) -> None:
        view = make.election()

        answer = self.change(client, make, view.version, emergency_number="112", phases=NEW["phases"])

        assert (answer.status_code, answer.headers["etag"]) == (200, f'"{view.version + 1}"')
        assert (answer.json()["emergency_number"], answer.json()["four_eyes"]) == ("112", True)
        public = client.get(ONE).json()
        assert (public["emergency_number"], public["phases"]) == ("112", PHASES_IN_UTC)

    def test_refuses_a_stale_version(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        self.change(client, make, view.version, emergency_number="112")

        answer = self.change(client, make, view.version, emergency_number="103")

        assert (answer.status_code, answer.json()["current_version"]) == (412, view.version + 1)
        assert client.get(ONE).json()["emergency_number"] == "112"

    def test_needs_a_version(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.patch(
            f"{CONSOLE}/test-election", json={"emergency_number": "112"}, headers=make.headers(Role.ADMIN)
        )

        assert answer.status_code == 428

    @pytest.mark.parametrize(
        "name", ["slug", "code", "time_zone", "voting_on", "cell_resolution", "synthetic"]
    )
    def test_leaves_alone_what_others_hold_on_to(self, client: TestClient, make: Factory, name: str) -> None:
        view = make.election()

        assert errors_of(self.change(client, make, view.version, **{name: 8})) == [("", "extra-forbidden")]

    def test_keeps_the_pair_rules_in_a_live_election(self, client: TestClient, make: Factory) -> None:
        view = make.election(mode="live")

        assert errors_of(self.change(client, make, view.version, four_eyes=False)) == [
            ("/four_eyes", "four-eyes-required")
        ]

    def test_keeps_a_live_election_live(self, client: TestClient, make: Factory) -> None:
        view = make.election(mode="live")

        assert errors_of(self.change(client, make, view.version, mode="rehearsal")) == [
            ("/mode", "live-is-final")
        ]

    def test_takes_no_null_for_what_must_be_there(self, client: TestClient, make: Factory) -> None:
        view = make.election()

        assert self.change(client, make, view.version, four_eyes=None).status_code == 422


class TestStatus:
    def test_goes_from_draft_to_archive_and_is_seen_by_everybody(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election(status=ElectionStatus.DRAFT)
        headers = make.headers(Role.ADMIN)

        for step, status in (("open", "open"), ("close", "closed"), ("archive", "archived")):
            answer = client.post(f"{CONSOLE}/test-election/{step}", headers=headers)
            assert (answer.status_code, answer.json()["status"]) == (200, status)
            assert client.get(ONE).json()["status"] == status

    def test_changed_twice_is_changed_once(self, client: TestClient, make: Factory) -> None:
        make.election()
        headers = make.headers(Role.ADMIN)

        first, second = (client.post(f"{CONSOLE}/test-election/close", headers=headers) for _ in range(2))

        assert first.json() == second.json()

    def test_never_becomes_a_draft_or_skips_closing(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = client.post(f"{CONSOLE}/test-election/archive", headers=make.headers(Role.ADMIN))

        assert (answer.status_code, code_of(answer)) == (409, "election-status-not-allowed")

    def test_archived_refuses_changes_and_imports(self, client: TestClient, make: Factory) -> None:
        view = make.election(status=ElectionStatus.ARCHIVED)
        headers = {**make.headers(Role.ADMIN), "if-match": f'"{view.version}"'}

        change = client.patch(f"{CONSOLE}/test-election", json={}, headers=headers)
        filled = client.post(
            f"{CONSOLE}/test-election/import/stations",
            content="number,area\n",
            headers={**headers, "content-type": "text/csv"},
        )

        assert (code_of(change), code_of(filled)) == ("election-archived", "election-archived")


class TestImport:
    def send(
        self,
        client: TestClient,
        make: Factory,
        what: str,
        content: bytes | str,
        media_type: str = "text/csv",
        query: str = "",
    ) -> Response:
        return client.post(
            f"{CONSOLE}/test-election/import/{what}{query}",
            content=content,
            headers={**make.headers(Role.ADMIN), "content-type": media_type},
        )

    def test_takes_the_areas_of_a_country(self, client: TestClient, make: Factory) -> None:
        make.election()
        content = resources.files("app.cli").joinpath("data/kyrgyzstan-areas.geojson").read_bytes()

        answer = self.send(client, make, "areas", content, "application/geo+json")

        assert answer.json() == {"imported": 10, "refused_total": 0, "refused": []}
        assert len(client.get(f"{ONE}/areas").json()["items"]) == 10

    def test_names_the_lines_that_are_bad_and_takes_nothing(self, client: TestClient, make: Factory) -> None:
        make.election()

        answer = self.send(client, make, "stations", "number,name_en,area\n1,A,KG-GB\n2,B,KG-XX\n3,,KG-GB\n")

        assert (answer.status_code, code_of(answer), answer.json()["refused"]) == (422, "import-refused", 2)
        assert errors_of(answer) == [("line/3", "unknown-area"), ("line/4", "no-name")]
        assert client.get(f"{ONE}/stations").json()["count"] == 3

    def test_takes_the_others_on_request(self, client: TestClient, make: Factory) -> None:
        make.election()
        text = "number,name_en,area\n0001,A,KG-GB\n2,B,KG-XX\n"

        answer = self.send(client, make, "stations", text, query="?partial=true")

        assert answer.json() == {
            "imported": 1,
            "refused_total": 1,
            "refused": [
                {
                    "row": 3,
                    "code": "unknown-area",
                    "message": "The election has no area of this code. Import its areas first.",
                }
            ],
        }
        assert "0001" in client.get(f"{ONE}/stations").json()["number"]

    @pytest.mark.parametrize(
        ("what", "content", "media_type", "code"),
        [
            ("stations", b"number,area\n", "application/json", "media-type-not-supported"),
            ("stations", b"number,area\n", "text/csv; charset=windows-1251", "charset-not-supported"),
            ("stations", "number,area\nЖ".encode("cp1251"), "text/csv", "import-refused"),
            ("stations", b"number;area\n1;KG\n", "text/csv", "import-refused"),
            ("stations", b"number,area\n" + b"1,KG\n" * 1_000_000, "text/csv", "import-refused"),
            ("stations", b'number,area\n"1,KG\n', "text/csv", "import-refused"),
            ("stations", b"x" * (33 * 1024 * 1024), "text/csv", "body-too-large"),
            ("stations", b"", "text/csv", "import-refused"),
            ("visits", b"\0" * 100, "text/csv", "import-refused"),
            ("areas", b"{}", "text/csv", "media-type-not-supported"),
            ("areas", b"", "application/json", "malformed-json"),
            ("areas", b"{", "application/geo+json", "malformed-json"),
            ("areas", b'{"a": NaN}', "application/geo+json", "malformed-json"),
            ("areas", b"[" * 100_000, "application/geo+json", "malformed-json"),
            ("areas", b"{}", "application/geo+json", "import-refused"),
        ],
    )  # fmt: skip
    def test_refuses_files_that_cannot_be_read(
        self, client: TestClient, make: Factory, what: str, content: bytes, media_type: str, code: str
    ) -> None:
        make.election()

        answer = self.send(client, make, what, content, media_type)

        assert 400 <= answer.status_code < 500
        assert code_of(answer) == code
        assert client.get(f"{ONE}/stations").json()["count"] == 3

    def test_names_at_most_a_thousand_lines(self, client: TestClient, make: Factory) -> None:
        make.election()
        text = "number,name_en,area\n" + "7,School,KG-XX\n" * 5000

        whole = self.send(client, make, "stations", text)
        partial = self.send(client, make, "stations", text, query="?partial=true")

        assert (whole.json()["refused"], len(whole.json()["errors"])) == (5000, 1000)
        assert (partial.json()["refused_total"], len(partial.json()["refused"])) == (5000, 1000)


class TestVisits:
    def visit(self, **given: Any) -> dict[str, Any]:
        return {"id": str(uuid4()), **VISIT} | given

    def test_counts_for_the_organisation_of_whoever_reports_it(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        headers = make.headers(Role.MONITOR, view)
        sent = self.visit()

        answer = client.post(f"{ONE}/visits", json=sent, headers=headers)

        assert answer.status_code == 201
        assert {name: answer.json()[name] for name in ("id", "station", "method", "from", "to")} == {
            **sent,
            "from": "2020-10-04T02:00:00Z",
            "to": "2020-10-04T03:30:00Z",
        }
        listed = client.get(
            f"{CONSOLE}/test-election/visits", headers=make.headers(Role.MODERATOR, view)
        ).json()
        assert listed == {"items": [answer.json()], "next_cursor": None}

    def test_sent_again_is_one_visit(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        headers, sent = make.headers(Role.MONITOR, view), self.visit()

        first, second = (client.post(f"{ONE}/visits", json=sent, headers=headers) for _ in range(2))

        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()

    def test_with_an_id_that_is_taken_is_a_conflict(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        headers, sent = make.headers(Role.MONITOR, view), self.visit()
        client.post(f"{ONE}/visits", json=sent, headers=headers)

        changed = client.post(f"{ONE}/visits", json=sent | {"station": "T-0002"}, headers=headers)
        other = client.post(f"{ONE}/visits", json=sent, headers=make.headers(Role.MONITOR, view))

        assert (changed.status_code, code_of(changed)) == (409, "visit-conflict")
        assert (other.status_code, code_of(other)) == (409, "visit-conflict")

    @pytest.mark.parametrize(
        ("pointer", "given"),
        [
            ("/station", {"station": "T-9999"}),
            ("/method", {"method": "sometimes"}),
            ("/id", {"id": "seven"}),
            ("/from", {"from": "2020-10-04T08:00:00"}),
            ("/to", {"to": "2020-10-04T07:00:00+06:00"}),
            ("/to", {"to": "2020-10-09T09:00:00+06:00"}),
            ("/to", {"from": "2090-10-04T08:00:00+06:00", "to": "2090-10-04T09:00:00+06:00"}),
        ],
    )  # fmt: skip
    def test_that_cannot_be_says_why(
        self, client: TestClient, make: Factory, pointer: str, given: dict[str, Any]
    ) -> None:
        view = make.election()

        answer = client.post(
            f"{ONE}/visits", json=self.visit(**given), headers=make.headers(Role.MONITOR, view)
        )

        assert answer.status_code == 422
        assert [error[0] for error in errors_of(answer)] == [pointer]

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (ElectionStatus.DRAFT, "election-not-open"),
            (ElectionStatus.CLOSED, "election-closed"),
            (ElectionStatus.ARCHIVED, "election-closed"),
        ],
    )
    def test_needs_an_election_that_is_open(
        self, client: TestClient, make: Factory, status: ElectionStatus, code: str
    ) -> None:
        view = make.election(status=status)

        answer = client.post(f"{ONE}/visits", json=self.visit(), headers=make.headers(Role.MONITOR, view))

        assert code_of(answer) == code

    def test_are_listed_in_pages(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        headers = make.headers(Role.MODERATOR, view)
        for minute in (1, 2, 3):
            sent = self.visit(**{"from": f"2020-10-04T08:0{minute}:00+06:00"})
            client.post(f"{ONE}/visits", json=sent, headers=headers)

        first = client.get(f"{CONSOLE}/test-election/visits?limit=2", headers=headers)
        rest = client.get(first.links["next"]["url"], headers=headers).json()

        seen = [visit["from"] for visit in first.json()["items"] + rest["items"]]
        assert [start[14:16] for start in seen] == ["03", "02", "01"]
        assert rest["next_cursor"] is None
