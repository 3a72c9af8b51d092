"""Two incidents become one and can become two again, to exactly what was; every number follows."""

import random
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.core.errors import AppError
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.publication import service as publication
from app.publication import ticks
from tests.desk import Desk, problem
from tests.factories import Factory
from tests.soak import size

PUBLIC = "/api/v1/elections/test-election"
KEPT = (
    "category",
    "area",
    "severity",
    "veracity",
    "publication",
    "public_text",
    "reports",
    "sources",
    "harm",
)


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def verifier(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.VERIFIER)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def merge(desk: Desk, incident_id: str, into: str) -> Response:
    version = desk.incident(incident_id)["version"]
    return desk.send("POST", f"/incidents/{incident_id}/merge", {"into": into}, version)


def unmerge(desk: Desk, incident_id: str) -> Response:
    return desk.send(
        "POST", f"/incidents/{incident_id}/unmerge", version=desk.incident(incident_id)["version"]
    )


def state(desk: Desk, incident_id: str) -> dict[str, Any]:
    found = desk.incident(incident_id)
    return {name: found[name] for name in KEPT}


def opened(make: Factory, view: ElectionView, desk: Desk, reports: int = 1) -> str:
    incident_id = desk.opened(make.report(view).id)
    for _ in range(reports - 1):
        assert desk.link(incident_id, make.report(view).id).status_code == 200
    return incident_id


def publish(make: Factory, view: ElectionView, lead: Desk, incident_id: str) -> str:
    with make.session() as session:
        row = session.get_one(Incident, (view.id, UUID(incident_id)))
        return publication.publish(session, view, lead.actor, row.id, row.version, utc_now()).ref


def published(make: Factory, view: ElectionView, desk: Desk, lead: Desk, reports: int = 1) -> tuple[str, str]:
    """Its id and its public reference."""
    incident_id = opened(make, view, desk, reports)
    lead.judge(incident_id, "unverifiable")
    desk.change(incident_id, public_text={"en": "Minibuses carried the same people."})
    return incident_id, publish(make, view, lead, incident_id)


def tick(make: Factory, view: ElectionView) -> None:
    with make.session() as session:
        ticks.tick(session, view.id, utc_now())


def totals(client: TestClient) -> tuple[int, int]:
    """(reports, incidents) that the public counts."""
    found = client.get(f"{PUBLIC}/counts").json()["totals"]
    return found["reports"], found["incidents"]["total"]


def agrees(make: Factory, view: ElectionView) -> bool:
    with make.session() as session:
        return recount(session, view.id) == []


