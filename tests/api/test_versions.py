"""Whatever the public was once answered is answered again by its version; what was withdrawn is in none."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.db.base import Model
from app.incidents.models import Incident
from app.publication import service, snapshots, ticks
from app.reports.facets import LocationPrecision
from tests.api.test_merging import merge, unmerge
from tests.desk import Desk, problem
from tests.factories import OSH, Factory
from tests.incidents import BUSES, QUEUES, THREATS, edited, incident_in, linked

PUBLIC: Final = "/api/v1/elections/test-election"
BOX: Final = "72.0,40.0,73.0,41.0"
MARKER: Final = "a woman in a green headscarf"
# What a withdrawal does not change; then what it takes words or places out of.
NUMBERS: Final = (
    "/counts?by=group,area,day",
    "/counts?by=category,severity,veracity&sort=-reports",
    "/counts.csv?by=category,phase",
    "/counts.geojson?by=area",
    "/series.csv",
)
WORDS: Final = (
    "/counts?by=station",
    "/counts?q=minibuses&by=area",
    "/incidents",
    "/incidents?limit=2",
    f"/incidents.geojson?bbox={BOX}",
    "/incidents.csv",
    "/incidents.atom",
    "/incidents/INC-TE-0001",
    "/incidents/INC-TE-0002.geojson",
    "/incidents/INC-TE-0003",
    "/changes",
    "/changes.csv?since=1.0",
    "/changes?since=2.0&severity=3",
    "/changes?since=2.0&q=minibuses",
)
TEXTS: Final = ("/counts?q=minibuses&by=area", "/incidents", "/incidents.csv", "/changes")
# Answers that name an address of their own, with the version if they were asked for one.
LEADS_ON: Final = ("/incidents?limit=2", "/incidents.atom", "/incidents/INC-TE-0003")
# May hold what was withdrawn: it is what moderators wrote, and no public answer reads it.
INSIDE: Final = frozenset({"incidents", "incident_events", "reports", "report_events"})


class Story:
    """Asks `paths` whenever something has changed in public, and keeps what it was told."""

    def __init__(self, client: TestClient, make: Factory, paths: Sequence[str] = ()) -> None:
        self.client, self.make, self.paths, self.view = client, make, paths, make.election()
        self.lead = Desk(client, make, self.view, Role.LEAD)
        self.verifier = Desk(client, make, self.view, Role.VERIFIER)
        self.told: dict[tuple[str, str], Response] = {}
        self.note()

    def ask(self, path: str, version: str | None = None) -> Response:
        joint = "&" if "?" in path else "?"
        asked = f"{path}{joint}version={version}" if version else path
        return self.client.get(PUBLIC + asked, follow_redirects=False)

    def note(self) -> None:
        version = self.version if self.paths else ""
        for path in self.paths:
            self.told[path, version] = self.ask(path, version if path in LEADS_ON else None)

    @property
    def version(self) -> str:
        found: str = self.ask("/counts").json()["version"]
        return found

    def opened(self, **given: Any) -> Incident:
        return incident_in(self.make, self.view, **given)

    def publish(self, incident: Incident) -> str:
        with self.make.session() as session:
            version = session.get_one(Incident, (self.view.id, incident.id)).version
            record = service.publish(session, self.view, self.lead.actor, incident.id, version, utc_now())
            ref = record.ref
        self.note()
        return ref

    def withdraw(self, incident: Incident, reason_code: str = "W2") -> None:
        body, version = {"reason_code": reason_code}, self.lead.incident(str(incident.id))["version"]
        answer = self.lead.send("POST", f"/incidents/{incident.id}/withdraw", body, version)
        assert answer.status_code == 200, answer.text

    def tick(self) -> None:
        with self.make.session() as session:
            ticks.tick(session, self.view.id, utc_now())
        self.note()

    def merge(self, incident: Incident, into: Incident) -> None:
        assert merge(self.verifier, str(incident.id), str(into.id)).status_code == 200
        assert self.verifier.judge(str(into.id), "unverifiable").status_code == 201
        self.publish(into)

    def unmerge(self, incident: Incident, out_of: Incident) -> None:
        assert unmerge(self.verifier, str(incident.id)).status_code == 200
        assert self.verifier.judge(str(out_of.id), "unverifiable").status_code == 201
        self.publish(out_of)

    def differing(self, paths: Sequence[str]) -> set[tuple[str, str]]:
        """Path and version of what is answered otherwise now."""
        return {
            (path, version)
            for (path, version), then in self.told.items()
            if path in paths and not same(self.ask(path, version), then)
        }


def same(now: Response, then: Response) -> bool:
    if then.status_code >= 400:
        return problem(now) == problem(then)
    names = ("content-type", "content-disposition", "link", "location", "cache-control")
    heads = [[answer.headers.get(name) for name in names] for answer in (now, then)]
    return (now.status_code, now.content, heads[0]) == (then.status_code, then.content, heads[1])


def told(story: Story) -> dict[str, Incident]:
    """Everything but a withdrawal."""
    make = story.make
    station = {"category": QUEUES, "location_precision": LocationPrecision.STATION, "station_code": "T-0001"}
    story.make.report(story.view)
    buses = story.opened(category=BUSES, public_text={"en": f"Minibuses, and in one {MARKER}."})
    queues = story.opened(**station, latitude_deg=OSH[0], longitude_deg=OSH[1])
    threats = story.opened(category=THREATS, reports=2, harm={"injured": {"min": 2, "max": None}})
    story.publish(buses)
    story.publish(queues)
    story.publish(threats)
    linked(make, buses, [make.report(story.view) for _ in range(2)], sources=1)
    story.publish(buses)
    story.tick()
    edited(make, queues, public_text={"en": "Two minibuses stood before the school."}, severity=4)
    story.publish(queues)
    story.merge(threats, into=queues)
    story.tick()
    story.unmerge(threats, out_of=queues)
    return {"buses": buses, "queues": queues, "threats": threats}


class TestVersions:
    def test_are_answered_as_they_were_but_for_the_words_of_what_was_withdrawn(
        self, client: TestClient, make: Factory
    ) -> None:
        story = Story(client, make, (*NUMBERS, *WORDS))
        incidents = told(story)

        assert len({version for _, version in story.told}) == 10
        assert {answer.status_code for answer in story.told.values()} == {200, 301, 404, 422}
        assert story.differing((*NUMBERS, *WORDS)) == set()

        # A withdrawal takes its words out of all of them, and no number.
        before = story.version
        with make.session() as session:
            snapshots.create(session, story.view, utc_now())
        assert MARKER in story.ask("/incidents.csv", before).text

        story.withdraw(incidents["buses"])

        assert story.differing(NUMBERS) == set()
        assert story.ask("/counts").json()["totals"]["incidents"]["total"] == 2
        for path, version in (told for told in story.told if told[0] in TEXTS):
            assert MARKER not in story.ask(path, version).text, (path, version)
        (shown,) = (
            item for item in story.ask("/incidents", before).json()["items"] if item["ref"] == "INC-TE-0001"
        )
        assert (shown["reports"], shown["category"]) == (3, BUSES)
        assert (shown["public_text"], shown["position"], shown["location_precision"]) == ({}, None, "area")
        assert problem(story.ask("/incidents/INC-TE-0001", before)) == (410, "withdrawn")
        assert holding(make, MARKER) <= INSIDE

    def test_come_with_a_tag_that_a_withdrawal_moves(self, client: TestClient, make: Factory) -> None:
        story = Story(client, make)
        incident = story.opened()
        story.publish(incident)
        tag = {"if-none-match": story.ask("/incidents", "1.0").headers["etag"]}
        story.publish(story.opened())
        path = f"{PUBLIC}/incidents?version=1.0"
        assert client.get(path, headers=tag).status_code == 304

        story.withdraw(incident)

        answer = client.get(path, headers=tag)
        assert answer.status_code == 200
        assert "max-age=60" in answer.headers["cache-control"]

    def test_are_read_page_by_page(self, client: TestClient, make: Factory) -> None:
        story = Story(client, make)
        for _ in range(3):
            story.publish(story.opened())
        first = story.ask("/incidents?limit=2", "3.0")
        story.publish(story.opened())

        second = client.get(first.links["next"]["url"])

        refs = [item["ref"] for page in (first, second) for item in page.json()["items"]]
        assert refs == ["INC-TE-0003", "INC-TE-0002", "INC-TE-0001"]
        assert second.json()["version"] == "3.0"
        cursor = first.json()["next_cursor"]
        assert problem(story.ask(f"/incidents?limit=2&cursor={cursor}")) == (422, "invalid-cursor")

    def test_that_never_were_are_refused(self, client: TestClient, make: Factory) -> None:
        story = Story(client, make)
        story.publish(story.opened())
        story.tick()

        for path in ("/counts", "/series.csv", "/incidents", "/changes", "/incidents/INC-TE-0001"):
            for version in ("0.1", "2.0", "1.2", f"1.{10**17}"):
                gone = story.ask(path, version)
                assert problem(gone) == (404, "version-not-kept")
                assert (gone.json()["earliest_version"], gone.json()["current_version"]) == ("0.0", "1.1")
            assert problem(story.ask(path, "latest")) == (422, "unknown-parameter")

    def test_are_not_of_what_only_staff_count(self, client: TestClient, make: Factory) -> None:
        story = Story(client, make)
        story.publish(story.opened())

        assert problem(story.lead.get("/counts", version="0.0")) == (404, "version-not-kept")
        assert story.lead.get("/counts", version="1.0").status_code == 200


def holding(make: Factory, words: str) -> set[str]:
    """The tables in which they stand."""
    with make.session() as session:
        return {
            table.name
            for table in Model.metadata.sorted_tables
            if any(words in str(row) for row in session.execute(table.select()))
        }
