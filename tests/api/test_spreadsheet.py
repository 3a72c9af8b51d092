"""Downloads as LibreOffice opens them, by itself and nobody's clicking."""

import csv
import subprocess
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.cli.demo import load_kyrgyzstan
from app.settings import Settings
from tests.factories import Factory
from tests.public_rows import published

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
FORMS = ["incidents.xlsx", "incidents.csv?flavour=excel", "counts.xlsx?by=category,area"]
SEMICOLON, QUOTE, UTF_8 = ord(";"), ord('"'), 76  # in the words of LibreOffice's CSV filter
AS_DOUBLE_CLICKED = f"CSV:{SEMICOLON},{QUOTE},{UTF_8},1"
TO_CSV = f"csv:Text - txt - csv (StarCalc):{ord(',')},{QUOTE},{UTF_8}"


def opened(client: TestClient, address: str, directory: Path) -> list[dict[str, str]]:
    """What stands in the cells once it has been opened and saved again."""
    path, _, query = address.partition("?")
    answer = client.get(f"/api/v1/elections/{path}?{query}")
    assert answer.status_code == 200
    kept = directory / path.replace("/", "-")
    kept.write_bytes(answer.content)
    read_as = [f"--infilter={AS_DOUBLE_CLICKED}"] if kept.suffix == ".csv" else []
    home = f"-env:UserInstallation=file://{directory}/home"
    words = ["soffice", "--headless", home, *read_as, "--convert-to", TO_CSV, "--outdir", f"{directory}/out"]
    subprocess.run([*words, str(kept)], check=True, capture_output=True, timeout=180)
    with (directory / "out" / kept.with_suffix(".csv").name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", FORMS[:2])
def test_cyrillic_leading_zeros_and_formulas_stay_as_they_are(
    client: TestClient, make: Factory, tmp_path: Path, form: str
) -> None:
    view = make.election()
    text = {
        "en": "007",
        "ru": "=1+1; «ёлка»\nновая строка",
        "ky": "Өзгөн, Үзүр, Ңаңы",
        "uz-Cyrl": "Ўқиш ғоят ҳур",
    }
    published(make, view, station_code="0117", area_code="KG-GO", public_text=text)

    (row,) = opened(client, f"test-election/{form}", tmp_path)

    guard = "'" if "csv" in form else ""  # what a spreadsheet would run or cut stays text
    assert row["station"] == f"{guard}0117"
    assert row["public_text_en"] == f"{guard}007"
    assert row["public_text_ru"] == f"{guard}{text['ru']}"
    assert (row["public_text_ky"], row["public_text_uz_cyrl"]) == (text["ky"], text["uz-Cyrl"])


def test_the_election_of_2020_comes_through_whole(
    app: FastAPI, client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    load_kyrgyzstan(settings, app.state.database)
    slug = "kg-2020-10-04"
    listed = client.get(f"/api/v1/elections/{slug}/incidents?limit=100").json()["items"]

    for form in FORMS[:2]:
        rows = opened(client, f"{slug}/{form}", tmp_path)
        assert [row["ref"] for row in rows] == [incident["ref"] for incident in listed]
        for language, column in (
            ("en", "public_text_en"),
            ("ru", "public_text_ru"),
            ("ky", "public_text_ky"),
        ):
            assert [row[column] for row in rows] == [one["public_text"][language] for one in listed]
    counted = opened(client, f"{slug}/{FORMS[2]}", tmp_path)
    assert sum(int(row["incidents"]) for row in counted) == len(listed) == 18
