"""The audit trail: every change and every view of exact data, for auditors, and rewritten by nobody."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.roles import Role
from app.elections.view import ElectionView
from tests.desk import Desk, problem
from tests.factories import NOW, Factory, body_of
from tests.incidents import incident_in


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def moderator(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def auditor(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.AUDITOR)


def trail(auditor: Desk, **asked: Any) -> list[dict[str, Any]]:
    """The oldest first."""
    answer = auditor.get("/audit", **asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items[::-1]


def events(auditor: Desk, **asked: Any) -> list[str]:
    return [entry["event"] for entry in trail(auditor, **asked)]


class TestChanges:
    def test_a_report_is_told_from_its_receipt_to_its_decision(
        self, make: Factory, view: ElectionView, moderator: Desk, auditor: Desk
    ) -> None:
        report = make.report(view)

        assert moderator.decide(report.id, "reject", reason_code="R4").status_code == 201

        told = trail(auditor, object=str(report.id))
        assert [entry["event"] for entry in told] == ["received", "claimed", "viewed", "reject"]
        decision = told[-1]
        assert decision["account_id"] == str(moderator.actor.account_id)
        assert decision["changes"]["triage"] == ["received", "rejected"]
        assert (decision["reason_code"], decision["version"]) == ("R4", 2)
        assert told[0]["account_id"] is None

    def test_a_refused_change_is_not_in_it(
        self, make: Factory, view: ElectionView, moderator: Desk, auditor: Desk
    ) -> None:
        report = make.report(view)
        before = events(auditor)

        refused = moderator.send("POST", f"/reports/{report.id}/decisions", {"decision": "reject"}, 1)

        assert refused.status_code == 409
        assert events(auditor) == before

    def test_exact_places_and_free_text_are_named_and_not_repeated(
        self, make: Factory, view: ElectionView, moderator: Desk, auditor: Desk
    ) -> None:
        report = make.report(view)

        changed = moderator.code(
            report.id, latitude_deg=40.1234567, longitude_deg=72.7654321, tags=["Aigul Bekova"]
        )
        noted = moderator.send("POST", f"/reports/{report.id}/notes", {"text": "Aigul Bekova called."})

        assert (changed.status_code, noted.status_code) == (200, 201)
        everything = auditor.get("/audit").text
        assert "40.1234567" not in everything
        assert "Bekova" not in everything
        coded = next(entry for entry in trail(auditor) if entry["event"] == "coded")
        assert {"latitude_deg", "longitude_deg", "tags"} <= set(coded["also_changed"])

    def test_what_admins_do_in_an_election_is_in_its_trail(
        self, client: TestClient, make: Factory, view: ElectionView, auditor: Desk
    ) -> None:
        account = make.account(Role.ADMIN)
        path = f"/api/v1/console/elections/{view.slug}"

        client.post(f"{path}/close", headers=make.headers_of(account))

        closed = trail(auditor, action="status_set")[-1]
        assert (closed["kind"], closed["object_id"]) == ("election", view.slug)
        assert closed["account_id"] == str(account.id)
        assert closed["facts"] == {"status": "closed"}

    def test_people_and_tokens_are_in_the_general_trail(self, client: TestClient, make: Factory) -> None:
        admin = make.account(Role.ADMIN)
        headers = make.headers_of(admin)

        made = client.post("/api/v1/accounts", json={"name": "Aigul", "role": "lead"}, headers=headers)
        assert made.status_code == 201, made.text

        chief = make.headers(Role.AUDITOR)
        answer = client.get("/api/v1/console/audit", params={"actor": str(admin.id)}, headers=chief)
        told = [(entry["event"], entry["facts"]) for entry in answer.json()["items"]]
        assert ("created", {}) in told
        assert ("granted", {"role": "lead"}) in told
        assert "Aigul" not in answer.text

    def test_the_general_trail_is_not_for_the_auditor_of_one_election(
        self, client: TestClient, auditor: Desk
    ) -> None:
        answer = client.get("/api/v1/console/audit", headers=auditor.headers)

        assert problem(answer) == (403, "forbidden")


class TestViews:
    def test_reading_a_report_or_an_incident_is_on_record(
        self, make: Factory, view: ElectionView, moderator: Desk, auditor: Desk
    ) -> None:
        report, incident = make.report(view), incident_in(make, view)

        moderator.report(report.id)
        moderator.incident(incident.id)

        seen = trail(auditor, action="viewed")
        assert [(entry["kind"], entry["object_id"]) for entry in seen] == [
            ("report", str(report.id)),
            ("incident", str(incident.id)),
        ]
        assert {entry["account_id"] for entry in seen} == {str(moderator.actor.account_id)}

    def test_what_is_suggested_for_a_report_is_shown_on_record(
        self, make: Factory, view: ElectionView, moderator: Desk, auditor: Desk
    ) -> None:
        one, other = make.report(view), make.report(view)

        shown = moderator.get(f"/reports/{one.id}/candidates").json()["reports"]

        assert [each["id"] for each in shown] == [str(other.id)]
        (seen,) = trail(auditor, action="candidates_viewed")
        assert (seen["object_id"], seen["facts"]["reports"]) == (str(one.id), [str(other.id)])

    def test_lists_hold_no_exact_position(self, make: Factory, view: ElectionView, moderator: Desk) -> None:
        make.report(view, latitude_deg=40.1234567, longitude_deg=72.7654321)
        moderator.opened(make.report(view, latitude_deg=40.1234567, longitude_deg=72.7654321).id)

        for listed in ("/reports", "/incidents"):
            answer = moderator.get(listed)
            assert answer.json()["items"]
            assert "40.12" not in answer.text

    def test_what_cannot_be_written_down_is_not_shown(
        self, app: FastAPI, make: Factory, view: ElectionView, moderator: Desk
    ) -> None:
        report = make.report(view)
        with app.state.database.write.begin() as session:
            session.execute(text("DROP TABLE audit_positions"))

        answer = moderator.get(f"/reports/{report.id}")

        assert answer.status_code == 500
        assert "minibuses" not in answer.text

    def test_what_is_not_there_is_no_view(self, moderator: Desk, auditor: Desk) -> None:
        assert moderator.get(f"/reports/{uuid4()}").status_code == 404

        assert events(auditor, action="viewed") == []


class TestReading:
    def test_pages_follow_one_another_without_a_gap(
        self, client: TestClient, make: Factory, view: ElectionView, auditor: Desk
    ) -> None:
        for _ in range(7):
            make.report(view)
        whole = [entry["id"] for entry in trail(auditor)]

        found, address = [], f"{auditor.base}/audit?limit=3"
        while address:
            answer = client.get(address, headers=auditor.headers)
            found += [entry["id"] for entry in answer.json()["items"]]
            make.report(view)  # the newest come in front and disturb nothing
            address = answer.links.get("next", {}).get("url", "")

        assert found == whole[::-1]

    def test_can_be_asked_for_an_actor_and_a_time(
        self, make: Factory, view: ElectionView, moderator: Desk, auditor: Desk
    ) -> None:
        report = make.report(view)
        moderator.claim(report.id)

        assert events(auditor, actor=str(moderator.actor.account_id)) == ["claimed"]
        assert events(auditor, **{"from": NOW.isoformat(), "to": "2020-10-04T06:00:01Z"}) == ["received"]
        assert events(auditor, to=NOW.isoformat()) == []

    @pytest.mark.parametrize(
        "asked",
        [
            {"actor": "nobody"},
            {"action": "A\0"},
            {"object": "' OR 1=1"},
            {"from": "2020-10-04"},
            {"cursor": "x"},
        ],
    )
    def test_refuses_what_it_cannot_understand(self, auditor: Desk, asked: dict[str, str]) -> None:
        assert auditor.get("/audit", **asked).status_code == 422

    def test_holds_nothing_of_another_election(
        self, client: TestClient, make: Factory, auditor: Desk
    ) -> None:
        other = make.election(slug="other", code="OTHER")
        make.report(other)

        assert "received" not in events(auditor)
        assert client.get("/api/v1/console/elections/other/audit", headers=auditor.headers).status_code == 403


class TestNobodyRewrites:
    @pytest.mark.parametrize("table", ["audit_events", "report_events", "incident_events"])
    @pytest.mark.parametrize("how", ["UPDATE {} SET event = 'nothing'", "DELETE FROM {}"])
    def test_what_is_on_record_stays(
        self, app: FastAPI, client: TestClient, make: Factory, view: ElectionView, table: str, how: str
    ) -> None:
        verifier = Desk(client, make, view, Role.VERIFIER)
        verifier.claim(make.report(view).id)
        incident = incident_in(make, view)
        assert verifier.send("PUT", f"/incidents/{incident.id}/claim").status_code == 200

        with (
            pytest.raises(DBAPIError, match="append-only"),
            app.state.database.write.begin() as session,
        ):
            session.execute(text(how.format(table)))

        with app.state.database.read() as session:
            assert session.scalar(text(f"SELECT count(*) FROM {table} WHERE event = 'claimed'")) >= 1

    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    @pytest.mark.parametrize("table", ["audit_events", "report_events", "incident_events"])
    @pytest.mark.usefixtures("client")
    def test_nor_is_it_emptied(self, app: FastAPI, table: str) -> None:
        with (
            pytest.raises(DBAPIError, match="append-only"),
            app.state.database.write.begin() as session,
        ):
            session.execute(text(f"TRUNCATE {table}"))


def test_a_report_by_http_is_in_the_trail_once_however_often_it_is_sent(
    client: TestClient, view: ElectionView, auditor: Desk
) -> None:
    address = f"/api/v1/elections/{view.slug}/reports/{uuid4()}"
    body = body_of()

    assert {client.put(address, json=body).status_code for _ in range(3)} == {200, 201}

    assert events(auditor).count("received") == 1
