"""When a report is due, and why: recomputed when something changes, paused with it, told to leads in time."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.accounts.roles import Role
from app.core.clock import utc_now
from app.elections.view import ElectionView
from app.intake.prepare import Sender
from app.moderation.jobs import watch
from app.reports.models import Report, Source
from tests.desk import Desk
from tests.factories import Factory

MINUTE = timedelta(minutes=1)
CLASH, CAMPAIGN = "violence.supporter_clash", "campaign.early_campaigning"


@pytest.fixture
def view(make: Factory) -> ElectionView:
    return make.election()


@pytest.fixture
def desk(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.MODERATOR)


@pytest.fixture
def lead(client: TestClient, make: Factory, view: ElectionView) -> Desk:
    return Desk(client, make, view, Role.LEAD)


def known(make: Factory, view: ElectionView, key: str, at: datetime, **given: Any) -> Report:
    """A report that staff entered for this source."""
    source = {"key": key, "name": key, "organisation": None}
    return make.report(view, at, Sender(staff=True), source=source, **given)


def minutes(report: dict[str, Any]) -> float:
    due, received = (datetime.fromisoformat(report[name]) for name in ("due_at", "received_at"))
    return (due - received).total_seconds() / 60


def parts(report: dict[str, Any]) -> list[str]:
    return [part["because"] for part in report["urgency"]["parts"]]


class TestReasons:
    def test_are_shown_with_their_share(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, category=CLASH, harm={"injured": {"min": 2}}, target_type="observer")

        found = desk.report(report.id)

        assert found["urgency"]["limit_seconds"] == {5: 1200, 4: 3600, 3: 3600}[found["severity"]]
        assert parts(found) == ["harm", "victim"]
        assert minutes(found) == found["urgency"]["limit_seconds"] / 60 * 0.75
        [row] = desk.get("/reports").json()["items"]
        assert row["urgent_for"] == ["harm", "victim"]

    def test_follow_the_coding(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        report = make.report(view, category=CAMPAIGN)
        before = desk.report(report.id)
        assert parts(before) == []

        after = desk.code(report.id, occurrence="occurring", harm={"injured": {"min": 1}}).json()

        assert parts(after) == ["happening", "harm"]
        assert minutes(after) < minutes(before)

    def test_an_accredited_source_brings_what_it_sent_forward(
        self, client: TestClient, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        admin = Desk(client, make, view, Role.ADMIN)
        admin.headers = make.headers(Role.ADMIN)
        report = known(make, view, "kloop", utc_now(), category=CAMPAIGN)
        [source] = desk.get("/sources").json()["items"]

        for accredited, expected in ((True, ["trusted"]), (False, [])):
            answer = admin.send("PATCH", f"/sources/{source['id']}", {"accredited": accredited})
            assert answer.status_code == 200
            found = desk.report(report.id)
            assert (parts(found), found["version"]) == (expected, 1)


class TestWatch:
    def test_known_sources_that_say_the_like_support_one_another(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        now = utc_now()
        one = known(make, view, "one", now, category=CLASH, station="T-0001")
        other = known(make, view, "two", now, category=CLASH, station="T-0001")
        elsewhere = known(make, view, "three", now, category=CLASH, station="T-0002")
        alike = known(make, view, "one", now, category=CAMPAIGN, station="T-0001")
        anonymous = make.report(view, now, category=CLASH, station="T-0001")

        watch(make.app.state.database, view.id, now + MINUTE)

        assert parts(desk.report(one.id)) == parts(desk.report(other.id)) == ["corroborated"]
        for report in (elsewhere, alike, anonymous):
            assert parts(desk.report(report.id)) == []

    def test_one_source_twice_supports_nobody(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        now = utc_now()
        report = known(make, view, "one", now, station="T-0001")
        known(make, view, "one", now, station="T-0001", description="The same again, in other words.")

        watch(make.app.state.database, view.id, now + MINUTE)

        assert parts(desk.report(report.id)) == []

    def test_finds_the_accredited_and_keeps_what_was_found(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        now = utc_now()
        report = known(make, view, "one", now, station="T-0001")
        with make.session() as session:
            session.get_one(Source, (view.id, report.source_id)).accredited = True

        watch(make.app.state.database, view.id, now + MINUTE)
        watch(make.app.state.database, view.id, now + 2 * MINUTE)
        found = desk.code(report.id, tags=["seen"]).json()

        assert parts(found) == ["trusted"]

    def test_tells_leads_of_the_worst_that_nobody_looks_at(
        self, make: Factory, view: ElectionView, desk: Desk, lead: Desk
    ) -> None:
        now = utc_now()
        violent = make.report(view, now, category=CLASH, occurrence="occurring")
        held = make.report(view, now, category=CLASH, occurrence="occurring")
        minor = make.report(view, now, category=CAMPAIGN)
        desk.claim(held.id, on_call=True)

        watch(make.app.state.database, view.id, now + 2 * MINUTE)
        assert desk.report(violent.id)["alarmed_at"] is None
        watch(make.app.state.database, view.id, now + 3 * MINUTE)
        watch(make.app.state.database, view.id, now + 4 * MINUTE)

        found = desk.report(violent.id)
        assert found["alarmed_at"] is not None
        assert [(entry["event"], entry["actor"]) for entry in found["history"]] == [("alarmed", None)]
        assert found["version"] == 1
        assert desk.report(held.id)["alarmed_at"] is None
        assert desk.report(minor.id)["alarmed_at"] is None
        # Still everybody's: a moderator who is free takes it.
        assert desk.send("POST", "/queue/next").json()["id"] == str(violent.id)
        desk.send("DELETE", f"/reports/{violent.id}/claim")
        assert lead.send("POST", "/queue/next", {"queue": "escalated"}).json()["id"] == str(violent.id)

    def test_of_many_keeps_nobody_who_writes_waiting_for_all_of_it(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        now, commits = utc_now(), Counter[str]()
        reports = [make.report(view, now, category=CLASH, occurrence="occurring") for _ in range(12)]
        engine = make.app.state.database.write_engine
        event.listen(engine, "commit", lambda _connection: commits.update(["watch"]))

        watch(make.app.state.database, view.id, now + 3 * MINUTE)

        assert commits["watch"] >= 3  # before anything else is asked: every view of a report is a commit too
        assert all(desk.report(report.id)["alarmed_at"] is not None for report in reports)

    def test_does_not_alarm_about_what_sleeps(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        now = utc_now()
        report = make.report(view, now, category=CLASH, occurrence="occurring")
        desk.decide(report.id, "snooze", until=(now + 30 * MINUTE).isoformat())

        watch(make.app.state.database, view.id, now + 10 * MINUTE)

        assert desk.report(report.id)["alarmed_at"] is None


class TestPauses:
    def test_a_snooze_takes_nothing_of_the_time(self, make: Factory, view: ElectionView, desk: Desk) -> None:
        now = utc_now()
        report = make.report(view, now, category=CAMPAIGN)
        before = datetime.fromisoformat(desk.report(report.id)["due_at"])

        answer = desk.decide(report.id, "snooze", until=(now + 60 * MINUTE).isoformat())

        after = datetime.fromisoformat(answer.json()["due_at"])
        assert 59 * MINUTE < after - before <= 60 * MINUTE

    def test_reopening_a_question_goes_on_where_the_time_stopped(
        self, make: Factory, view: ElectionView, desk: Desk
    ) -> None:
        report = make.report(view, utc_now(), category=CAMPAIGN)
        before = datetime.fromisoformat(desk.report(report.id)["due_at"])
        desk.decide(report.id, "needs_info", reason_code="N1")

        answer = desk.decide(report.id, "reopen")

        after = datetime.fromisoformat(answer.json()["due_at"])
        assert timedelta() <= after - before < MINUTE
