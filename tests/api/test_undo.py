"""Taking a decision back, to exactly what was; and drafts that outlive a claim."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app.accounts.roles import Role
from app.aggregation.verify import recount
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.incidents.models import IncidentLink
from app.moderation import drafts, undoing
from app.moderation.models import ReportDraft, UndoStep
from tests.desk import Desk, problem, still
from tests.factories import Factory
from tests.incidents import incident_in


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def other(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def undo(desk: Desk, report_id: Any, version: int | None = None) -> Response:
    version = version or desk.report(report_id)["version"]
    return desk.send("POST", f"/reports/{report_id}/decisions/undo", version=version)


class TestUndo:
    @pytest.mark.parametrize(
        ("decision", "given"),
        [
            ("reject", {"reason_code": "R4"}),
            ("duplicate", {}),
            ("out_of_scope", {"reason_code": "R8"}),
            ("needs_info", {"reason_code": "N1"}),
            ("snooze", {"until": (utc_now() + timedelta(days=1)).isoformat()}),
            ("escalate", {"reason_code": "E2"}),
            ("link", {}),
        ],
    )
    def test_restores_exactly_what_was(
        self, make: Factory, view: ElectionView, desk: Desk, decision: str, given: dict[str, Any]
    ) -> None:
        report = make.report(view, utc_now())
        before = desk.report(report.id)
        assert desk.decide(report.id, decision, **given).status_code == 201

        answer = undo(desk, report.id)

        assert answer.status_code == 200, answer.text
        after = desk.report(report.id)
        assert still(after) == still(before)
        assert after["claim"]["mine"] is True
        assert (answer.json()["triage"], answer.json()["incident"]) == ("received", None)
        assert answer.headers["etag"] == f'"{after["version"]}"' == '"3"'
        assert [entry["event"] for entry in after["history"]][-1] == "undone"
        with make.session() as session:
            assert recount(session, view.id) == []

    def test_lets_an_incident_stand_as_before_it_got_the_report(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        incident = incident_in(make, view, severity=1)
        assert other.send("POST", f"/incidents/{incident.id}/publish", {}, 2).status_code == 200
        report = make.report(view, category="violence.killing")
        before = desk.incident(incident.id)
        desk.decide(report.id, "link", incident=str(incident.id))
        assert desk.incident(incident.id)["revision"] == before["revision"] + 1

        assert undo(desk, report.id).status_code == 200

        assert still(desk.incident(incident.id)) == still(before)
        with make.session() as session:
            assert recount(session, view.id) == []
            links = session.scalars(select(IncidentLink).where(IncidentLink.report_id == report.id)).all()
            assert links == [], "the pair would never be suggested again"

    def test_an_empty_incident_gives_back_what_it_took_from_its_first_report(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        created = desk.send("POST", "/incidents", {"category": "other.other"}).json()
        before = desk.incident(created["id"])
        report = make.report(view, harm={"injured": {"min": 2}})
        desk.decide(report.id, "link", incident=created["id"])
        assert desk.incident(created["id"])["harm"]

        assert undo(desk, report.id).status_code == 200

        assert still(desk.incident(created["id"])) == still(before)

    def test_reopening_is_undone_into_the_incident(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        incident_id = desk.opened(report.id)
        before, held = desk.incident(incident_id), desk.report(report.id)
        desk.decide(report.id, "reopen")

        answer = undo(desk, report.id)

        assert answer.json()["incident"] == incident_id
        assert still(desk.incident(incident_id)) == still(before)
        assert still(desk.report(report.id)) == still(held)
        with make.session() as session:
            assert recount(session, view.id) == []

    def test_keeps_what_others_did_to_the_incident_meanwhile(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        incident_id = str(incident_in(make, view).id)
        report = make.report(view)
        desk.decide(report.id, "link", incident=incident_id)
        other.change(incident_id, area="KG-O")

        assert undo(desk, report.id).status_code == 200

        found = desk.incident(incident_id)
        assert (found["area"], found["reports"]) == ("KG-O", 1)
        with make.session() as session:
            assert recount(session, view.id) == []

    def test_the_sender_reads_again_what_they_read_before(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        desk.decide(report.id, "needs_info", reason_code="N1")
        desk.decide(report.id, "reject", reason_code="R4")

        undo(desk, report.id)

        assert desk.report(report.id)["history"][-1]["reason_code"] == "N1"

    def test_is_for_whoever_decided(self, make: Factory, view: ElectionView, desk: Desk, other: Desk) -> None:
        report = make.report(view)
        desk.decide(report.id, "reject", reason_code="R4")

        assert problem(undo(other, report.id)) == (409, "undo-not-possible")
        assert desk.report(report.id)["triage"] == "rejected"

    def test_happens_once(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        desk.decide(report.id, "reject", reason_code="R4")

        assert undo(desk, report.id).status_code == 200
        assert problem(undo(desk, report.id)) == (409, "undo-not-possible")

    def test_is_over_after_ten_seconds(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        desk.decide(report.id, "reject", reason_code="R4")
        with make.session() as session:
            session.scalars(select(UndoStep)).one().expires_at = utc_now()

        assert problem(undo(desk, report.id)) == (409, "undo-not-possible")
        assert timedelta(seconds=10) == undoing.UNDO_WITHIN
        assert desk.decide(report.id, "reopen").status_code == 201

    def test_needs_the_version_that_the_decision_led_to(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        desk.decide(report.id, "escalate", reason_code="E2")
        path = f"/reports/{report.id}/decisions/undo"

        assert problem(desk.send("POST", path)) == (428, "if-match-required")
        assert problem(desk.send("POST", path, version=1)) == (412, "version-changed")
        desk.code(report.id, tags=["seen"])
        assert problem(undo(desk, report.id)) == (409, "undo-not-possible")
        assert problem(desk.send("POST", f"/reports/{uuid4()}/decisions/undo", version=1)) == (
            404,
            "report-not-found",
        )

    def test_takes_nothing_from_whoever_works_on_it_now(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        desk.decide(report.id, "escalate", reason_code="E2")
        other.claim(report.id)

        assert problem(undo(desk, report.id)) == (409, "claim-held")


class TestDrafts:
    def keep(self, desk: Desk, report_id: Any, content: Any) -> Response:
        return desk.send("PUT", f"/reports/{report_id}/draft", {"content": content})

    def test_are_ones_own_and_end_with_the_decision(
        self, make: Factory, view: ElectionView, desk: Desk, other: Desk
    ) -> None:
        report = make.report(view)
        content = {"decision": "reject", "note": "<b>Ош</b> \u202eолд"}

        assert self.keep(desk, report.id, {"decision": "link"}).status_code == 200
        assert self.keep(desk, report.id, content).status_code == 200

        assert desk.get(f"/reports/{report.id}/draft").json()["content"] == content
        assert problem(other.get(f"/reports/{report.id}/draft")) == (404, "draft-not-found")
        assert desk.report(report.id)["version"] == 1
        assert desk.report(report.id)["history"] == []
        desk.decide(report.id, "reject", reason_code="R4")
        assert problem(desk.get(f"/reports/{report.id}/draft")) == (404, "draft-not-found")

    def test_can_be_forgotten(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view)
        self.keep(desk, report.id, {})

        for _ in range(2):
            assert desk.send("DELETE", f"/reports/{report.id}/draft").status_code == 204
        assert problem(desk.get(f"/reports/{report.id}/draft")) == (404, "draft-not-found")

    @pytest.mark.parametrize("content", [None, "text", [1], {"note": "x" * 20_000}])
    def test_refuse_what_is_none(self, make: Factory, view: ElectionView, desk: Desk, content: Any) -> None:
        assert problem(self.keep(desk, make.report(view).id, content)) == (422, "invalid-request")

    def test_of_an_unknown_report_are_refused(self, desk: Desk) -> None:
        assert problem(self.keep(desk, uuid4(), {})) == (404, "report-not-found")
        assert problem(desk.get(f"/reports/{uuid4()}/draft")) == (404, "report-not-found")

    def test_lapse_after_half_an_hour_and_are_swept(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view)
        self.keep(desk, report.id, {"note": "begun"})
        desk.decide(make.report(view).id, "reject", reason_code="R4")
        now = utc_now()

        with make.session() as session:
            kept = drafts.get(session, view, desk.actor, report.id, now + drafts.KEPT / 2)
            assert kept.content == {"note": "begun"}
            drafts.sweep(session, view.id, now + drafts.KEPT / 2)
            assert session.scalars(select(UndoStep)).all() == []
            assert len(session.scalars(select(ReportDraft)).all()) == 1
            drafts.sweep(session, view.id, now + drafts.KEPT)
            assert session.scalars(select(ReportDraft)).all() == []
