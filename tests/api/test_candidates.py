"""What the console suggests for a report and for an incident, and what it never suggests again."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.roles import Role
from app.elections.view import ElectionView
from app.reports.models import Photo, PhotoFinding, PhotoState
from tests.desk import Desk, problem
from tests.factories import NOW, OSH, Factory


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


def suggested(desk: Desk, report_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    answer = desk.get(f"/reports/{report_id}/candidates")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found["reports"], found["incidents"]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in found]


def photo(make: Factory, view: ElectionView, report_id: UUID, sha256: str) -> UUID:
    photo_id = uuid4()
    with make.session() as session:
        session.add(
            Photo(
                election_id=view.id,
                id=photo_id,
                report_id=report_id,
                sha256=sha256,
                size_bytes=1,
                media_type="image/jpeg",
                state=PhotoState.RECEIVED,
                store_key=None,
                received_at=NOW,
                declared={},
                width_px=None,
                height_px=None,
                problem=None,
                facts=None,
                dhash=None,
                inspected_at=None,
            )
        )
    return photo_id


class TestReports:
    def test_what_happened_near_and_about_then_with_each_part_of_the_score(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        near = make.report(
            view,
            latitude_deg=OSH[0] + 0.001,
            occurred_at="2020-10-04T09:45:00+06:00",
            description="At the school gate somebody hands out money in envelopes.",
        )
        make.report(view, latitude_deg=41.5, description="Another town, other words altogether, no relation.")
        make.report(view, occurred_at="2020-10-02T09:15:00+06:00", description="Two days before all of this.")

        reports, incidents = suggested(desk, report.id)

        assert (ids(reports), incidents) == ([str(near.id)], [])
        found = reports[0]
        assert [(part["code"], part["points"]) for part in found["parts"]] == [
            ("distance", 20), ("time", 20), ("category", 15),
        ]  # fmt: skip
        assert found["score"] == 55
        assert found["parts"][0]["text"] == "111 m apart."
        assert found["description"].startswith("At the school gate")
        assert ids(suggested(desk, near.id)[0]) == [str(report.id)]

    def test_the_most_alike_comes_first_and_ten_at_most(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        for _ in range(11):
            make.report(view, latitude_deg=OSH[0] + 0.004, description="Something else was going on here.")
        copy = make.report(view, category="media.equipment_seized")

        reports, _ = suggested(desk, report.id)

        assert len(reports) == 10
        assert reports[0]["id"] == str(copy.id)
        assert reports[0]["parts"][0]["text"] == "The same words."

    def test_the_same_station_however_far_the_points_are(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, station="T-0001")
        other = make.report(
            view, station="T-0001", latitude_deg=OSH[0] + 0.05, description="Queues all around the block."
        )

        assert ids(suggested(desk, report.id)[0]) == [str(other.id)]

    def test_without_a_point_its_category_in_its_area(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        def told(**given: Any) -> UUID:
            place = {"latitude_deg": None, "longitude_deg": None, "location_precision": "settlement"}
            return make.report(view, **({"area": "KG-O"} | place | given)).id

        report, same = told(), told(occurred_at=None, occurred_on="2020-10-04")
        told(area="KG-GB")

        assert ids(suggested(desk, report)[0]) == [str(same)]

    @pytest.mark.parametrize(
        "when", [{"occurred_at": None}, {"occurred_at": None, "occurred_on": "2020-10-04"}]
    )
    def test_finds_what_is_undated(
        self, make: Factory, view: ElectionView, desk: Desk, when: dict[str, Any]
    ) -> None:
        report, other = make.report(view), make.report(view, **when)

        assert ids(suggested(desk, report.id)[0]) == [str(other.id)]
        assert ids(suggested(desk, other.id)[0]) == [str(report.id)]

    def test_across_midnight(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, occurred_at="2020-10-03T23:50:00+06:00")
        other = make.report(view, occurred_at="2020-10-04T00:20:00+06:00")

        assert ids(suggested(desk, report.id)[0]) == [str(other.id)]
        assert ids(suggested(desk, other.id)[0]) == [str(report.id)]

    def test_no_tests_and_nothing_that_was_taken_back(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        make.report(view, test=True)
        rejected = make.report(view)
        desk.decide(rejected.id, "reject", reason_code="R3")

        reports, _ = suggested(desk, report.id)

        assert [(each["id"], each["triage"]) for each in reports] == [(str(rejected.id), "rejected")]

    def test_never_of_another_election(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        make.report(make.election(slug="other-election", code="OE"))

        assert suggested(desk, report.id) == ([], [])

    def test_the_same_file_and_pictures_that_look_alike(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        far: dict[str, Any] = {"latitude_deg": 42.0, "occurred_at": "2020-09-20T09:15:00+06:00"}
        report = make.report(view)
        same, alike = (
            make.report(view, category=kind, description=text, **far)
            for kind, text in (
                ("media.equipment_seized", "A camera was taken away from a reporter."),
                ("violence.supporter_clash", "People threw stones at one another there."),
            )
        )
        own = photo(make, view, report.id, "a" * 64)
        photo(make, view, same.id, "a" * 64)
        hit = {"photo_id": str(photo(make, view, alike.id, "b" * 64)), "report_id": str(alike.id)}
        with make.session() as session:
            session.add(
                PhotoFinding(
                    election_id=view.id,
                    photo_id=own,
                    number=0,
                    code="seen-before",
                    level="look",
                    text="A very similar picture came with another report.",
                    facts={"same": [], "near": [hit | {"distance_bits": 3}]},
                    rules_version=1,
                    found_at=NOW,
                )
            )

        reports, _ = suggested(desk, report.id)

        assert [(each["id"], each["score"]) for each in reports] == [(str(same.id), 60), (str(alike.id), 40)]
        assert reports[1]["parts"][0]["facts"] == {"distance_bits": 3}

    def test_an_unknown_report_and_a_stranger(
        self, client: TestClient, view: ElectionView, desk: Desk
    ) -> None:
        assert problem(desk.get(f"/reports/{uuid4()}/candidates")) == (404, "report-not-found")
        assert client.get(f"{desk.base}/reports/{uuid4()}/candidates").status_code == 401


class TestIncidents:
    def test_reports_in_an_incident_stand_as_that_incident(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        first, second, report = make.report(view), make.report(view), make.report(view)
        incident = desk.opened(first.id)
        desk.link(incident, second.id)

        reports, incidents = suggested(desk, report.id)

        assert (reports, ids(incidents)) == ([], [incident])
        assert incidents[0]["through"] in {str(first.id), str(second.id)}
        assert incidents[0]["reports"] == 2
        assert incidents[0]["version"] == desk.incident(incident)["version"]

    def test_an_incident_without_reports_by_its_own_coding(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, station="T-0001")
        incident = desk.send(
            "POST",
            "/incidents",
            {
                "category": "voter_transport.carousel_voting",
                "station": "T-0001",
                "occurred_at": "2020-10-04T09:30:00+06:00",
            },
        ).json()["id"]

        _, incidents = suggested(desk, report.id)

        assert [(each["id"], each["through"]) for each in incidents] == [(incident, None)]
        assert {part["code"] for part in incidents[0]["parts"]} == {"station", "time", "category"}

    def test_a_pair_that_was_taken_apart_is_not_suggested_again_from_either_side(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        kept, other = make.report(view), make.report(view)
        incident = desk.opened(kept.id)
        desk.link(incident, other.id)
        desk.unlink(incident, other.id)

        assert suggested(desk, other.id) == ([], [])
        assert suggested(desk, kept.id) == ([], [])
        assert desk.get(f"/incidents/{incident}/candidates").json()["reports"] == []

    def test_nothing_merged_and_what_was_taken_apart_is_not_suggested_again(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        verifier = Desk(client, make, view, Role.VERIFIER)
        report, inside, taken_out = (make.report(view).id for _ in range(3))
        one, other = desk.opened(report), desk.opened(inside)
        desk.link(other, taken_out)
        merged = verifier.send(
            "POST", f"/incidents/{other}/merge", {"into": one}, desk.incident(other)["version"]
        )
        assert merged.status_code == 200, merged.text

        assert suggested(desk, make.report(view).id)[1][0]["id"] == one
        desk.unlink(one, taken_out)
        assert suggested(desk, taken_out)[1] == []
        verifier.send("POST", f"/incidents/{other}/unmerge", version=desk.incident(other)["version"])

        for incident in (one, other):
            assert desk.get(f"/incidents/{incident}/candidates").json()["incidents"] == []
        assert suggested(desk, report)[1] == suggested(desk, inside)[1] == []

    def test_suggests_reports_and_incidents_for_an_incident_but_not_related_ones(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        one, other, related = (desk.opened(make.report(view).id) for _ in range(3))
        loose = make.report(view)
        desk.send("PUT", f"/incidents/{one}/related/{related}")

        found = desk.get(f"/incidents/{one}/candidates").json()

        assert (ids(found["reports"]), ids(found["incidents"])) == ([str(loose.id)], [other])
        assert problem(desk.get(f"/incidents/{uuid4()}/candidates")) == (404, "incident-not-found")


class TestApart:
    def test_a_report_and_an_incident_from_either_side_until_it_is_taken_back(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        held, loose = make.report(view).id, make.report(view).id
        incident = desk.opened(held)
        pair = f"/apart/{loose}/{incident}"

        for path in (pair, f"/apart/{incident}/{loose}"):
            assert desk.send("PUT", path).status_code == 204

        assert suggested(desk, loose) == suggested(desk, held) == ([], [])
        assert desk.get(f"/incidents/{incident}/candidates").json()["reports"] == []
        noted = [
            [(each["note"], each["actor"]) for each in found["history"] if each["event"] == "set_apart"]
            for found in (desk.report(loose), desk.incident(incident))
        ]
        assert noted == [
            [(desk.incident(incident)["work_ref"], desk.name)],
            [(str(loose), desk.name)],
        ]
        for _ in range(2):
            assert desk.send("DELETE", pair).status_code == 204
        assert ids(suggested(desk, loose)[1]) == [incident]
        assert [entry["event"] for entry in desk.report(loose)["history"]][-1] == "apart_taken_back"

    def test_what_a_report_is_not_its_incident_is_not_either_nor_what_that_is_merged_into(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        one, other, third = (make.report(view).id for _ in range(3))
        assert desk.send("PUT", f"/apart/{one}/{other}").status_code == 204
        assert ids(suggested(desk, one)[0]) == [str(third)]

        incident, into = desk.opened(other), desk.opened(third)

        assert ids(suggested(desk, one)[1]) == [into]
        verifier = Desk(client, make, view, Role.VERIFIER)
        version = desk.incident(incident)["version"]
        merged = verifier.send("POST", f"/incidents/{incident}/merge", {"into": into}, version)
        assert merged.status_code == 200, merged.text
        assert suggested(desk, one) == suggested(desk, other) == ([], [])
        assert desk.get(f"/incidents/{into}/candidates").json()["reports"] == []

    def test_two_incidents(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        one, other = (desk.opened(make.report(view).id) for _ in range(2))

        desk.send("PUT", f"/apart/{one}/{other}")

        for incident in (one, other):
            assert desk.get(f"/incidents/{incident}/candidates").json()["incidents"] == []
        assert desk.incident(one)["version"] == 1

    def test_refuses_what_is_one_event_as_it_is_and_what_nobody_knows(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        first, second, loose = (make.report(view).id for _ in range(3))
        incident, other = desk.opened(first), desk.opened(make.report(view).id)
        desk.link(incident, second)
        verifier = Desk(client, make, view, Role.VERIFIER)
        version = desk.incident(other)["version"]
        verifier.send("POST", f"/incidents/{other}/merge", {"into": incident}, version)

        for one, two in (
            (first, incident), (first, second), (other, incident), (first, other), (loose, loose),
        ):  # fmt: skip
            answer = desk.send("PUT", f"/apart/{one}/{two}")
            assert problem(answer) == (409, "cannot-set-apart"), (one, two)
        assert problem(desk.send("PUT", f"/apart/{loose}/{uuid4()}")) == (404, "not-found")
        assert client.put(f"{desk.base}/apart/{loose}/{incident}").status_code == 401
