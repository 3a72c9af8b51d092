"""What the public reads of incidents, and what leads do to it, over HTTP."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import BaseModel
from shapely.geometry import Point, shape
from sqlalchemy import delete, select

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.elections.models import ElectionStatus, Visit, VisitMethod
from app.elections.view import ElectionView
from app.incidents.models import Incident, IncidentRelation, PublicRef, RelationKind, Statement, StatementKind
from app.incidents.veracity import Veracity
from app.publication import service, ticks
from app.publication.rendering import in_bytes
from app.publication.schemas import Feature, IncidentCollection, IncidentList, PublicIncidentOut
from app.reports.facets import LocationPrecision, Phase, TimePrecision
from app.web.messages import LANGUAGES, translate
from tests.factories import NOW, OSH, Factory
from tests.incidents import AUTHOR, BUSES, QUEUES, THREATS, edited, incident_in, linked, related

LIST = "/api/v1/elections/test-election/incidents"
CONSOLE = "/api/v1/console/elections/test-election/incidents"
ACTIONS: dict[str, Any] = {"publish": {}, "publish?preview=true": {}, "withdraw": {"reason_code": "W2"}}
LEAD = Actor(uuid4(), "lead")


def publish(make: Factory, view: ElectionView, incident: Incident, now: datetime = NOW) -> str:
    with make.session() as session:
        return service.publish(session, view, LEAD, incident.id, incident.version, now).ref


def published(make: Factory, view: ElectionView, now: datetime = NOW, **given: Any) -> str:
    return publish(make, view, incident_in(make, view, **given), now)


def withdraw(make: Factory, view: ElectionView, ref: str) -> None:
    with make.session() as session:
        incident = session.get_one(Incident, (view.id, session.get_one(PublicRef, ref).incident_id))
        service.withdraw(session, view, LEAD, incident.id, incident.version, NOW, reason_code="W2")


def code_of(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    kind: str = answer.json()["type"]
    return kind.removeprefix("/problems/")


class TestOne:
    def test_has_exactly_the_members_that_were_promised(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view, harm={"injured": {"min": 12}}, reports=2)
        with make.session() as session:
            session.add(
                Statement(
                    election_id=view.id,
                    id=uuid4(),
                    incident_id=incident.id,
                    by="The party",
                    kind=StatementKind.DENIAL,
                    text={"en": "It denies it."},
                    account_id=AUTHOR,
                    at=NOW,
                )
            )
        ref = publish(make, view, incident, NOW + timedelta(seconds=59))

        answer = client.get(f"{LIST}/{ref}")

        assert answer.status_code == 200
        shown = answer.json()
        position = shown.pop("position")
        assert shown == {
            "ref": "INC-TE-0001",
            "synthetic": False,
            "category": BUSES,
            "group": "voter_transport",
            "counts_as": "violation",
            "severity": incident.severity,
            "veracity": "unverifiable",
            "disputed": False,
            "occurred_from": "2020-10-04T03:00:00Z",
            "occurred_to": "2020-10-04T04:00:00Z",
            "time_precision": "hour",
            "area": "KG-GO",
            "station": None,
            "location_precision": "cell",
            "public_text": {"en": "Three minibuses brought the same people twice."},
            "harm": {"injured": {"min": 12, "max": None}},
            "reports": 2,
            "sources": 0,
            "statements": [{"by": "The party", "kind": "denial", "text": {"en": "It denies it."}}],
            "related": [],
            "continues": [],
            "continued_by": [],
            "published_at": "2020-10-04T06:00:00Z",
            "changed_at": "2020-10-04T06:00:00Z",
        }
        assert set(position) == {"latitude_deg", "longitude_deg"}
        assert (position["latitude_deg"], position["longitude_deg"]) != OSH

    def test_every_form_is_to_the_byte_what_its_schema_makes_of_it(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        ref = published(make, view, harm={"injured": {"min": 12}}, public_text={"ru": "Ё\u2028", "en": "Ø"})
        published(make, view, occurred_on=None)
        forms: dict[str, type[BaseModel]] = {
            f"{LIST}/{ref}": PublicIncidentOut,
            f"{LIST}/{ref}?f=geojson": Feature,
            LIST: IncidentList,
            f"{LIST}?f=geojson&limit=5": IncidentCollection,
        }

        for address, declared in forms.items():
            answer = client.get(address).content
            assert in_bytes(declared.model_validate_json(answer)) == answer

    def test_at_a_station_names_it_and_shows_its_own_point(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        ref = published(
            make, view, category=QUEUES, station_code="T-0001", location_precision=LocationPrecision.STATION
        )

        shown = client.get(f"{LIST}/{ref}").json()

        station = view.stations["T-0001"]
        assert (shown["station"], shown["location_precision"]) == ("T-0001", "station")
        assert shown["position"] == {
            "latitude_deg": station.latitude_deg,
            "longitude_deg": station.longitude_deg,
        }

    def test_at_a_station_with_one_known_observer_shows_the_area(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        observed: dict[str, Any] = {"category": QUEUES, "station_code": "T-0001"}
        with make.session() as session:
            for hour in (8, 12):
                session.add(
                    Visit(
                        election_id=view.id,
                        id=uuid4(),
                        station_code="T-0001",
                        organisation_id=None,
                        method=VisitMethod.RANDOM,
                        started_at=datetime(2020, 10, 4, hour - 6, tzinfo=UTC),
                        ended_at=datetime(2020, 10, 4, hour - 5, tzinfo=UTC),
                        account_id=AUTHOR,
                        received_at=NOW,
                    )
                )
        by_one = published(make, view, **observed)
        by_nobody_known = published(make, view, **observed | {"station_code": "T-0002"})
        said_by_a_moderator = published(
            make, view, **observed | {"station_code": "T-0002"}, single_observer=True
        )

        precisions = [
            client.get(f"{LIST}/{ref}").json()["location_precision"]
            for ref in (by_one, by_nobody_known, said_by_a_moderator)
        ]

        assert precisions == ["area", "station", "area"]

    @pytest.mark.parametrize(
        "hidden",
        [
            {"category": THREATS},
            {"masked": True},
            {"location_precision": LocationPrecision.SETTLEMENT},
            {"category": QUEUES, "station_code": "T-0001", "phase": Phase.COUNTING},
        ],
    )
    def test_masked_gives_area_and_day_and_no_position(
        self, client: TestClient, make: Factory, hidden: dict[str, Any]
    ) -> None:
        view = make.election()
        ref = published(make, view, **hidden)

        shown = client.get(f"{LIST}/{ref}").json()

        assert (shown["position"], shown["station"], shown["location_precision"]) == (None, None, "area")
        assert (shown["area"], shown["time_precision"]) == ("KG-GO", "day")
        assert shown["occurred_from"] == "2020-10-03T18:00:00Z"
        assert shown["occurred_to"] == "2020-10-04T18:00:00Z"

    def test_is_as_coarse_as_the_report_that_must_be_hidden_most(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        incident = linked(make, incident_in(make, view), [make.report(view, category=THREATS)])

        shown = client.get(f"{LIST}/{publish(make, view, incident)}").json()

        assert (shown["category"], shown["location_precision"]) == (BUSES, "area")

    def test_without_a_day_says_so(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        undated = incident_in(
            make,
            view,
            occurred_at=None,
            occurred_on=None,
            occurred_hour=None,
            time_precision=TimePrecision.WEEK,
        )
        ref = publish(make, view, undated, NOW + timedelta(hours=1))

        shown = client.get(f"{LIST}/{ref}").json()

        assert (shown["occurred_from"], shown["occurred_to"]) == (None, None)
        assert shown["time_precision"] == "week"

    def test_that_was_withdrawn_is_gone_for_ever(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        ref = published(make, view)
        withdraw(make, view, ref)

        answer = client.get(f"{LIST}/{ref}")

        assert (answer.status_code, code_of(answer)) == (410, "withdrawn")
        assert answer.json()["title"] == "Withdrawn by the editors"
        assert "W2" not in answer.text

    @pytest.mark.parametrize("ref", ["INC-TE-0002", "INC-XX-0001", "inc-te-0001", "x" * 61, "%D0%AB"])
    def test_that_is_not_there_is_404_or_422(self, client: TestClient, make: Factory, ref: str) -> None:
        published(make, make.election())

        assert client.get(f"{LIST}/{ref}").status_code in (404, 422)

    def test_of_another_election_is_not_there(self, client: TestClient, make: Factory) -> None:
        make.election()
        other = make.election(slug="other", code="OTHER")
        ref = published(make, other)

        assert client.get(f"{LIST}/{ref}").status_code == 404
        assert client.get(f"/api/v1/elections/other/incidents/{ref}").status_code == 200


class TestList:
    def test_is_newest_first_without_tombstones(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        refs = [published(make, view, NOW + timedelta(minutes=minute)) for minute in (1, 0, 2, 2)]
        withdraw(make, view, refs[0])

        found = client.get(LIST).json()

        assert [item["ref"] for item in found["items"]] == [refs[3], refs[2], refs[1]]
        assert found["next_cursor"] is None
        assert (found["election"], found["version"]) == ("test-election", "5.0")
        assert found["taxonomy_version"] == view.taxonomy.version
        assert "not everything that" in found["caveat"]
        assert any(notice.startswith("REHEARSAL") for notice in found["notices"])

    def test_holds_each_incident_as_it_stands_alone(self, client: TestClient, make: Factory) -> None:
        ref = published(make, make.election())

        assert client.get(LIST).json()["items"] == [client.get(f"{LIST}/{ref}").json()]

    def test_pages_through_everything_once_while_more_is_published(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        refs = [published(make, view, NOW + timedelta(minutes=number // 3)) for number in range(7)]
        seen: list[str] = []
        url: str | None = f"{LIST}?limit=2"
        while url:
            answer = client.get(url)
            seen += [item["ref"] for item in answer.json()["items"]]
            following = answer.links.get("next", {}).get("url")
            assert (following is None) == (answer.json()["next_cursor"] is None)
            if len(seen) == 2:
                published(make, view, NOW + timedelta(hours=1))
            url = following

        assert seen == refs[::-1]

    def test_cursor_belongs_to_its_query(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        for _ in range(2):
            published(make, view)
        cursor = client.get(f"{LIST}?limit=1").json()["next_cursor"]

        assert client.get(f"{LIST}?limit=1&cursor={cursor}").status_code == 200
        assert client.get(f"{LIST}?limit=50&cursor={cursor}").status_code == 200
        for query in (f"area=KG-GO&cursor={cursor}", "cursor=made-up", f"cursor={cursor[:-4]}AAAA"):
            answer = client.get(f"{LIST}?{query}")
            assert (answer.status_code, code_of(answer)) == (422, "invalid-cursor")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("category=" + BUSES, [1]),
            ("group=coercion,polling_procedure", [2, 3]),
            ("area=KG", [1, 2, 3]),
            ("area=KG-O", []),
            ("station=T-0001", [3]),
            ("veracity=verified", [3]),
            ("severity=1", []),
            ("phase=voting", [1, 2, 3]),
            ("from=2020-10-04&to=2020-10-05", [1, 2, 3]),
            ("from=2020-10-04T03:00:00Z&to=2020-10-04T04:00:00Z", [1, 3]),
            ("from=2020-10-05", []),
            ("bbox=72.7,40.4,72.9,40.6", [1, 3]),
            ("bbox=0,0,1,1", []),
            ("q=МИНИБУС", [2]),
            ("q=minibus&category=" + BUSES, [1]),
        ],
    )
    def test_is_filtered_by_the_one_grammar(
        self, client: TestClient, make: Factory, query: str, found: list[int]
    ) -> None:
        view = make.election()
        published(make, view)
        published(make, view, category=THREATS, public_text={"ru": "Минибусы ждали у ворот."})
        published(
            make, view, category=QUEUES, station_code="T-0001", veracity=Veracity.VERIFIED,
            public_text={"en": "Long queues."},
        )  # fmt: skip

        answer = client.get(f"{LIST}?{query}")

        assert sorted(int(item["ref"][-4:]) for item in answer.json()["items"]) == found

    def test_never_finds_what_is_not_public(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view, category=THREATS, station_code="T-0001")

        for query in ("station=T-0001", "bbox=72.7,40.4,72.9,40.6", "from=2020-10-04T03:00:00Z"):
            assert client.get(f"{LIST}?{query}").json()["items"] == [], query

    @pytest.mark.parametrize(
        "query",
        [
            "colour=red",
            "category=nonsense",
            "from=yesterday",
            "limit=0",
            "limit=201",
            "limit=x",
            "f=",
            "area=KG&area=KG-O",
        ],
    )
    def test_refuses_what_it_does_not_know(self, client: TestClient, make: Factory, query: str) -> None:
        make.election()

        answer = client.get(f"{LIST}?{query}")

        assert (answer.status_code, code_of(answer)) == (422, "unknown-parameter")

    def test_of_an_unknown_election_is_404(self, client: TestClient) -> None:
        assert client.get("/api/v1/elections/nowhere/incidents").status_code == 404

    def test_of_a_draft_is_for_those_who_have_signed_in_and_in_no_cache(
        self, client: TestClient, make: Factory
    ) -> None:
        make.election(status=ElectionStatus.DRAFT)

        answer = client.get(LIST, headers=make.headers(Role.LEAD))

        assert client.get(LIST).status_code == 404
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


class TestForms:
    @pytest.mark.parametrize(
        ("address", "accept", "content_type"),
        [
            (LIST, None, "application/json"),
            (LIST, "*/*", "application/json"),
            (LIST, "application/geo+json", "application/geo+json"),
            (f"{LIST}?f=geojson", "application/json", "application/geo+json"),
            (f"{LIST}.geojson?f=json", "application/json", "application/geo+json"),
            (f"{LIST}.json", "application/geo+json", "application/json"),
            (f"{LIST}/INC-TE-0001.geojson", None, "application/geo+json"),
            (f"{LIST}/INC-TE-0001?f=geojson", None, "application/geo+json"),
            (f"{LIST}/INC-TE-0001.json", "application/geo+json", "application/json"),
        ],
    )
    def test_suffix_comes_before_parameter_before_header(
        self, client: TestClient, make: Factory, address: str, accept: str | None, content_type: str
    ) -> None:
        published(make, make.election())

        answer = client.get(address, headers={"accept": accept} if accept else None)

        assert answer.status_code == 200
        assert answer.headers["content-type"] == content_type
        assert "Accept" in answer.headers["vary"]

    @pytest.mark.parametrize(
        ("address", "accept"),
        [
            (f"{LIST}.xml", "*/*"),
            (f"{LIST}?f=xml", "*/*"),
            (LIST, "text/html"),
            (f"{LIST}/INC-TE-0001.", "*/*"),
            (f"{LIST}/INC-TE-0001.xml", "*/*"),
        ],
    )
    def test_others_are_refused_with_those_there_are(
        self, client: TestClient, make: Factory, address: str, accept: str
    ) -> None:
        published(make, make.election())

        answer = client.get(address, headers={"accept": accept})

        assert (answer.status_code, code_of(answer)) == (406, "not-acceptable")
        of_one = ["json", "geojson"]
        there_are = of_one if "/INC-" in address else [*of_one, "csv", "xlsx", "parquet", "atom"]
        assert [form["f"] for form in answer.json()["available"]] == there_are

    def test_geojson_is_by_the_book(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        with_position = published(make, view)
        without = published(make, view, NOW + timedelta(minutes=1), category=THREATS)

        found = client.get(f"{LIST}.geojson").json()

        assert found["type"] == "FeatureCollection"
        assert [feature["id"] for feature in found["features"]] == [without, with_position]
        assert {feature["type"] for feature in found["features"]} == {"Feature"}
        assert found["features"][0]["geometry"] is None
        point = shape(found["features"][1]["geometry"])
        assert isinstance(point, Point)
        assert abs(point.x - OSH[1]) < 0.05  # longitude first
        assert abs(point.y - OSH[0]) < 0.05
        assert "position" not in found["features"][1]["properties"]
        assert found["features"][1] == client.get(f"{LIST}/{with_position}.geojson").json()
        alone = client.get(f"{LIST}/{with_position}").json()
        del alone["position"]
        assert found["features"][1]["properties"] == alone


class TestCaching:
    @pytest.fixture
    def addresses(self, make: Factory) -> list[str]:
        ref = published(make, make.election())
        return [LIST, f"{LIST}.geojson", f"{LIST}?area=KG-GO", f"{LIST}/{ref}", f"{LIST}/{ref}.geojson"]

    def test_every_read_can_be_kept_and_asked_again(self, client: TestClient, addresses: list[str]) -> None:
        tags = set()
        for address in addresses:
            answer = client.get(address)
            again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})

            assert answer.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["etag"].startswith('"1.0-')
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == answer.headers["etag"]
            assert again.headers["cache-control"] == answer.headers["cache-control"]
            tags.add(answer.headers["etag"])
        assert len(tags) == len(addresses)

    def test_a_publication_and_a_tick_make_everything_new(
        self, client: TestClient, make: Factory, addresses: list[str]
    ) -> None:
        view = make.app.state.directory.find("test-election")
        for move in (
            lambda: published(make, view),
            lambda: self.tick(make, view),
            lambda: withdraw(make, view, "INC-TE-0002"),
        ):
            tags = {address: client.get(address).headers["etag"] for address in addresses}
            move()
            for address, tag in tags.items():
                assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, address

    def tick(self, make: Factory, view: ElectionView) -> None:
        with make.session() as session:
            ticks.tick(session, view.id, NOW)


class TestRelated:
    def test_incidents_share_the_coarsest_place_and_name_one_another(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        first, second = incident_in(make, view), incident_in(make, view, category=THREATS)
        related(make, first, second)

        one = publish(make, view, first)
        assert client.get(f"{LIST}/{one}").json()["related"] == []
        other = publish(make, view, second)

        shown = [client.get(f"{LIST}/{ref}").json() for ref in (one, other)]
        assert [each["location_precision"] for each in shown] == ["area", "area"]
        assert [each["related"] for each in shown] == [[other], [one]]

        withdraw(make, view, other)
        assert client.get(f"{LIST}/{one}").json()["related"] == []

    def test_one_continues_the_other_in_every_form(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        first, second = incident_in(make, view), incident_in(make, view)
        related(make, second, first, RelationKind.CONTINUES)
        one = publish(make, view, first)
        assert client.get(f"{LIST}/{one}").json()["continued_by"] == []
        assert translate("en", "incident.related") not in client.get(f"/i/{one}").text
        other = publish(make, view, second)

        shown = [client.get(f"{LIST}/{ref}").json() for ref in (one, other)]
        assert [(each["continues"], each["continued_by"]) for each in shown] == [([], [other]), ([one], [])]
        assert client.get(f"{LIST}/{one}.geojson").json()["properties"]["continued_by"] == [other]
        item = client.get(f"/ogc/collections/test-election.incidents/items/{other}").json()["properties"]
        assert (item["related"], item["continues"], item["continued_by"]) == (one, one, None)
        feed = client.get(f"{LIST}.atom").text
        assert f'rel="related" href="http://testserver/i/{one}" title="continues {one}"' in feed
        assert f'title="continued by {other}"' in feed
        for language in LANGUAGES:
            page = client.get(f"/i/{one}", params={"lang": language}).text
            assert translate(language, "incident.continued_by", ref=other) in page
            page = client.get(f"/i/{other}", params={"lang": language}).text
            assert translate(language, "incident.continues", ref=one) in page

        withdraw(make, view, other)
        assert client.get(f"{LIST}/{one}").json()["continued_by"] == []
        assert other not in client.get(f"/i/{one}").text

    def test_what_is_said_otherwise_moves_on_both_sides_with_the_next_publication(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        first, second = incident_in(make, view), incident_in(make, view)
        related(make, first, second, RelationKind.CONTINUES)
        one, other = publish(make, view, first), publish(make, view, second)

        def told() -> list[tuple[Any, ...]]:
            shown = [client.get(f"{LIST}/{ref}").json() for ref in (one, other)]
            return [(each["related"], each["continues"], each["continued_by"]) for each in shown]

        with make.session() as session:
            for row in session.scalars(select(IncidentRelation)):
                row.kind = row.kind.from_the_other_side
        assert told() == [([other], [other], []), ([one], [], [one])]
        publish(make, view, edited(make, current(make, first), severity=4))
        assert told() == [([other], [], [other]), ([one], [one], [])]

        with make.session() as session:
            session.execute(delete(IncidentRelation))
        assert told() == [([other], [], [other]), ([one], [one], [])]
        publish(make, view, edited(make, current(make, second), severity=4))
        assert told() == [([], [], []), ([], [], [])]

    def test_through_another_count_too(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        chain = [incident_in(make, view), incident_in(make, view), incident_in(make, view, masked=True)]
        related(make, chain[0], chain[1])
        related(make, chain[1], chain[2], RelationKind.CONTINUES)

        shown = client.get(f"{LIST}/{publish(make, view, chain[0])}").json()

        assert shown["location_precision"] == "area"

    def test_that_have_become_coarser_wait_to_be_published_again(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        first, second = incident_in(make, view), incident_in(make, view)
        related(make, first, second)
        one = publish(make, view, first)
        publish(make, view, second)
        hidden = edited(make, current(make, second), masked=True)

        publish(make, view, hidden)

        assert client.get(f"{LIST}/{one}").json()["location_precision"] == "cell"
        waiting = current(make, first)
        assert waiting.revision == waiting.published_revision + 1
        publish(make, view, waiting)
        assert client.get(f"{LIST}/{one}").json()["location_precision"] == "area"


def current(make: Factory, incident: Incident) -> Incident:
    with make.session() as session:
        return session.get_one(Incident, (incident.election_id, incident.id))


class TestConsole:
    def headers(self, make: Factory, incident: Incident, role: Role = Role.LEAD) -> dict[str, str]:
        return {**make.headers(role), "If-Match": f'"{current(make, incident).version}"'}

    def test_publishes(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)

        answer = client.post(f"{CONSOLE}/{incident.id}/publish", headers=self.headers(make, incident))

        assert answer.status_code == 200
        assert answer.headers["etag"] == f'"{incident.version + 1}"'
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content == client.get(f"{LIST}/INC-TE-0001").content

    def test_previews_without_changing_anything(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view, veracity=Veracity.UNREVIEWED)

        answer = client.post(
            f"{CONSOLE}/{incident.id}/publish?preview=true", headers=self.headers(make, incident)
        )

        assert answer.status_code == 200
        assert answer.json()["ref"] == "INC-TE-0001"
        assert answer.headers["etag"] == f'"{incident.version}"'
        assert client.get(f"{LIST}/INC-TE-0001").status_code == 404
        assert client.get(LIST).json()["version"] == "0.0"

    def test_the_preview_is_byte_for_byte_what_the_public_gets(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        incident = incident_in(make, view, harm={"deaths": {"min": 1, "max": 2}})
        for text in ("Three buses.", "Four buses."):
            incident = edited(make, current(make, incident), public_text={"en": text, "ru": ""})
            with make.app.state.database.read() as session:
                promised = in_bytes(service.preview(session, view, incident.id, NOW))

            ref = publish(make, view, incident)

            assert client.get(f"{LIST}/{ref}").content == promised

    @pytest.mark.parametrize("role", [Role.MONITOR, Role.MODERATOR, Role.VERIFIER, Role.ADMIN, Role.ANALYST])
    def test_only_leads_may(self, client: TestClient, make: Factory, role: Role) -> None:
        view = make.election()
        incident = incident_in(make, view)

        for action, body in ACTIONS.items():
            answer = client.post(
                f"{CONSOLE}/{incident.id}/{action}", headers=self.headers(make, incident, role), json=body
            )
            assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    def test_a_lead_of_another_election_may_not(self, client: TestClient, make: Factory) -> None:
        incident = incident_in(make, make.election())
        elsewhere = make.headers(Role.LEAD, make.election(slug="other", code="OTHER"))

        answer = client.post(f"{CONSOLE}/{incident.id}/publish", headers={**elsewhere, "If-Match": '"1"'})

        assert answer.status_code == 403

    def test_needs_the_version_that_was_seen(self, client: TestClient, make: Factory) -> None:
        incident = incident_in(make, make.election())
        lead = make.headers(Role.LEAD)
        for action, body in ACTIONS.items():
            url = f"{CONSOLE}/{incident.id}/{action}"

            without = client.post(url, headers=lead, json=body)
            stale = client.post(url, headers={**lead, "If-Match": '"99"'}, json=body)

            assert (without.status_code, code_of(without)) == (428, "if-match-required")
            assert (stale.status_code, code_of(stale)) == (412, "version-changed")
            assert stale.json()["current_version"] == incident.version

    def test_refuses_the_author(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        lead = make.account(Role.LEAD)
        incident = incident_in(make, view, author_id=lead.id)
        headers = {**make.headers_of(lead), "If-Match": f'"{incident.version}"'}

        answer = client.post(f"{CONSOLE}/{incident.id}/publish", headers=headers)

        assert (answer.status_code, code_of(answer)) == (403, "same-person")
        assert client.get(LIST).json()["items"] == []

    def test_says_until_when_to_wait(self, client: TestClient, make: Factory) -> None:
        view = make.election(voting_on=datetime.now(UTC).date())
        happened_at = datetime.now(UTC)
        local = happened_at.astimezone(view.time_zone)
        incident = incident_in(
            make, view, occurred_at=happened_at, occurred_on=local.date(), occurred_hour=local.hour
        )
        url, headers = f"{CONSOLE}/{incident.id}/publish", self.headers(make, incident)

        refused = client.post(url, headers=headers)
        published = client.post(url, headers=headers, json={"safe_because": "It was on television."})

        assert (refused.status_code, code_of(refused)) == (409, "too-early")
        assert datetime.fromisoformat(refused.json()["earliest_at"]) == happened_at + timedelta(hours=1)
        assert published.status_code == 200
        assert "television" not in published.text

    @pytest.mark.parametrize(
        "body", [{"safe_because": ""}, {"safe_because": "x" * 1001}, {"safe": "yes"}, [], {"safe_because": 1}]
    )
    def test_refuses_a_body_that_says_something_else(
        self, client: TestClient, make: Factory, body: Any
    ) -> None:
        incident = incident_in(make, make.election())

        answer = client.post(
            f"{CONSOLE}/{incident.id}/publish", headers=self.headers(make, incident), json=body
        )

        assert (answer.status_code, code_of(answer)) == (422, "invalid-request")
        assert client.get(LIST).json()["items"] == []

    def test_of_an_unknown_incident_is_404(self, client: TestClient, make: Factory) -> None:
        make.election()
        headers = {**make.headers(Role.LEAD), "If-Match": '"1"'}

        for action, body in ACTIONS.items():
            answer = client.post(f"{CONSOLE}/{uuid4()}/{action}", headers=headers, json=body)
            assert (answer.status_code, code_of(answer)) == (404, "incident-not-found")

    def test_withdraws_and_keeps_the_reason_inside(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        ref = publish(make, view, incident)

        answer = client.post(
            f"{CONSOLE}/{incident.id}/withdraw",
            headers=self.headers(make, incident),
            json={"reason_code": "W2", "note": "A relative asked for it."},
        )

        assert answer.status_code == 200
        assert answer.json()["public_sentence"] == "Withdrawn by the editors."
        assert answer.headers["etag"] == f'"{incident.version + 2}"'
        assert client.get(f"{LIST}/{ref}").status_code == 410
        assert "relative" not in client.get(f"{LIST}/{ref}").text

    @pytest.mark.parametrize("reason_code", ["W5", "R1", ""])
    def test_withdraws_for_no_reason_that_it_does_not_know(
        self, client: TestClient, make: Factory, reason_code: str
    ) -> None:
        view = make.election()
        incident = incident_in(make, view)
        ref = publish(make, view, incident)

        answer = client.post(
            f"{CONSOLE}/{incident.id}/withdraw",
            headers=self.headers(make, incident),
            json={"reason_code": reason_code},
        )

        assert (answer.status_code, code_of(answer)) == (422, "reason-required")
        assert answer.json()["reason_codes"] == ["W1", "W2", "W3", "W4"]
        assert client.get(f"{LIST}/{ref}").status_code == 200


class TestTheObserver:
    """Somebody reads everything public again and again while the team works."""

    def test_sees_nothing_move_between_publications_and_ticks(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        incident = incident_in(make, view, reports=2)
        ref = publish(make, view, incident)
        with make.session() as session:
            ticks.tick(session, view.id, NOW)
        addresses = [
            LIST,
            f"{LIST}.geojson",
            f"{LIST}/{ref}",
            "/api/v1/elections/test-election/counts",
            "/api/v1/elections/test-election/counts?by=category,area,hour,veracity",
        ]

        def seen() -> list[tuple[bytes, str]]:
            answers = [client.get(address) for address in addresses]
            return [(answer.content, answer.headers["etag"]) for answer in answers]

        before = seen()
        report = make.report(view)
        assert seen() == before, "a report arrived"
        linked(make, current(make, incident), [report], sources=1)
        assert seen() == before, "it was linked"
        edited(make, incident, public_text={"en": "Else."}, veracity=Veracity.VERIFIED, severity=5)
        assert seen() == before, "the incident was changed"
        incident_in(make, view, reports=3)
        assert seen() == before, "another incident was opened"
        withdrawn_inside = incident_in(make, view, veracity=Veracity.REFUTED)
        assert seen() == before, "one was refuted inside"
        with make.app.state.database.read() as session:
            service.preview(session, view, withdrawn_inside.id, NOW)
        assert seen() == before, "a lead looked at a preview"

        with make.session() as session:
            ticks.tick(session, view.id, NOW + ticks.EVERY)

        after = [json.loads(content) for content, _ in seen()]
        assert (after[2]["reports"], after[2]["sources"]) == (2, 0)
        assert after[2]["veracity"] == "unverifiable"
        assert after[3]["intake"] == {"received": 7, "waiting": 4, "counted": 2, "not_counted": 1}


def test_nothing_private_is_in_any_public_row(client: TestClient, make: Factory) -> None:
    """The bytes are searched for what was sent: words, exact place, exact time."""
    view = make.election()
    report = make.report(view, description="CANARY words of the sender", language="ky")
    incident = linked(make, incident_in(make, view, reports=0), [report])
    ref = publish(make, view, incident)

    addresses = (LIST, f"{LIST}.geojson", f"{LIST}/{ref}")
    everything = b"".join(client.get(address).content for address in addresses)

    for secret in ("CANARY", "40.5283", "72.7985", "09:30", "03:30", str(report.id), str(incident.id), "W-"):
        assert secret.encode() not in everything, secret
    assert PublicIncidentOut.model_validate_json(client.get(f"{LIST}/{ref}").content).ref == ref
