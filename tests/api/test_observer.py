"""Somebody who reads every public byte before and after a day inside cannot tell that it happened."""

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Any, Final
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from shapely.geometry import shape
from sqlalchemy import select, update

from app.accounts import service as accounts
from app.accounts.policies import Policy, Strangers
from app.core.errors import AppError
from app.elections import grid, importers
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.public import PublicIncident
from app.moderation import merging
from app.publication import jobs
from app.publication.snapshot_files import FILES, SUMS
from app.reports.models import Report
from tests.api.test_recount import Day
from tests.factories import NOW, OSH, Factory
from tests.soak import size

INSIDE: Final = size(80, 3000)  # things that happen
OPERATORS: Final = {"/healthz", "/readyz", "/metrics"}  # asked by whoever runs the service, from inside
NEVER_THE_SAME: Final = {"/api/v1/ping", "/r/{slug}"}  # the time, and a number made for each asker
OF_EACH_REQUEST: Final = {"date", "x-request-id", "ratelimit", "ratelimit-policy"}
FORMS: Final = ("json", "csv", "xlsx", "geojson", "html", "atom", "parquet")
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "counts": (
        "",
        "by=group,area,hour",
        "by=severity,veracity&sort=-reports",
        "from=2020-10-05",
        "by=colour",
    ),
    "coverage": ("", "level=0", "version=0.0", "by=area,organisation,method", "organisation=Latecomers"),
    "incidents": ("", "limit=2", "q=happened", "veracity=verified", "bbox=72,40,73,41", "cursor=AAAA"),
    "items": ("", "limit=2", "datetime=2020-10-04"),
    "series": ("", "bucket=day"),
}


@dataclass
class Observer:
    """A stranger with all the time in the world. What a request alone brings about is left out."""

    app: FastAPI
    stranger: TestClient
    places: dict[str, list[str]]  # values of the parameters in paths

    def look(self) -> dict[tuple[str, str], Any]:
        return {
            (address, accept): self._read(address, accept)
            for address in self._addresses()
            for accept in ("*/*", "text/html")
        }

    def can_tell(self, before: Mapping[tuple[str, str], Any]) -> bool:
        return any(self._read(address, accept) != seen for (address, accept), seen in before.items())

    def _read(self, address: str, accept: str) -> Any:
        answer = self.stranger.get(
            address, headers={"accept": accept, "accept-language": "ru"}, follow_redirects=False
        )
        headers = {name: value for name, value in answer.headers.items() if name not in OF_EACH_REQUEST}
        body = answer.content.replace(answer.headers["x-request-id"].encode(), b"")
        return answer.status_code, headers, body

    def _addresses(self) -> Iterator[str]:
        for path in self.paths():
            names = [part[1:-1].partition(":")[0] for part in _parameters(path)]
            for values in product(*(self.places[name] for name in names)):
                address = path
                for part, value in zip(_parameters(path), values, strict=True):
                    address = address.replace(part, quote(value, safe=""), 1)
                last = address.rpartition("/")[2].partition(".")[0]
                for question in QUESTIONS.get(last, ("",)):
                    yield f"{address}?{question}" if question else address

    def paths(self) -> list[str]:
        """Of everything that a stranger may read: by its policy, or because it is a page."""
        return [
            route.path
            for route in self.app.routes
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and _is_public(route)
            if route.path not in OPERATORS | NEVER_THE_SAME
        ]


def _is_public(route: APIRoute) -> bool:
    policies = [each.call for each in route.dependant.dependencies if isinstance(each.call, Policy)]
    return not policies or policies[0].strangers is Strangers.ALWAYS


def _parameters(path: str) -> list[str]:
    return [f"{{{part.partition('}')[0]}}}" for part in path.split("{")[1:]]


class Inside(Day):
    """A day on which nothing is published, withdrawn or ticked."""

    def __init__(self, make: Factory, seed: int) -> None:
        super().__init__(make, seed)
        self._places = random.Random(seed)

    def pass_by(self, steps: int) -> None:
        deeds = (
            self.report, self.decide, self.decide, self.recode, self.edit, self.judge, self.merge, self.visit
        )  # fmt: skip
        for _ in range(steps):
            deed = self.chance.choice(deeds)
            with suppress(AppError):
                deed()
                self.done[f"{deed.__name__} inside"] += 1

    def place(self) -> dict[str, float]:
        """Where nobody else was, near the middle of Osh."""
        return {
            "latitude_deg": round(OSH[0] + self._places.uniform(-0.04, 0.04), 5),
            "longitude_deg": round(OSH[1] + self._places.uniform(-0.04, 0.04), 5),
        }

    def open_stations(self) -> None:
        """As many as coverage may be shown of, some of them visited."""
        numbers = [f"T-{number:04d}" for number in range(4, 15)]
        rows = "".join(f"{number},School,KG-GO\n" for number in numbers)
        with self.make.session() as session:
            importers.import_stations(session, self.view.slug, f"number,name_en,area\n{rows}", NOW)
            for name in ("Common Cause", "Latecomers"):
                accounts.create_organisation(session, name, NOW)
        self._visits(numbers[:6], "Common Cause")

    def visit(self) -> None:
        """Also by an organisation that the public has not heard of, at stations where nobody was."""
        number = self.chance.randint(1, 14)
        self._visits([f"T-{number:04d}"], self.chance.choice(("Common Cause", "Latecomers")))

    def _visits(self, stations: Iterable[str], organisation: str) -> None:
        times = "2020-10-04T08:00:00+06:00,2020-10-04T11:00:00+06:00"
        method = self.chance.choice(("random", "other"))
        rows = "".join(f"{station},{organisation},{method},{times}\n" for station in stations)
        with self.make.session() as session:
            text = f"station,organisation,method,from,to\n{rows}"
            importers.import_visits(session, self.view.slug, text, self.now)

    def merge(self) -> None:
        """Of incidents that the public does not know, one into another or into a published one."""
        survivor = self._any(Incident)
        with self.make.session() as session:
            unknown = select(Incident).where(
                Incident.election_id == self.view.id, Incident.publication == Publication.INTERNAL
            )
            loser = session.scalars(unknown.order_by(Incident.created_at)).first()
            if loser is not None:
                merging.merge(
                    session, self.view, self.lead, survivor.id, survivor.version, loser.id, self.now
                )