class TestMerge:
    def test_moves_the_reports_and_nothing_else(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        goes, stays = opened(make, view, verifier, 2), opened(make, view, verifier)
        verifier.change(goes, public_text={"en": "Of the one that goes."}, area="KG-O")
        verifier.judge(goes, "contested")
        before = state(verifier, stays)

        answer = merge(verifier, goes, stays)

        assert answer.status_code == 200
        assert answer.json()["id"] == stays
        assert state(verifier, stays) == before | {"reports": 3}
        links = verifier.incident(stays)["links"]
        assert [link["incident"] for link in links].count(goes) == 2
        assert all(verifier.report(link["report"])["incident"] == stays for link in links)
        gone = verifier.incident(goes)
        assert verifier.incident(stays)["merged"] == [
            {name: gone[name] for name in ("id", "work_ref", "ref", "version")} | {"reports": 2}
        ]
        assert agrees(make, view)

    def test_leaves_it_in_no_list_but_that_of_the_merged(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        goes, stays = opened(make, view, verifier), opened(make, view, verifier)
        merge(verifier, goes, stays)

        listed = verifier.get("/incidents").json()["items"]
        merged = verifier.get("/incidents", merged="true").json()["items"]

        assert [item["id"] for item in listed] == [stays]
        assert [(item["id"], item["merged_into"]) for item in merged] == [(goes, stays)]

    def test_closes_it_for_every_change(self, make: Factory, view: ElectionView, verifier: Desk) -> None:
        goes, stays = opened(make, view, verifier), opened(make, view, verifier)
        merge(verifier, goes, stays)

        for answer in (
            verifier.change(goes, public_text={"en": "Else."}),
            verifier.link(goes, make.report(view).id),
            verifier.check(goes),
            verifier.judge(goes, "contested"),
            verifier.deny(goes),
            merge(verifier, goes, stays),
            merge(verifier, stays, goes),
        ):
            assert problem(answer) == (409, "incident-merged")
            assert answer.json()["into"] == stays

    def test_refuses_itself_and_what_is_not_there(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        incident_id = opened(make, view, verifier)

        assert problem(merge(verifier, incident_id, incident_id)) == (409, "cannot-merge")
        assert problem(merge(verifier, incident_id, str(UUID(int=7)))) == (404, "incident-not-found")
        stale = verifier.send("POST", f"/incidents/{incident_id}/merge", {"into": str(UUID(int=7))}, 99)
        assert stale.status_code in (404, 412)
        assert (
            verifier.send("POST", f"/incidents/{incident_id}/merge", {"into": incident_id}).status_code == 428
        )

    def test_that_would_make_an_incident_continue_itself_is_refused(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        first, between, last = (opened(make, view, verifier) for _ in range(3))
        for one, other in ((first, between), (between, last)):
            verifier.send("PUT", f"/incidents/{one}/related/{other}", {"kind": "continues"})

        refusal = merge(verifier, first, last)

        assert problem(refusal) == (409, "continues-itself")
        assert refusal.json()["circle"] == [between, last]
        assert merge(verifier, first, between).status_code == 200

    def test_is_not_for_moderators(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        goes, stays = opened(make, view, verifier), opened(make, view, verifier)

        assert merge(Desk(client, make, view, Role.MODERATOR), goes, stays).status_code == 403

    def test_of_something_published_into_something_internal_is_refused(
        self, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        public, _ = published(make, view, verifier, lead)
        internal = opened(make, view, verifier)

        assert problem(merge(verifier, public, internal)) == (409, "cannot-merge")
        assert merge(verifier, internal, public).status_code == 200


class TestPreview:
    def test_says_where_the_reports_of_both_differ_and_who_says_what(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        few = make.report(view, harm={"injured": {"min": 1, "max": 1}}, station="T-0001")
        many = make.report(view, harm={"injured": {"min": 12, "max": None}}, station="T-0002")
        one, other = (verifier.opened(each.id) for each in (few, many))
        before = [state(verifier, each) for each in (one, other)]

        answers = [
            verifier.get(f"/incidents/{each}/merge-preview", **{"with": beside})
            for each, beside in ((one, other), (other, one))
        ]

        for answer in answers:
            assert answer.status_code == 200, answer.text
            assert answer.json()["reports"] == 2
            found = {each["about"]: each for each in answer.json()["disagreement"]}
            assert found["injured"]["range"] == {"min": 1, "max": None}
            assert {each["report"]: each["value"]["min"] for each in found["injured"]["says"]} == {
                str(few.id): 1,
                str(many.id): 12,
            }
            assert found["station"]["range"] == {"codes": ["T-0001", "T-0002"]}
        assert [state(verifier, each) for each in (one, other)] == before

    def test_refuses_itself_and_what_is_not_there(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        one = opened(make, view, verifier)

        def preview(desk: Desk, beside: str) -> tuple[int, str]:
            return problem(desk.get(f"/incidents/{one}/merge-preview", **{"with": beside}))

        assert preview(verifier, one) == (409, "cannot-merge")
        assert preview(verifier, str(UUID(int=1))) == (404, "incident-not-found")
        moderator = Desk(client, make, view, Role.MODERATOR)
        assert preview(moderator, one) == (403, "forbidden")


class TestUnmerge:
    def test_gives_back_what_came_and_leaves_what_was_linked_since(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        goes, stays = opened(make, view, verifier, 2), opened(make, view, verifier)
        before = state(verifier, goes)
        merge(verifier, goes, stays)
        verifier.link(stays, make.report(view).id)

        answer = unmerge(verifier, goes)

        assert answer.status_code == 200
        assert (answer.json()["id"], answer.json()["merged_into"]) == (goes, None)
        assert state(verifier, goes) == before
        assert state(verifier, stays)["reports"] == 2
        assert agrees(make, view)

    def test_does_not_bring_back_a_report_that_was_taken_out(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        goes, stays = opened(make, view, verifier, 2), opened(make, view, verifier)
        report_id = verifier.incident(goes)["links"][0]["report"]
        merge(verifier, goes, stays)
        assert verifier.unlink(stays, report_id).status_code == 204

        unmerge(verifier, goes)

        assert state(verifier, goes)["reports"] == 1
        assert verifier.report(report_id)["triage"] == "in_triage"
        assert agrees(make, view)

    def test_of_what_stands_for_itself_is_refused(
        self, make: Factory, view: ElectionView, verifier: Desk
    ) -> None:
        assert problem(unmerge(verifier, opened(make, view, verifier))) == (409, "not-merged")

    def test_goes_from_the_outside_in(self, make: Factory, view: ElectionView, verifier: Desk) -> None:
        first, second, third = (opened(make, view, verifier) for _ in range(3))
        merge(verifier, first, second)
        merge(verifier, second, third)
        assert state(verifier, third)["reports"] == 3

        assert problem(unmerge(verifier, first)) == (409, "incident-merged")
        unmerge(verifier, second)
        unmerge(verifier, first)

        assert [state(verifier, each)["reports"] for each in (first, second, third)] == [1, 1, 1]
        assert agrees(make, view)


class TestInPublic:
    def test_both_stand_until_a_lead_publishes_the_survivor(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        (goes, gone_ref), (stays, ref) = (published(make, view, verifier, lead, 2) for _ in range(2))
        merge(verifier, goes, stays)
        tick(make, view)
        assert totals(client) == (4, 2)

        publish(make, view, lead, stays)

        assert totals(client) == (4, 1)
        assert [each["ref"] for each in client.get(f"{PUBLIC}/incidents").json()["items"]] == [ref]
        assert client.get(f"{PUBLIC}/incidents/{ref}").json()["reports"] == 4
        for address, leads_to in (
            (f"{PUBLIC}/incidents/{gone_ref}", f"{PUBLIC}/incidents/{ref}"),
            (f"{PUBLIC}/incidents/{gone_ref}.geojson", f"{PUBLIC}/incidents/{ref}.geojson"),
            (f"/i/{gone_ref}", f"/i/{ref}"),
        ):
            answer = client.get(address, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (301, leads_to)
            assert client.get(address).status_code == 200
        tick(make, view)
        assert totals(client) == (4, 1)
        assert agrees(make, view)

    def test_both_stand_again_once_the_split_is_published(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        (goes, gone_ref), (stays, ref) = (published(make, view, verifier, lead, 2) for _ in range(2))
        before = [client.get(f"{PUBLIC}/incidents/{each}").json() for each in (gone_ref, ref)]
        merge(verifier, goes, stays)
        publish(make, view, lead, stays)
        tick(make, view)

        unmerge(verifier, goes)
        tick(make, view)
        assert totals(client) == (4, 1)
        refusal = lead.send("POST", f"/incidents/{goes}/publish", {}, lead.incident(goes)["version"])
        assert problem(refusal) == (409, "not-publishable")
        publish(make, view, lead, stays)

        after = [client.get(f"{PUBLIC}/incidents/{each}").json() for each in (gone_ref, ref)]
        assert [without_time(each) for each in after] == [without_time(each) for each in before]
        assert totals(client) == (4, 2)
        tick(make, view)
        assert totals(client) == (4, 2)
        assert agrees(make, view)

    def test_what_continues_the_one_continues_the_other_for_as_long_as_they_are_one(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        (goes, gone_ref), (stays, ref), (later, later_ref) = (
            published(make, view, verifier, lead) for _ in range(3)
        )
        verifier.send("PUT", f"/incidents/{later}/related/{goes}", {"kind": "continues"})
        publish(make, view, lead, later)

        def told(*refs: str) -> list[list[str]]:
            found = [client.get(f"{PUBLIC}/incidents/{each}").json() for each in refs]
            assert all(each["related"] == each["continues"] + each["continued_by"] for each in found)
            return [each["continues"] or each["continued_by"] for each in found]

        assert told(later_ref, gone_ref, ref) == [[gone_ref], [later_ref], []]
        merge(verifier, goes, stays)
        assert told(later_ref, gone_ref, ref) == [[gone_ref], [later_ref], []]
        publish(make, view, lead, stays)
        assert told(later_ref, ref) == [[ref], [later_ref]]
        unmerge(verifier, goes)
        publish(make, view, lead, stays)
        assert told(later_ref, gone_ref, ref) == [[gone_ref], [later_ref], []]

    def test_what_was_withdrawn_meanwhile_is_not_named_again_by_what_is_taken_out(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        (goes, gone_ref), (stays, _), (later, later_ref) = (
            published(make, view, verifier, lead) for _ in range(3)
        )
        verifier.send("PUT", f"/incidents/{later}/related/{goes}", {"kind": "continues"})
        publish(make, view, lead, later)
        merge(verifier, goes, stays)
        publish(make, view, lead, stays)
        lead.send(
            "POST", f"/incidents/{later}/withdraw", {"reason_code": "W2"}, lead.incident(later)["version"]
        )

        unmerge(verifier, goes)
        publish(make, view, lead, stays)

        shown = client.get(f"{PUBLIC}/incidents/{gone_ref}")
        assert shown.json()["related"] == []
        assert later_ref not in shown.text

    def test_a_withdrawal_takes_the_words_of_both(
        self, client: TestClient, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        (goes, gone_ref), (stays, ref) = (published(make, view, verifier, lead) for _ in range(2))
        merge(verifier, goes, stays)
        publish(make, view, lead, stays)

        version = lead.incident(stays)["version"]
        answer = lead.send("POST", f"/incidents/{stays}/withdraw", {"reason_code": "W1"}, version)

        assert answer.status_code == 200
        for each in (gone_ref, ref):
            assert client.get(f"{PUBLIC}/incidents/{each}").status_code == 410
            assert "Minibuses" not in client.get(f"/i/{each}").text
        assert problem(unmerge(verifier, goes)) == (409, "cannot-merge")
        assert agrees(make, view)

    def test_an_incident_inside_another_is_not_published_on_its_own(
        self, make: Factory, view: ElectionView, verifier: Desk, lead: Desk
    ) -> None:
        (goes, _), (stays, _) = (published(make, view, verifier, lead) for _ in range(2))
        merge(verifier, goes, stays)

        answer = lead.send("POST", f"/incidents/{goes}/publish", {}, lead.incident(goes)["version"])

        assert problem(answer) == (409, "not-publishable")


def without_time(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in ("changed_at", "as_of", "version")}


class Walk:
    """Beside the service goes the simplest model: which report was linked where, and who is inside whom."""

    def __init__(self, make: Factory, view: ElectionView, verifier: Desk, lead: Desk, seed: int) -> None:
        self.make, self.view, self.desk, self.lead = make, view, verifier, lead
        self.dice = random.Random(seed)
        self.reports = [str(make.report(view, description=f"Report {number}.").id) for number in range(12)]
        self.incidents = [published(make, view, verifier, lead)[0] for _ in range(2)]
        self.incidents += [opened(make, view, verifier) for _ in range(3)]
        links = {each: verifier.incident(each)["links"] for each in self.incidents}
        self.linked = {link["report"]: each for each, found in links.items() for link in found}
        self.inside: dict[str, str] = {}
        self.kept: dict[str, dict[str, Any]] = {}

    def step(self) -> None:
        incident_id = self.dice.choice(self.incidents)
        steps = (self.link, self.unlink, self.merge, self.unmerge, self.publish)
        self.dice.choice(steps)(incident_id)

    def link(self, incident_id: str) -> None:
        report_id = self.dice.choice(self.reports)
        if self.desk.link(incident_id, report_id).status_code == 200:
            assert incident_id not in self.inside
            self.linked.setdefault(report_id, incident_id)

    def unlink(self, incident_id: str) -> None:
        report_id = self.dice.choice(self.reports)
        if self.desk.unlink(incident_id, report_id).status_code == 204:
            assert self.holder(self.linked.pop(report_id)) == incident_id

    def merge(self, incident_id: str) -> None:
        into, before = self.dice.choice(self.incidents), state(self.desk, incident_id)
        if merge(self.desk, incident_id, into).status_code == 200:
            assert incident_id != into
            assert not {incident_id, into} & set(self.inside)
            self.inside[incident_id], self.kept[incident_id] = into, before

    def unmerge(self, incident_id: str) -> None:
        if unmerge(self.desk, incident_id).status_code == 200:
            assert self.inside.pop(incident_id) not in self.inside
            after = state(self.desk, incident_id)
            free = {name: after[name] for name in ("reports", "sources", "publication")}
            assert after == self.kept[incident_id] | free
            assert after["reports"] == self.held_by(incident_id)

    def publish(self, incident_id: str) -> None:
        with suppress(AppError):
            publish(self.make, self.view, self.lead, incident_id)
        tick(self.make, self.view)

    def holder(self, incident_id: str) -> str:
        while incident_id in self.inside:
            incident_id = self.inside[incident_id]
        return incident_id

    def held_by(self, incident_id: str) -> int:
        return sum(self.holder(home) == incident_id for home in self.linked.values())

    def check(self) -> None:
        for each in set(self.incidents) - set(self.inside):
            assert self.desk.incident(each)["reports"] == self.held_by(each)
        assert agrees(self.make, self.view)


@pytest.mark.parametrize("seed", range(2))
def test_any_sequence_leaves_counts_right_and_restores_what_was(
    make: Factory, view: ElectionView, verifier: Desk, lead: Desk, seed: int
) -> None:
    walk = Walk(make, view, verifier, lead, seed)

    for number in range(size(60, 2000)):
        walk.step()
        if number % 10 == 0:
            walk.check()
    walk.check()
    assert walk.kept, "nothing was ever merged: this would pass by accident"
