"""Versions as entity tags, on the smallest app that has some."""

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from app.core import problems
from app.core.etag import Version, etag, is_fresh, not_modified


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    problems.install(app)

    @app.patch("/thing")
    def change(version: Version) -> int:
        return version

    @app.get("/thing")
    def read(request: Request) -> Response:
        tag = etag("118.42")
        return not_modified(tag) if is_fresh(request, tag) else Response("all of it", headers={"etag": tag})

    return TestClient(app)


class TestIfMatch:
    def test_names_the_version_that_is_to_be_changed(self, client: TestClient) -> None:
        assert client.patch("/thing", headers={"If-Match": '"7"'}).json() == 7

    def test_is_required(self, client: TestClient) -> None:
        answer = client.patch("/thing")

        assert (answer.status_code, answer.json()["type"]) == (428, "/problems/if-match-required")

    @pytest.mark.parametrize(
        "given", ["*", "7", 'W/"7"', '"7", "8"', '""', '"07"', '"-1"', '"x"', '"' + "9" * 30 + '"']
    )
    def test_names_exactly_one(self, client: TestClient, given: str) -> None:
        answer = client.patch("/thing", headers={"If-Match": given})

        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")

    def test_given_twice_is_not_one(self, client: TestClient) -> None:
        answer = client.patch("/thing", headers=[("If-Match", '"7"'), ("If-Match", '"8"')])

        assert answer.status_code == 422


class TestIfNoneMatch:
    @pytest.mark.parametrize("given", ['"118.42"', 'W/"118.42"', '"1", "118.42"', "*"])
    def test_spares_what_is_known(self, client: TestClient, given: str) -> None:
        answer = client.get("/thing", headers={"If-None-Match": given})

        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"118.42"')

    @pytest.mark.parametrize("given", ['"118.41"', "118.42", '"118', ""])
    def test_sends_what_is_not(self, client: TestClient, given: str) -> None:
        assert client.get("/thing", headers={"If-None-Match": given}).text == "all of it"