@pytest.fixture
def day(make: Factory) -> Inside:
    found = Inside(make, seed=7)
    found.open_stations()
    found.happen(100)
    found.tick()
    assert min(found.done["publish"], found.done["withdraw"]) > 0, found.done
    return found


@pytest.fixture
def observer(app: FastAPI, client: TestClient, make: Factory, day: Inside) -> Observer:
    with make.session() as session:
        records = session.scalars(select(PublicIncident).order_by(PublicIncident.ref)).all()
        inside = session.scalars(select(Incident).where(Incident.ref.is_(None))).first()
    jobs.keep(app.state.database, day.view, app.state.snapshot_files, day.now, at_once=True)
    refs = {record.state: record.ref for record in records}  # one of each state
    known = [*refs.values(), "INC-TE-9999", *([inside.work_ref] if inside else [])]
    return Observer(
        app,
        client,
        {
            "election": ["test-election", "none"],
            "slug": ["test-election"],
            "suffix": list(FORMS),
            "ref": [*known, f"{known[0]}.json"],
            "collection_id": [f"test-election.{kind}" for kind in ("incidents", "areas", "stations")],
            "feature_id": [*known, "KG-GO", "T-0001"],
            "version": [client.get("/api/v1/elections/test-election/counts").json()["version"], "9.9"],
            "file": [*FILES, SUMS],
            "name": ["none.css"],
            "code": ["not-found"],
            "rest": ["queue"],
        },
    )


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_cannot_tell_that_anything_happened_inside_unless_a_tick_is_bypassed(
    observer: Observer, day: Inside, make: Factory
) -> None:
    before = observer.look()
    watched = observer.stranger.get("/api/v1/elections/test-election/coverage").json()["totals"]["visited"]

    day.pass_by(INSIDE)

    after = observer.look()
    assert [seen for seen in before if before[seen] != after[seen]] == []
    deeds = ("report", "decide", "recode", "edit", "judge", "visit")
    assert min(day.done[f"{deed} inside"] for deed in deeds) > 2, day.done
    assert watched == 6
    assert {200, 404, 406, 410, 422} <= {answer[0] for answer in before.values()}

    with make.session() as session:
        shown = PublicIncident.state == Publication.PUBLISHED
        session.execute(update(PublicIncident).where(shown).values(reports=PublicIncident.reports + 1))
    assert observer.can_tell(before)


PLACE: Final = re.compile(r"(?<![\d.])(?:39|4[0-4]|69|7\d|80)\.\d{3,}")  # in the country, degrees
FINE_TIME: Final = re.compile(r"T\d\d:\d\d:(?:\d\d\.|(?!00)\d\d)")  # of seconds


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_finds_no_place_or_time_finer_than_may_be_published(
    observer: Observer, day: Inside, make: Factory
) -> None:
    """Shapes of areas, a point inside each, and points of stations were known before."""
    with make.session() as session:
        shown = session.scalars(select(PublicIncident)).all()
        sent = _degrees(f"{report.latitude_deg}" for report in session.scalars(select(Report)))
    cells = {record.h3_cell for record in shown if record.h3_cell is not None}
    centres = _degrees(json.dumps(grid.centre(cell)) for cell in cells)
    shapes = [area.polygon for area in day.view.areas.by_code.values() if area.polygon]
    inside = [shape(dict(polygon)).representative_point().coords[:] for polygon in shapes]
    stations = [(station.latitude_deg, station.longitude_deg) for station in day.view.stations.values()]
    reference = _degrees(json.dumps(known) for known in (shapes, inside, stations))

    bodies = [body.decode(errors="replace") for _, _, body in observer.look().values()]

    found = _degrees(bodies)
    assert all(grid.parent(cell, day.view.cell_resolution) == cell for cell in cells)
    assert centres & found, "some are shown"
    assert found - reference <= centres
    assert len(sent) > 10
    assert not found & sent
    assert [time for body in bodies for time in FINE_TIME.findall(body)] == []


def _degrees(texts: Iterable[str]) -> set[float]:
    return {round(float(number), 6) for text in texts for number in PLACE.findall(text)}
