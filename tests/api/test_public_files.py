"""Public data as files to take away: whole, streamed, the same in every form."""

import csv
import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types
from pyarrow import parquet  # type: ignore[import-untyped]

from app.accounts.roles import Role
from app.aggregation.caveat import CAVEAT
from app.elections.public_state import public_state
from app.incidents.grammar import ALL
from app.publication.downloads import Downloads, PublicStateMoved, unmoved
from app.publication.listings import Incidents
from app.publication.table import COLUMNS
from tests.factories import NOW, Factory
from tests.public_rows import changed, published, ticked

PUBLIC = "/api/v1/elections/test-election"
LIST = f"{PUBLIC}/incidents"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = list[dict[str, Any]]
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def csv_rows(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def xlsx_rows(content: bytes) -> Rows:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    names, *rows = sheet.values
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def parquet_rows(content: bytes) -> Rows:
    rows: Rows = parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


def geojson_rows(content: bytes) -> Rows:
    return [feature["properties"] for feature in json.loads(content)["features"]]


READERS: dict[str, Callable[[bytes], Rows]] = {
    "csv": csv_rows,
    "xlsx": xlsx_rows,
    "parquet": parquet_rows,
    "geojson": geojson_rows,
}
every_form = pytest.mark.parametrize("form", READERS)


@every_form
def test_holds_everything_newest_first_however_long(
    app: FastAPI, client: TestClient, make: Factory, form: str
) -> None:
    app.state.downloads = Downloads(at_a_time=2)
    view = make.election()
    refs = [published(make, view) for _ in range(5)]

    answer = client.get(f"{LIST}.{form}")

    assert answer.status_code == 200
    assert [row["ref"] for row in READERS[form](answer.content)] == refs[::-1]
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="test-election-incidents-5.0.{form}"'
    )
    assert "content-length" not in answer.headers


@one_database_is_enough
@every_form
def test_a_long_file_is_byte_for_byte_the_short_one(
    app: FastAPI, client: TestClient, make: Factory, form: str
) -> None:
    view = make.election()
    for number in range(5):
        published(make, view, public_text={"ru": f"Автобусы №{number}", "en": "=1+1"})
    short = client.get(f"{LIST}.{form}")

    app.state.downloads = Downloads(at_a_time=2)

    assert "content-length" in short.headers
    assert client.get(f"{LIST}.{form}").content == short.content


@one_database_is_enough
@every_form
@pytest.mark.parametrize("query", ["area=KG-GO", "q=автобус", "severity=5,1", "veracity=verified"])
def test_is_filtered_as_the_list_is(client: TestClient, make: Factory, form: str, query: str) -> None:
    view = make.election()
    for area, severity, text in (("KG-GO", 5, "Автобусы"), ("KG-O", 3, "Очереди"), (None, 1, "АВТОБУС")):
        published(make, view, area_code=area, severity=severity, public_text={"ru": text})

    listed = client.get(f"{LIST}?{query}").json()["items"]
    rows = READERS[form](client.get(f"{LIST}.{form}?{query}").content)

    assert [row["ref"] for row in rows] == [item["ref"] for item in listed]


@one_database_is_enough
def test_is_broken_off_rather_than_mixing_two_states(app: FastAPI, make: Factory) -> None:
    downloads = Downloads(at_a_time=2)
    view = make.election()
    refs = [published(make, view) for _ in range(5)]
    with app.state.database.read() as session:
        state = public_state(session, view.id)
        listing = Incidents(view, ALL, state)
        _, after = downloads.first(session, listing.read)
    rest = downloads.following(app.state.database.read, after, listing.read, unmoved(view, state))

    assert next(rest).ref == refs[2]
    changed(make, view, refs[0], severity=1)

    assert next(rest).ref == refs[1]
    with pytest.raises(PublicStateMoved):
        next(rest)


