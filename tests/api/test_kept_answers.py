"""A question that was asked before is answered from memory, until what is public moves."""

import time
from pathlib import Path
from typing import Final

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event

from app.accounts.roles import Role
from app.bootstrap import create_app
from app.elections.models import ElectionStatus
from app.settings import Settings
from tests.factories import Factory
from tests.public_rows import published

COUNTS = "/api/v1/elections/test-election/counts?by=category"
PATIENCE_SECONDS = 30
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVERYTHING: Final = (
    "/",
    "/elections/test-election",
    "/elections/test-election?severity=3&lang=ru",
    "/embed/test-election",
    "/api/v1/elections/test-election/series",
    "/api/v1/elections/test-election/incidents?limit=1",
    "/api/v1/elections/test-election/incidents.atom",
    "/api/v1/elections/test-election/incidents?f=geojson&limit=1",
    "/api/v1/elections/test-election/changes?limit=1",
    "/ogc/collections/test-election.incidents/items?f=json",
    "/ogc/collections/test-election.incidents/items?f=html",
)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


def with_memory(database_url: str, directory: Path, seconds: float) -> Settings:
    return Settings(
        data_dir=directory,
        database_url=database_url,
        directory_max_age_seconds=seconds,
        worker="outside",
        _env_file=None,
    )


def statements(app: FastAPI) -> list[str]:
    """Everything that readers ask the database from now on."""
    asked: list[str] = []

    @event.listens_for(app.state.database.read_engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    return asked


def headers_of(answer: Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def take(asked: list[str]) -> int:
    """How many, and none of them is asked of again."""
    count = len(asked)
    asked.clear()
    return count


class TestForAMinute:
    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return with_memory(database_url, tmp_path, 60)

    def test_the_same_question_asks_the_database_once(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        make.election()
        first = client.get(COUNTS)
        asked = statements(app)

        again = client.get(COUNTS)
        unchanged = client.get(COUNTS, headers={"If-None-Match": first.headers["ETag"]})

        assert asked == []
        assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert again.headers.keys() == first.headers.keys()
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    def test_another_question_or_form_is_another_answer(self, client: TestClient, make: Factory) -> None:
        published(make, make.election())
        answers = [client.get(COUNTS + more) for more in ("", "&f=csv", "&veracity=verified", "")]

        assert [answer.headers["content-type"] for answer in answers] == [
            "application/json",
            "text/csv; charset=utf-8",
            "application/json",
            "application/json",
        ]
        assert len({answer.content for answer in answers}) == 3

    def test_a_refusal_is_not_kept_as_an_answer(self, client: TestClient, make: Factory) -> None:
        make.election()

        assert [client.get(COUNTS + "&mood=bad").status_code for _ in range(2)] == [422, 422]

    def test_a_draft_is_read_each_time_and_kept_by_nobody(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        view = make.election(status=ElectionStatus.DRAFT)
        admin = make.headers(Role.ADMIN)
        client.get(COUNTS, headers=admin)
        asked = statements(app)

        answer = client.get(COUNTS, headers=admin)

        assert any("public_sequence" in statement for statement in asked)
        assert answer.headers["Cache-Control"] == "no-store"
        assert client.get(COUNTS).status_code == 404
        assert view.status is ElectionStatus.DRAFT


class TestForAMoment:
    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return with_memory(database_url, tmp_path, 0.05)

    def test_what_is_published_shows_as_soon_as_memory_is_that_old(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        published(make, view)
        before = client.get(COUNTS)
        published(make, view)

        deadline = time.monotonic() + PATIENCE_SECONDS
        while (after := client.get(COUNTS)).headers["ETag"] == before.headers["ETag"]:
            assert time.monotonic() < deadline

        assert (before.json()["totals"]["reports"], after.json()["totals"]["reports"]) == (1, 2)
        assert after.json()["version"] != before.json()["version"]


class TestEverythingElse:
    def test_is_made_once_until_something_moves(
        self, app: FastAPI, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        for _ in range(2):
            published(make, view)
        asked = statements(app)
        first = [(client.get(path), take(asked)) for path in EVERYTHING]
        again = [(client.get(path), take(asked)) for path in EVERYTHING]

        for (one, before), (other, after) in zip(first, again, strict=True):
            assert one.status_code == 200, one.url
            assert (one.content, headers_of(one)) == (other.content, headers_of(other))
            assert 0 < after < before, one.url
            same = client.get(str(one.url), headers={"If-None-Match": one.headers["ETag"]})
            assert (same.status_code, same.content) == (304, b"")

        published(make, view)
        moved = [client.get(path) for path in EVERYTHING]
        assert [
            other.url.path
            for (one, _), other in zip(first, moved, strict=True)
            if one.content == other.content
        ] == []

    def test_is_told_apart_by_language_and_address(self, client: TestClient, make: Factory) -> None:
        published(make, make.election())
        feed, page = "/api/v1/elections/test-election/incidents.atom", "/elections/test-election"

        for host in ("one.example", "two.example", "one.example"):
            assert f"http://{host}/i/INC-TE-0001" in client.get(feed, headers={"host": host}).text
        for language in ("ru", "ky", "ru"):
            shown = client.get(page, headers={"accept-language": language})
            assert f'<html lang="{language}"' in shown.text

    @one_database_is_enough
    @pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
    def test_a_page_comes_compressed_to_whoever_takes_that(
        self, client: TestClient, make: Factory, coding: str
    ) -> None:
        published(make, make.election())
        plain = client.get("/elections/test-election", headers={"accept-encoding": "identity"})
        asked = {"accept-encoding": coding}

        first, again = (client.get("/elections/test-election", headers=asked) for _ in range(2))

        for answer in (first, again):
            assert answer.headers.get("content-encoding", "identity") == coding
            assert answer.content == plain.content
            assert "Accept-Encoding" in answer.headers["vary"]
            assert (answer.headers["etag"] == plain.headers["etag"]) is (coding == "identity")
            assert int(answer.headers["content-length"]) < len(plain.content) / 3 or coding == "identity"
        tag = first.headers["etag"]
        same = client.get("/elections/test-election", headers={**asked, "if-none-match": tag})
        assert (same.status_code, same.headers["etag"]) == (304, tag)
