"""The console's page: one for all its addresses, with nothing inline, and honest where it is not built."""

import re

import pytest
from fastapi.testclient import TestClient

from app.web import console_router
from app.web.built import BuiltFile
from app.web.console_files import ConsoleFiles, console_files
from app.web.messages import LANGUAGES, translate

PAGE = b'<!doctype html><html><script type="module" src="/console/assets/index-1.js"></script></html>'
BUILT = ConsoleFiles(PAGE, {"index-1.js": BuiltFile(b"export {}", "text/javascript")})


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if `make setup` had built it."""
    monkeypatch.setattr(console_router, "console_files", lambda: BUILT)


@pytest.fixture
def not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_router, "console_files", lambda: None)


@pytest.mark.usefixtures("built")
class TestBuilt:
    @pytest.mark.parametrize("path", ["", "/", "/people", "/e/test-election/reports"])
    def test_every_address_is_the_same_page_that_nobody_keeps(self, client: TestClient, path: str) -> None:
        answer = client.get(f"/console{path}")

        assert (answer.status_code, answer.content) == (200, PAGE)
        assert answer.headers["cache-control"] == "no-store"

    def test_runs_its_own_files_only(self, client: TestClient) -> None:
        policy = client.get("/console/").headers["content-security-policy"]

        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy

    def test_a_file_is_kept_for_ever_under_its_name(self, client: TestClient) -> None:
        answer = client.get("/console/assets/index-1.js")

        assert answer.content == b"export {}"
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"

    def test_a_worker_may_ask_what_the_page_may_ask(self, client: TestClient) -> None:
        """It is bound by the policy of its own file."""
        answers = [client.get(path) for path in ("/console/", "/console/assets/index-1.js")]

        assert len({answer.headers["content-security-policy"] for answer in answers}) == 1

    @pytest.mark.parametrize("name", ["index-2.js", "index.html"])
    def test_no_other_file_can_be_had(self, client: TestClient, name: str) -> None:
        assert client.get(f"/console/assets/{name}").status_code == 404


@pytest.mark.usefixtures("not_built")
class TestNotBuilt:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_so_and_how_to_build_it(self, client: TestClient, language: str) -> None:
        answer = client.get("/console/", params={"lang": language})

        assert answer.status_code == 503
        assert translate(language, "console.missing") in answer.text
        assert "make setup" in answer.text

    def test_has_no_files(self, client: TestClient) -> None:
        assert client.get("/console/assets/index-1.js").status_code == 404


def test_what_make_has_built_has_nothing_inline() -> None:
    files = console_files()
    assert files is not None, "make setup builds the console"
    page = files.page.decode()

    assert re.search(r"<script(?![^>]* src=)", page) is None
    assert " style=" not in page
    assert "<style" not in page
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.removeprefix("/console/assets/") in files.assets, address
