"""What the page of an election offers to take away is as much as the page says."""

import csv
import io
import re
from html import unescape
from math import ceil

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types

from app.elections.view import ElectionView
from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from tests.api.test_snapshots import keep
from tests.factories import Factory
from tests.pages import section
from tests.public_rows import published

PAGE = "/elections/test-election"
FILTERS = [
    "",
    "area=KG-GO",
    "q=school",
    "veracity=refuted,verified",
    "severity=5&q=школа",
    "bbox=72,40,73,41",
]


@pytest.fixture
def view(make: Factory) -> ElectionView:
    view = make.election()
    for number in range(7):
        published(
            make, view, severity=3 + number % 3, public_text={"en": f"A school, {number}", "ru": "Школа"}
        )
    published(make, view, category="other.positive_conduct", counts_as="none", area_code=None)
    published(make, view, veracity=Veracity.REFUTED, severity=5)
    published(make, view, state=Publication.WITHDRAWN, public_text={"en": "A school"})
    published(make, view, veracity=Veracity.VERIFIED, latitude_deg=40.5, longitude_deg=72.8)
    return view


def offered(client: TestClient, query: str = "") -> dict[str, tuple[str, list[str]]]:
    """By what is clicked: where it leads, and what is said of it."""
    listed = section(client.get(f"{PAGE}?{query}"), "downloads")
    items = re.findall(r'<li>\s*<a href="([^"]+)">([^<]+)</a>(.*?)</li>', listed, re.DOTALL)
    return {
        words: (unescape(address), [unescape(said) for said in re.findall(r'"how-much">([^<]+)<', rest)])
        for address, words, rest in items
    }


def rows_of(client: TestClient, address: str) -> int:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "text/csv":
        return len(list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))))
    if "json" in kind:
        found = answer.json()
        return len(next(found[name] for name in ("cells", "items", "features") if name in found))
    sheet = load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(min_row=2))


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.usefixtures("view")
def test_tables_have_as_many_rows_as_it_says(client: TestClient, query: str) -> None:
    said = {words: found for words, found in offered(client, query).items() if found[1]}
    assert len(said) == 6
    for address, (how_many,) in said.values():
        assert how_many == ("1 row" if (rows := rows_of(client, address)) == 1 else f"{rows} rows"), address


def test_files_that_are_kept_are_as_large_as_it_says(
    app: FastAPI, client: TestClient, view: ElectionView
) -> None:
    assert not any("/snapshots/" in address for address, _ in offered(client).values())
    keep(app, view)

    files = {words: found for words, found in offered(client).items() if "/snapshots/" in found[0]}

    assert set(files) == {*(file["name"] for file in kept_now(client)), "SHA256SUMS"}
    for address, said in files.values():
        size = len(client.get(address).content)
        if not address.endswith("SHA256SUMS"):
            assert said[-1] == f"{ceil(size / 1000)} kB"
    for name in ("incidents.csv", "incidents.geojson"):
        address, (rows, _size) = files[name]
        assert rows == f"{rows_of(client, address)} rows"


def test_sizes_are_told_in_the_language_of_the_page(
    app: FastAPI, client: TestClient, view: ElectionView
) -> None:
    keep(app, view)
    assert "10 строк" in section(client.get(f"{PAGE}?lang=ru"), "downloads")
    assert "кБ" in section(client.get(f"{PAGE}?lang=ru"), "downloads")


def kept_now(client: TestClient) -> list[dict[str, str]]:
    newest = client.get("/api/v1/elections/test-election/snapshots").json()["items"][0]
    files: list[dict[str, str]] = newest["files"]
    return files
