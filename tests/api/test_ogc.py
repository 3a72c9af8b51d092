"""OGC API – Features: the requirements of the standard (OGC 17-069r4, annex A), and GDAL as a client."""

import html
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from app.elections.models import ElectionStatus
from app.elections.view import ElectionView
from app.publication.ogc.query import MAX_LIMIT
from app.reports.facets import TimePrecision
from app.web.ogc_router import MOST_TO_READ
from tests.api.test_public_incidents import code_of, published, withdraw
from tests.core.server import serving
from tests.factories import NOW, OSH, Factory
from tests.incidents import BUSES, QUEUES, incident_in

GDAL = Path(__file__).parents[1] / "gdal_reads.py"
COLLECTIONS = "/ogc/collections"
INCIDENTS = f"{COLLECTIONS}/test-election.incidents"
AREAS = f"{COLLECTIONS}/test-election.areas"
STATIONS = f"{COLLECTIONS}/test-election.stations"


def items(client: TestClient, collection: str = INCIDENTS, **query: str | int) -> dict[str, Any]:
    answer = client.get(f"{collection}/items", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == "FeatureCollection"
    assert found["numberReturned"] == len(found["features"])
    return found


def ids(client: TestClient, collection: str = INCIDENTS, **query: str | int) -> list[str]:
    return [feature["id"] for feature in items(client, collection, **query)["features"]]


def link(document: dict[str, Any], rel: str) -> str:
    found: str = next(link["href"] for link in document["links"] if link["rel"] == rel)
    return found


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


class TestDocuments:
    def test_the_landing_page_leads_to_everything(self, client: TestClient) -> None:
        landing = client.get("/ogc").json()

        for rel in ("service-desc", "service-doc", "conformance", "data"):
            assert client.get(link(landing, rel)).status_code == 200
        declared = client.get(link(landing, "conformance")).json()["conformsTo"]
        assert {uri.rpartition("/")[2] for uri in declared} == {"core", "oas30", "html", "geojson"}

    def test_the_definition_is_valid_openapi_3_0(self, client: TestClient, view: ElectionView) -> None:
        accept = "application/vnd.oai.openapi+json;version=3.0, application/json"

        answer = client.get("/ogc/api", headers={"accept": accept})

        assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
        OpenAPIV30SpecValidator(answer.json()).validate()
        taken = answer.json()["paths"][f"/collections/{view.slug}.incidents/items"]["get"]["parameters"]
        assert {"limit", "bbox", "datetime", "veracity"} <= {
            name["$ref"].rpartition("/")[2] for name in taken
        }

    def test_each_collection_describes_itself_alone_as_in_the_list(
        self, client: TestClient, view: ElectionView
    ) -> None:
        listed = client.get(COLLECTIONS).json()["collections"]

        assert [each["id"].rpartition(".")[2] for each in listed] == ["incidents", "areas", "stations"]
        for each in listed:
            alone = client.get(f"{COLLECTIONS}/{each['id']}").json()
            assert {name: alone[name] for name in each if name != "links"} == {
                name: each[name] for name in each if name != "links"
            }
            assert client.get(link(each, "items")).headers["content-type"] == "application/geo+json"
        west, south, east, north = listed[0]["extent"]["spatial"]["bbox"][0]
        assert (west < OSH[1] < east, south < OSH[0] < north) == (True, True)

    def test_features_are_what_the_schema_says(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        published(make, view, category=QUEUES, station_code="T-0001", harm={"injured": {"min": 2}})

        for collection in (INCIDENTS, AREAS, STATIONS):
            schema = client.get(f"{collection}/schema").json()
            of_properties = {
                name: {"anyOf": [value, {"type": "null"}]} if name not in schema["required"] else value
                for name, value in schema["properties"].items()
                if name != "geometry"
            }
            features = items(client, collection)["features"]
            assert features
            for feature in features:
                assert list(feature["properties"]) == list(of_properties)
                validator = Draft202012Validator(
                    {"properties": of_properties, "required": list(of_properties)}
                )
                assert list(validator.iter_errors(feature["properties"])) == []

    def test_every_resource_is_a_page_too(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        ref = published(make, view)
        pages = ("/ogc", "/ogc/api", "/ogc/conformance", COLLECTIONS, AREAS, f"{INCIDENTS}/items")

        for path in (*pages, f"{INCIDENTS}/items/{ref}"):
            answer = client.get(path, headers={"accept": "text/html,*/*;q=0.1"})
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert ref in client.get(f"{INCIDENTS}/items", params={"f": "html"}).text

    def test_a_draft_has_no_collection(self, client: TestClient, make: Factory) -> None:
        make.election(status=ElectionStatus.DRAFT)

        assert client.get(COLLECTIONS).json()["collections"] == []
        assert client.get(f"{INCIDENTS}/items").status_code == 404


class TestItems:
    def test_pages_hold_each_feature_once_and_keep_the_question(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        wanted = {published(make, view, category=BUSES) for _ in range(5)}
        published(make, view, category=QUEUES)

        found, page = [], items(client, limit=2, category=BUSES)
        while True:
            found += [feature["id"] for feature in page["features"]]
            following = [each["href"] for each in page["links"] if each["rel"] == "next"]
            if not following:
                break
            page = client.get(following[0]).json()

        assert sorted(found) == sorted(wanted)

    @pytest.mark.parametrize("collection", [AREAS, STATIONS])
    def test_pages_of_what_is_in_memory_hold_each_once(
        self, client: TestClient, view: ElectionView, collection: str
    ) -> None:
        whole = ids(client, collection)

        first = items(client, collection, limit=2)
        second = client.get(link(first, "next")).json()

        assert [feature["id"] for page in (first, second) for feature in page["features"]] == whole[:4]
        assert first["numberMatched"] == len(whole)

    def test_a_larger_limit_than_there_is_becomes_the_largest(
        self, client: TestClient, view: ElectionView
    ) -> None:
        assert len(ids(client, AREAS, limit=MAX_LIMIT + 1)) == len(view.areas.by_code)

    def test_a_page_for_people_shows_no_more_than_people_read_and_leads_to_the_rest(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        for _ in range(MOST_TO_READ + 3):
            published(make, view)

        address, pages = f"{INCIDENTS}/items?f=html&limit={MAX_LIMIT}", []
        while address:
            shown = client.get(address).text
            pages.append(re.findall(r'<th scope="row">(INC-[^<]+)', shown))
            following = re.search(r'<a rel="next" href="([^"]+)"', shown)
            address = html.unescape(following[1]) if following else ""

        assert [len(page) for page in pages] == [MOST_TO_READ, 3]
        assert len({ref for page in pages for ref in page}) == MOST_TO_READ + 3

    def test_a_box_selects_what_meets_it(self, client: TestClient, make: Factory, view: ElectionView) -> None:
        inside = published(make, view)
        published(make, view, latitude_deg=None, longitude_deg=None, h3_cell=None, area_code=None)
        around_osh, elsewhere = "72.5,40.3,73.1,40.8", "10,10,11,11"

        assert ids(client, bbox=around_osh) == [inside]
        assert ids(client, bbox="72.5,40.3,-100,73.1,40.8,9000") == [inside]
        assert ids(client, bbox="170,40.3,73.1,40.8") == [inside]  # over the antimeridian
        assert ids(client, AREAS, bbox=around_osh) == ["KG-GO"]
        assert ids(client, STATIONS, bbox=f"72,40,73,{OSH[0] + 0.0015}") == ["T-0001"]
        assert [ids(client, each, bbox=elsewhere) for each in (INCIDENTS, AREAS, STATIONS)] == [[], [], []]

    def test_an_interval_selects_what_may_have_happened_in_it(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        later = NOW + timedelta(days=7)
        undated = {"occurred_at": None, "occurred_on": None, "time_precision": TimePrecision.UNKNOWN}
        known = {
            published(make, view, later): "hour",
            published(make, view, later, occurred_hour=None, time_precision=TimePrecision.DAY): "day",
            published(make, view, later, occurred_hour=None, **undated): "undated",
        }
        expected = {
            "2020-10-04T03:30:00Z": ["day", "hour"],  # half past nine in Bishkek
            "2020-10-04T05:00:00Z": ["day"],
            "2020-10-04T04:00:00Z/..": ["day"],
            "../2020-10-04T03:00:00Z": ["day", "hour"],
            "/2020-10-03T17:00:00Z": [],
            "2020-10-04": ["day", "hour"],
            "2020-10-05T00:00:00+06:00/2020-10-06T00:00:00+06:00": [],
            "../..": ["day", "hour"],
        }

        found = {asked: sorted(known[ref] for ref in ids(client, datetime=asked)) for asked in expected}

        assert found == expected
        assert ids(client, STATIONS, datetime="2020-10-04") == []  # a station has no time

    def test_properties_select(self, client: TestClient, make: Factory, view: ElectionView) -> None:
        buses = published(make, view, category=BUSES, severity=4)
        published(make, view, category=QUEUES, severity=2)

        assert ids(client, severity=4) == ids(client, category=BUSES) == [buses]
        assert ids(client, AREAS, parent="KG", level=1) == ["KG-GB", "KG-GO", "KG-O"]
        assert ids(client, STATIONS, area="KG", station="T-0002") == ["T-0002"]

    def test_areas_carry_the_counts_of_what_lies_in_and_below_them(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        published(make, view, reports=2)
        published(make, view, area_code="KG", latitude_deg=None, longitude_deg=None, h3_cell=None)

        counts = {
            feature["id"]: (feature["properties"]["reports"], feature["properties"]["incidents"])
            for feature in items(client, AREAS)["features"]
        }

        assert counts == {"KG": (3, 2), "KG-GO": (2, 1), "KG-GB": (0, 0), "KG-O": (0, 0)}

    def test_one_feature_is_as_in_the_list(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        published(make, view)

        for collection in (INCIDENTS, AREAS, STATIONS):
            listed = items(client, collection)["features"][0]
            alone = client.get(f"{collection}/items/{listed['id']}").json()
            assert {name: alone[name] for name in listed} == listed

    def test_what_was_withdrawn_is_gone(self, client: TestClient, make: Factory, view: ElectionView) -> None:
        ref = published(make, view)
        withdraw(make, view, ref)

        assert ids(client) == []
        assert client.get(f"{INCIDENTS}/items/{ref}").status_code == 410

    def test_moves_only_with_what_is_public(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        published(make, view)
        before = client.get(f"{INCIDENTS}/items")

        incident_in(make, view)
        make.report(view)

        after = client.get(f"{INCIDENTS}/items", headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 304
        published(make, view)
        assert client.get(f"{INCIDENTS}/items").headers["etag"] != before.headers["etag"]


class TestRefusals:
    def test_are_400(self, client: TestClient, view: ElectionView) -> None:
        for query in (
            "colour=red",
            "limit=0",
            "limit=many",
            "bbox=1,2,3",
            "bbox=1,50,2,40",
            "bbox=a,b,c,d",
            "bbox=200,0,201,1",
            "datetime=yesterday",
            "datetime=2020-10-04T09:15:00",
            "datetime=2020-10-05/2020-10-04",
            "datetime=1/2/3",
            "veracity=sure",
            "cursor=AAAA",
            "f=json&f=json",
        ):
            answer = client.get(f"{INCIDENTS}/items?{query}")
            assert (answer.status_code, code_of(answer)) == (400, "bad-query"), query
            assert answer.json()["errors"]

    def test_a_cursor_belongs_to_its_question(
        self, client: TestClient, make: Factory, view: ElectionView
    ) -> None:
        for _ in range(2):
            published(make, view)
        following = link(items(client, limit=1), "next")

        assert client.get(f"{following}&severity=4").status_code == 400

    def test_what_is_not_there_is_404_and_no_form_is_406(
        self, client: TestClient, view: ElectionView
    ) -> None:
        for path in ("/ogc/collections/none.areas", f"{AREAS}/items/none", f"{INCIDENTS}/items/INC-X-1"):
            assert client.get(path).status_code == 404
        assert client.get(f"{AREAS}/items", params={"f": "csv"}).status_code == 406


def test_gdal_reads_all_pages_and_pushes_the_box_down(
    app: FastAPI, client: TestClient, make: Factory, view: ElectionView
) -> None:
    refs = sorted(published(make, view) for _ in range(5))
    asked: list[str] = []

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["query_string"].decode())
        await app(scope, receive, send)

    layer = {"layer": "test-election.incidents", "PAGE_SIZE": 2}
    reads = [layer, {**layer, "bbox": [72.5, 40.3, 73.1, 40.8]}, {**layer, "bbox": [10, 10, 11, 11]}]
    with serving(listening) as port:
        read = subprocess.run(
            [sys.executable, GDAL],
            input=json.dumps({"service": f"OAPIF:http://127.0.0.1:{port}/ogc", "reads": reads}),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    found = json.loads(read.stdout)
    assert found["layers"] == [f"test-election.{kind}" for kind in ("incidents", "areas", "stations")]
    whole, in_osh, nowhere = found["reads"]
    assert whole == in_osh == {"ref": refs, "points": len(refs)}
    assert nowhere["ref"] == []
    assert any("bbox=10" in query for query in asked)
    assert sum("cursor=" in query for query in asked) >= 2
