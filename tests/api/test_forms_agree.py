"""The same question in every form has the same answer, as the programs people use open it."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]  # ships no types
import pandas  # type: ignore[import-untyped]
import pyogrio.raw  # type: ignore[import-untyped]
import pytest
import shapely
from fastapi.testclient import TestClient

from app.elections.languages import LANGUAGES
from app.incidents.veracity import Veracity
from app.reports.facets import Phase, TimePrecision
from tests.api.test_coverage import OTHERS, Country
from tests.factories import NOW, Factory
from tests.public_rows import changed, published

PUBLIC = "/api/v1/elections/test-election"
QUESTIONS = [
    "",
    "area=KG-GO",
    "area=KG",
    "group=media",
    "category=voter_transport.carousel_voting",
    "severity=5,3",
    "veracity=verified,contested",
    "phase=counting",
    "station=T-0001",
    "from=2020-10-04T04:00:00Z&to=2020-10-05",
    "bbox=72,40,73,41",
    "q=007",
    "q=ЎЗБЕК&area=KG-GO",
    "severity=1",
]
COUNTED = "category,group,area,station,day,hour,severity,veracity,phase"
Record = dict[str, str | None]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def election(make: Factory) -> None:
    """Seven that are unlike in everything a filter knows, and one that is gone."""
    view = make.election()
    station = view.stations["T-0001"]
    at_station = {
        "station_code": "T-0001",
        "location_precision": "station",
        "latitude_deg": station.latitude_deg,
        "longitude_deg": station.longitude_deg,
    }
    published(make, view, **at_station, severity=5, veracity=Veracity.VERIFIED, disputed=True)
    published(
        make, view, category="media.assault_on_journalist", area_code=None, reports=3, sources=2,
        public_text={"ru": "=1+1; «ёлка», \"кавычки\"\nновая строка", "ky": "Ош шаары", "en": "-1"},
        harm={"injured": {"min": 12, "max": None}, "deaths": {"min": 0, "max": 2}},
    )  # fmt: skip
    published(make, view, occurred_on=date(2020, 10, 4), occurred_hour=None, time_precision=TimePrecision.DAY)
    published(make, view, occurred_on=None, occurred_hour=None, time_precision=TimePrecision.WEEK)
    published(
        make, view, phase=Phase.COUNTING, occurred_hour=20, veracity=Veracity.CONTESTED,
        statements=[{"by": "Партия", "kind": "denial", "text": {"ru": "Нет."}}],
        related_refs=["INC-TE-0001", "INC-TE-0002"],
        continuations={"INC-TE-0001": "continues", "INC-TE-0002": "continued_by"},
    )  # fmt: skip
    published(
        make, view, area_code="KG-O", counts_as="context", public_text={"en": "007"},
        location_precision="cell", latitude_deg=40.500000123, longitude_deg=72.75,
    )  # fmt: skip
    published(make, view, public_text={"uz-Cyrl": "Ўзбек тили, ғ, қ, ҳ"}, published_at=NOW)
    changed(make, view, published(make, view), state="withdrawn", public_text={})


def plain(value: Any) -> str | None:
    """One way to write what each program reads in its own type."""
    if value is None or value == "" or value is pandas.NaT or value != value:  # not a number
        return None
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def records(table: Any) -> list[Record]:
    return [
        {str(name): plain(value) for name, value in row.items() if name != "geometry"}
        for row in table.to_dict("records")
    ]


TABLES: Mapping[str, Callable[[bytes], Any]] = {
    "csv": lambda content: pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False),
    "csv?flavour=excel": lambda content: pandas.read_csv(
        io.BytesIO(content), sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig"
    ),
    "xlsx": lambda content: pandas.read_excel(io.BytesIO(content), dtype=object, keep_default_na=False),
    "parquet": lambda content: pandas.read_parquet(io.BytesIO(content)).astype(object),
}


def listed(client: TestClient, question: str) -> list[dict[str, Any]]:
    """All pages."""
    found: list[dict[str, Any]] = []
    url: str | None = f"{PUBLIC}/incidents?limit=2&{question}"
    while url:
        answer = client.get(url)
        found += answer.json()["items"]
        url = answer.links.get("next", {}).get("url")
    return found


def flat(item: dict[str, Any]) -> Record:
    """The columns that the members of the JSON stand in."""
    position, texts, harm = item.pop("position"), item.pop("public_text"), item.pop("harm")
    item |= {
        "latitude_deg": position and position["latitude_deg"],
        "longitude_deg": position and position["longitude_deg"],
        "statements": (item["statements"] and json.dumps(
            item["statements"], ensure_ascii=False, separators=(",", ":")
        )) or None,
        **{name: " ".join(item[name]) for name in ("related", "continues", "continued_by")},
    }  # fmt: skip
    item |= {f"public_text_{tongue.lower().replace('-', '_')}": texts.get(tongue) for tongue in LANGUAGES}
    for kind in ("deaths", "hospitalised", "injured", "detained"):
        item |= {f"{kind}_{end}": harm.get(kind, {}).get(end) for end in ("min", "max")}
    return {name: plain(value) for name, value in item.items()}


def unquoted(record: Record) -> Record:
    """Without the apostrophe that keeps a spreadsheet from running text."""
    return {name: value.removeprefix("'") if value else value for name, value in record.items()}


def named(address: str, form: str, question: str) -> str:
    suffix, _, more = form.partition("?")
    query = "&".join(part for part in (more, question) if part)
    return f"{PUBLIC}/{address}.{suffix}?{query}"


def test_of_incidents(client: TestClient, election: None, subtests: pytest.Subtests) -> None:
    sizes = set()
    for question in QUESTIONS:
        expected = [flat(item) for item in listed(client, question)]
        sizes.add(len(expected))
        for form, read in TABLES.items():
            with subtests.test(question=question, form=form):
                answer = client.get(named("incidents", form, question))
                assert [unquoted(row) for row in records(read(answer.content))] == expected
        with subtests.test(question=question, form="geojson"):
            assert list(on_map(client, question)) == [
                (row["ref"], row["area"], row["severity"], row["longitude_deg"], row["latitude_deg"])
                for row in expected
            ]
        with subtests.test(question=question, form="atom"):
            feed = feedparser.parse(client.get(named("incidents", "atom", question)).content)
            assert [entry.link.rpartition("/")[2] for entry in feed.entries] == [
                row["ref"] for row in expected
            ]
        with subtests.test(question=question, form="changes"):
            changes = client.get(named("changes", "json", question)).json()["items"]
            told = {change["ref"] for change in changes if change["incident"]}
            assert told == {row["ref"] for row in expected}
    assert {0, 1, 7} < sizes  # some questions find nothing, some everything


def on_map(client: TestClient, question: str) -> Iterator[tuple[str | None, ...]]:
    """As GDAL reads it, and every program that stands on it."""
    content = client.get(named("incidents", "geojson", question)).content
    if not json.loads(content)["features"]:
        return
    meta, _, geometries, columns = pyogrio.raw.read(io.BytesIO(content))
    names = list(meta["fields"])
    for number, geometry in enumerate(geometries):
        point = geometry is not None and shapely.from_wkb(geometry)
        ref, area, severity = (
            plain(columns[names.index(name)][number]) for name in ("ref", "area", "severity")
        )
        yield ref, area, severity, (point and plain(point.x)) or None, (point and plain(point.y)) or None


def test_of_counts(client: TestClient, election: None, subtests: pytest.Subtests) -> None:
    for number, question in enumerate(QUESTIONS):
        for by in ("", "area", "station", COUNTED) if number < 2 else (COUNTED,):
            asked = f"by={by}&lang=ru&{question}" if by else question
            expected = [cell(one) for one in client.get(f"{PUBLIC}/counts?{asked}").json()["cells"]]
            forms = dict(TABLES)
            if by in ("area", "station"):
                forms["geojson"] = features
            for form, read in forms.items():
                with subtests.test(question=question, by=by, form=form):
                    answer = client.get(named("counts", form, asked))
                    assert records(read(answer.content)) == expected


def cell(shown: dict[str, Any]) -> Record:
    numbers = shown.pop("incidents")
    split = {"incidents": numbers.pop("total")} | numbers
    return {name: plain(value) for name, value in (shown | split).items()}


def features(content: bytes) -> Any:
    found = [feature["properties"] for feature in json.loads(content)["features"]]
    return pandas.DataFrame(found, dtype=object)


def test_of_coverage(client: TestClient, make: Factory, subtests: pytest.Subtests) -> None:
    country = Country(make)
    country.visited(*(f"T-{number:04d}" for number in range(1, 9)))
    country.visited(*(f"O-{number:04d}" for number in range(1, 6)), organisation=OTHERS, method="other")
    country.seen("T-0001", country.observer())
    country.seen("O-0001", country.observer(OTHERS))
    country.tick()
    for question in ("", "by=area&lang=ru", "by=organisation,method", f"area=KG-O&organisation={OTHERS}"):
        cells = client.get(f"{PUBLIC}/coverage?{question}").json()["cells"]
        expected = [{name: plain(value) for name, value in one.items()} for one in cells]
        assert expected
        forms = {"csv": TABLES["csv"], "csv?flavour=excel": TABLES["csv?flavour=excel"]}
        if "organisation,method" not in question:
            forms["geojson"] = features
        for form, read in forms.items():
            with subtests.test(question=question, form=form):
                assert records(read(client.get(named("coverage", form, question)).content)) == expected