@one_database_is_enough
@every_form
def test_moves_with_publications_and_ticks_only(client: TestClient, make: Factory, form: str) -> None:
    view = make.election()
    ref = published(make, view)
    tag = client.get(f"{LIST}.{form}").headers["etag"]

    def unchanged() -> bool:
        return client.get(f"{LIST}.{form}", headers={"if-none-match": tag}).status_code == 304

    make.report(view)
    assert unchanged()
    ticked(make, view)
    assert not unchanged()
    tag = client.get(f"{LIST}.{form}").headers["etag"]
    changed(make, view, ref, severity=1)
    assert not unchanged()


@one_database_is_enough
@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("incidents.csv?limit=5", "query/limit"),
        ("incidents.xlsx?cursor=abc", "query/cursor"),
        ("incidents.xlsx?flavour=excel", "query/flavour"),
        ("incidents?flavour=excel", "query/flavour"),
        ("incidents.csv?flavour=exel", "query/flavour"),
        ("incidents.csv?colour=red", "query"),
    ],
)
def test_what_a_file_cannot_be_is_refused(
    client: TestClient, make: Factory, query: str, pointer: str
) -> None:
    make.election()

    answer = client.get(f"{PUBLIC}/{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@one_database_is_enough
def test_geojson_comes_in_pages_where_pages_are_asked_for(client: TestClient, make: Factory) -> None:
    view = make.election()
    refs = [published(make, view) for _ in range(3)]

    page = client.get(f"{LIST}.geojson?limit=2")
    following = client.get(page.links["next"]["url"])

    found = geojson_rows(page.content) + geojson_rows(following.content)
    assert [row["ref"] for row in found] == refs[::-1]
    assert json.loads(client.get(f"{LIST}.geojson").content)["next_cursor"] is None


@one_database_is_enough
def test_the_spreadsheet_flavour_opens_by_double_click(client: TestClient, make: Factory) -> None:
    published(make, make.election(), public_text={"ru": "=1+1"})

    answer = client.get(f"{LIST}.csv?flavour=excel")

    assert answer.content.startswith("\ufeffref;synthetic;".encode())
    assert b";'=1+1;" in answer.content


@one_database_is_enough
def test_a_workbook_says_what_must_stand_beside_the_numbers(client: TestClient, make: Factory) -> None:
    view = make.election(synthetic=True)
    published(make, view)

    answer = client.get(f"{LIST}.xlsx?area=KG-GO")

    about = {row[0]: row[3] for row in load_workbook(io.BytesIO(answer.content))["about"].values}
    assert answer.headers["content-type"] == XLSX
    assert 'filename="SYNTHETIC-test-election-incidents-1.0.xlsx"' in answer.headers["content-disposition"]
    assert (about["caveat"], about["version"], about["as_of"]) == (CAVEAT, "1.0", NOW.isoformat()[:19] + "Z")
    assert json.loads(str(about["filters"])) == {"area": ["KG-GO"]}
    assert str(about["notice 1"]).startswith("SYNTHETIC")
    assert {column.name for column in COLUMNS} <= about.keys()


@one_database_is_enough
@pytest.mark.parametrize("address", [f"{PUBLIC}/counts", "/api/v1/console/elections/test-election/counts"])
def test_counts_are_a_workbook_too(client: TestClient, make: Factory, address: str) -> None:
    published(make, make.election(), reports=3)
    team = make.headers(Role.MODERATOR)

    answer = client.get(f"{address}.xlsx?by=area,severity", headers=team)
    plain = client.get(f"{address}.csv?by=area,severity", headers=team)

    assert answer.headers["content-type"] == XLSX
    shown = [{name: str(value) for name, value in row.items()} for row in xlsx_rows(answer.content)]
    assert shown == csv_rows(plain.content)


@one_database_is_enough
def test_parquet_is_typed_and_geoparquet(client: TestClient, make: Factory) -> None:
    view = make.election()
    published(make, view, latitude_deg=40.5, longitude_deg=72.75, location_precision="cell")
    published(make, view)

    table = parquet.read_table(io.BytesIO(client.get(f"{LIST}.parquet").content))

    geo = json.loads(table.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    geometries = [value and shapely.from_wkb(value) for value in table["geometry"].to_pylist()]
    assert geometries == [None, shapely.Point(72.75, 40.5)]
    types = {name: str(table.schema.field(name).type) for name in ("severity", "synthetic", "published_at")}
    assert types == {"severity": "int64", "synthetic": "bool", "published_at": "timestamp[ms, tz=UTC]"}
    assert table.schema.metadata[b"caveat"].decode() == CAVEAT
    assert table.schema.field("latitude_deg").metadata[b"unit"] == b"degrees, WGS 84"


@one_database_is_enough
@pytest.mark.parametrize("wish", ["f=parquet", "by=area"])
def test_without_the_extra_parquet_is_refused_with_what_to_install(
    client: TestClient, make: Factory, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    """As Python itself finds it where pyarrow is not installed."""
    make.election()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "pyarrow.parquet", raising=False)

    answer = client.get(f"{PUBLIC}/counts?{wish}", headers={"accept": "application/vnd.apache.parquet"})

    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert "pip install 'pollwatch[parquet]'" in answer.json()["detail"]


@one_database_is_enough
def test_counts_on_a_map_stand_on_the_reference_geometry(client: TestClient, make: Factory) -> None:
    view = make.election()
    published(make, view, reports=3)
    published(make, view, area_code=None)
    published(make, view, station_code="T-0001", area_code="KG-O")

    areas = client.get(f"{PUBLIC}/counts.geojson?by=area").json()
    stations = client.get(f"{PUBLIC}/counts?by=station&f=geojson").json()

    assert [(one["properties"]["area"], one["properties"]["reports"]) for one in areas["features"]] == [
        ("KG-GO", 3),
        ("KG-O", 1),
        (None, 1),
    ]
    polygon = view.areas.by_code["KG-GO"].polygon
    assert [one["geometry"] for one in areas["features"]] == [polygon, None, None]
    assert (areas["type"], areas["version"], areas["caveat"]) == ("FeatureCollection", "3.0", CAVEAT)
    station = view.stations["T-0001"]
    point = {"type": "Point", "coordinates": [station.longitude_deg, station.latitude_deg]}
    assert [one["geometry"] for one in stations["features"]] == [point, None]


@one_database_is_enough
@pytest.mark.parametrize("by", ["", "by=category", "by=area,category"])
def test_counts_of_no_one_place_are_on_no_map(client: TestClient, make: Factory, by: str) -> None:
    make.election()

    answer = client.get(f"{PUBLIC}/counts.geojson?{by}")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not-a-place")


@one_database_is_enough
class TestMetadata:
    def test_explains_every_column_of_every_file(self, client: TestClient, make: Factory) -> None:
        published(make, make.election())

        found = client.get(f"{PUBLIC}/metadata").json()

        explained = {name: [column["name"] for column in table] for name, table in found["tables"].items()}
        for name, address in (("incidents", LIST), ("changes", f"{PUBLIC}/changes")):
            assert list(csv_rows(client.get(f"{address}.csv").content)[0]) == explained[name]
        everything = "category,group,area,station,day,hour,severity,veracity,phase"
        counted = csv_rows(client.get(f"{PUBLIC}/counts.csv?by={everything}&lang=ru").content)[0]
        assert set(counted) == set(explained["counts"])
        watched = client.get(f"{PUBLIC}/coverage.csv?by=area,organisation,method&lang=ru").text.splitlines()[
            0
        ]
        assert set(watched.split(",")) == set(explained["coverage"])
        assert found["caveat"] == CAVEAT
        assert found["licence"] == {"id": "CC-BY-4.0", "url": "https://spdx.org/licenses/CC-BY-4.0.html"}

    def test_stays_while_only_numbers_move(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        tag = client.get(f"{PUBLIC}/metadata").headers["etag"]

        published(make, view)
        ticked(make, view)

        answer = client.get(f"{PUBLIC}/metadata", headers={"if-none-match": tag})
        assert answer.status_code == 304
        assert answer.headers["access-control-allow-origin"] == "*"
