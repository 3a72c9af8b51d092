"""Publishing and withdrawing, as the pair rules and the safety of sources want it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.errors import AppError
from app.elections.models import Election
from app.elections.public_state import public_state
from app.elections.view import ElectionView
from app.incidents.models import Incident, IncidentEvent, PublicRef, Revision
from app.incidents.public import PublicIncident
from app.incidents.veracity import Veracity
from app.publication import service, ticks
from app.publication.schemas import PublicIncidentOut
from app.reports.facets import Occurrence, TimePrecision
from app.reports.models import Report
from app.tallies.models import PublicTally
from tests.factories import NOW, Factory
from tests.incidents import AUTHOR, edited, incident_in, linked

LEAD = Actor(UUID(int=2, version=4), "lead")
WRITER = Actor(AUTHOR, "writer")


def publish(
    make: Factory, view: ElectionView, incident: Incident, now: datetime = NOW, **given: Any
) -> PublicIncident:
    values: dict[str, Any] = {"version": incident.version, "actor": LEAD} | given
    with make.session() as session:
        return service.publish(
            session, view, values.pop("actor"), incident.id, values.pop("version"), now, **values
        )


def current(make: Factory, incident: Incident) -> Incident:
    with make.session() as session:
        return session.get_one(Incident, (incident.election_id, incident.id))


def withdraw(make: Factory, view: ElectionView, incident: Incident, **given: Any) -> PublicIncident:
    version = given.pop("version", current(make, incident).version)
    values = {"reason_code": "W2"} | given
    with make.session() as session:
        return service.withdraw(session, view, WRITER, incident.id, version, NOW, **values)


def tally(make: Factory, view: ElectionView) -> tuple[int, int]:
    """What the public counts: reports, incidents."""
    with make.session() as session:
        counted = select(PublicTally).where(
            PublicTally.election_id == view.id,
            PublicTally.grain == "total",
            PublicTally.veracity != Veracity.REFUTED,
        )
        cells = session.scalars(counted).all()
    return sum(cell.reports for cell in cells), sum(cell.incidents for cell in cells)


def refusal(make: Factory, view: ElectionView, incident: Incident, **given: Any) -> AppError:
    with pytest.raises(AppError) as refused:
        publish(make, view, incident, **given)
    assert tally(make, view) == (0, 0)
    return refused.value


class TestPublish:
    def test_gives_the_public_a_row_of_its_own(self, make: Factory) -> None:
        view = make.election()
        incident = linked(make, incident_in(make, view), [make.report(view)], sources=1)

        record = publish(make, view, incident)

        assert record.ref == "INC-TE-0001"
        assert (record.reports, record.sources) == (2, 1)
        assert record.published_at == NOW
        assert tally(make, view) == (2, 1)
        with make.session() as session:
            known = session.get_one(PublicRef, record.ref)
            assert (known.election_id, known.incident_id) == (view.id, incident.id)

    def test_keeps_what_the_public_got_with_the_revision(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)

        record = publish(make, view, incident)

        with make.session() as session:
            revision = session.get_one(Revision, (view.id, incident.id, incident.revision))
        assert revision.record == PublicIncidentOut.of(view, record).model_dump(mode="json")
        assert (revision.published_at, revision.published_by) == (NOW, LEAD.account_id)

    def test_is_in_the_history_and_makes_a_new_version(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)

        publish(make, view, incident, safe_because="It was in the news.")

        with make.session() as session:
            event = session.scalars(select(IncidentEvent).where(IncidentEvent.event == "published")).one()
            after = session.get_one(Incident, (view.id, incident.id))
        assert (event.account_id, event.note) == (LEAD.account_id, "It was in the news.")
        assert event.changes["publication"] == ["internal", "published"]
        assert (after.version, after.published_revision) == (incident.version + 1, incident.revision)

    def test_moves_what_caches_look_at(self, make: Factory) -> None:
        view = make.election()
        with make.session() as session:
            before = public_state(session, view.id)

        publish(make, view, incident_in(make, view), NOW + timedelta(seconds=75))

        with make.session() as session:
            after = public_state(session, view.id)
        assert (before.version, after.version) == ("0.0", "1.0")
        assert after.changed_at == NOW + timedelta(minutes=1)

    def test_numbers_references_without_gaps(self, make: Factory) -> None:
        view = make.election()
        unreviewed = incident_in(make, view, veracity=Veracity.UNREVIEWED)

        first = publish(make, view, incident_in(make, view))
        with pytest.raises(AppError):
            publish(make, view, unreviewed)
        second = publish(make, view, incident_in(make, view))

        assert [first.ref, second.ref] == ["INC-TE-0001", "INC-TE-0002"]

    def test_again_brings_the_newest_text_and_moves_no_number(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)
        incident = edited(
            make, linked(make, incident, [make.report(view)]), public_text={"en": "Four buses."}
        )

        record = publish(make, view, incident, NOW + timedelta(hours=1))

        assert record.ref == "INC-TE-0001"
        assert record.public_text == {"en": "Four buses."}
        assert (record.reports, record.reports_next) == (1, 2)
        assert (record.published_at, record.changed_at) == (NOW, NOW + timedelta(hours=1))
        assert tally(make, view) == (1, 1)

    def test_shows_the_old_revision_until_the_new_one_is_published(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)

        edited(make, incident, public_text={"en": "Four buses."}, veracity=Veracity.REFUTED)

        with make.session() as session:
            record = session.get_one(PublicIncident, (view.id, "INC-TE-0001"))
        assert record.public_text == incident.public_text
        assert tally(make, view) == (1, 1)

    def test_a_refuted_one_is_shown_and_not_counted(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view, veracity=Veracity.REFUTED)

        record = publish(make, view, incident)

        assert record.veracity is Veracity.REFUTED
        assert tally(make, view) == (0, 0)


class TestRefusals:
    def test_of_a_stale_version(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)

        assert refusal(make, view, incident, version=0).code == "version-changed"

    def test_of_the_author(self, make: Factory) -> None:
        view = make.election()

        assert refusal(make, view, incident_in(make, view), actor=WRITER).code == "same-person"

    def test_of_whoever_made_the_last_change(self, make: Factory) -> None:
        view = make.election()
        incident = edited(make, incident_in(make, view), author_id=LEAD.account_id, severity=5)

        assert refusal(make, view, incident, actor=LEAD).code == "same-person"
        assert publish(make, view, incident, actor=WRITER).severity == 5

    def test_not_of_the_author_where_a_rehearsal_has_switched_the_rule_off(self, make: Factory) -> None:
        view = make.election(four_eyes=False)

        assert publish(make, view, incident_in(make, view), actor=WRITER).ref == "INC-TE-0001"

    def test_of_what_nobody_has_judged(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view, veracity=Veracity.UNREVIEWED)

        assert refusal(make, view, incident).code == "verdict-required"

    @pytest.mark.parametrize("text", [{}, {"en": ""}, {"fr": "Trois minibus."}])
    def test_of_what_has_no_text_in_a_language_of_the_election(
        self, make: Factory, text: dict[str, str]
    ) -> None:
        view = make.election()

        assert refusal(make, view, incident_in(make, view, public_text=text)).code == "public-text-required"

    def test_of_what_nobody_reported(self, make: Factory) -> None:
        view = make.election()

        assert refusal(make, view, incident_in(make, view, reports=0)).code == "not-publishable"

    def test_of_what_is_public_already(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)

        with pytest.raises(AppError) as refused:
            publish(make, view, current(make, incident))

        assert refused.value.code == "not-publishable"

    def test_of_a_warning(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view, occurrence=Occurrence.WILL_OCCUR, counts_as="none")

        assert refusal(make, view, incident).code == "not-publishable"

    @pytest.mark.parametrize("day", [date(2020, 10, 5), date(9999, 12, 31), date(1, 1, 1)])
    def test_of_a_day_that_cannot_be(self, make: Factory, day: date) -> None:
        view = make.election()
        incident = incident_in(
            make,
            view,
            occurred_at=None,
            occurred_on=day,
            occurred_hour=None,
            time_precision=TimePrecision.DAY,
        )

        assert refusal(make, view, incident, safe_because="Sure.").code == "not-publishable"

    def test_of_a_report_that_its_sender_took_back(self, make: Factory) -> None:
        view = make.election()
        report = make.report(view)
        incident = linked(make, incident_in(make, view, reports=0), [report])
        with make.session() as session:
            session.get_one(Report, (view.id, report.id)).flags = ["sender-withdrew"]

        assert refusal(make, view, incident).code == "not-publishable"
        assert publish(make, view, incident, safe_because="The sender only wanted no call.").reports == 1


class TestTheWait:
    def just_now(self, make: Factory, view: ElectionView, **given: Any) -> Incident:
        return incident_in(
            make, view, occurred_at=NOW, occurred_on=date(2020, 10, 4), occurred_hour=12, **given
        )

    def test_is_an_hour_after_the_event(self, make: Factory) -> None:
        view = make.election()
        incident = self.just_now(make, view)

        refused = refusal(make, view, incident, now=NOW + timedelta(minutes=59, seconds=59))

        assert refused.code == "too-early"
        assert refused.extra == {"earliest_at": "2020-10-04T07:00:00+00:00"}
        assert publish(make, view, incident, NOW + timedelta(hours=1)).ref == "INC-TE-0001"

    def test_is_as_long_as_the_election_says(self, make: Factory) -> None:
        view = make.election(publication_delay_minutes=240)
        incident = self.just_now(make, view)

        refused = refusal(make, view, incident, now=NOW + timedelta(hours=3))

        assert refused.extra == {"earliest_at": "2020-10-04T10:00:00+00:00"}

    def test_is_shorter_when_a_lead_says_why_that_is_safe(self, make: Factory) -> None:
        view = make.election()

        record = publish(make, view, self.just_now(make, view), safe_because="It was on television.")

        assert record.ref == "INC-TE-0001"

    def test_begins_when_we_first_heard_of_what_has_no_time(self, make: Factory) -> None:
        view = make.election()
        untimed: dict[str, Any] = {
            "occurred_at": None,
            "occurred_on": None,
            "occurred_hour": None,
            "time_precision": TimePrecision.UNKNOWN,
        }
        fresh = incident_in(make, view, **untimed)
        known_for_long = incident_in(make, view, **untimed)
        linked_to_old = linked(make, known_for_long, [make.report(view, NOW - timedelta(hours=1))])

        assert refusal(make, view, fresh).code == "too-early"
        assert publish(make, view, linked_to_old).occurred_on is None


class TestWithdraw:
    def test_leaves_a_tombstone_without_words_or_place(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)

        record = withdraw(make, view, incident)

        assert record.state == "withdrawn"
        assert (record.public_text, record.harm, record.statements) == ({}, {}, [])
        assert (record.latitude_deg, record.h3_cell, record.station_code) == (None, None, None)
        assert tally(make, view) == (0, 0)
        with make.session() as session:
            revision = session.get_one(Revision, (view.id, incident.id, 2))
            assert public_state(session, view.id).version == "2.0"
        assert revision.record is not None
        assert "minibuses" not in str(revision.record)
        assert revision.record["category"] == incident.category

    def test_takes_one_person_and_keeps_the_reason_inside(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)

        withdraw(make, view, incident, reason_code="W2", note="A relative asked for it.")

        with make.session() as session:
            event = session.scalars(select(IncidentEvent).where(IncidentEvent.event == "withdrawn")).one()
        assert (event.account_id, event.reason_code) == (WRITER.account_id, "W2")
        assert event.note == "A relative asked for it."

    def test_is_for_ever(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)
        withdraw(make, view, incident)
        incident = edited(make, incident, public_text={"en": "Once more."})

        assert refusal(make, view, incident).code == "not-publishable"
        with pytest.raises(AppError) as refused:
            withdraw(make, view, incident)
        assert refused.value.code == "not-publishable"
        assert publish(make, view, incident_in(make, view)).ref == "INC-TE-0002"

    def test_of_what_is_not_public_is_refused(self, make: Factory) -> None:
        view = make.election()

        with pytest.raises(AppError) as refused:
            withdraw(make, view, incident_in(make, view))

        assert refused.value.code == "not-publishable"

    def test_of_a_stale_version_is_refused(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)

        with pytest.raises(AppError) as refused:
            withdraw(make, view, incident, version=incident.version)

        assert refused.value.code == "version-changed"


class TestTick:
    def tick(self, make: Factory, view: ElectionView, now: datetime = NOW) -> dict[str, int]:
        with make.session() as session:
            made = ticks.tick(session, view.id, now)
        return {name: getattr(made, name) for name in ("received", "waiting", "counted", "not_counted")}

    def test_counts_everything_received_and_no_test(self, make: Factory) -> None:
        view = make.election()
        make.report(view)
        make.report(view, test=True)

        assert self.tick(make, view) == {"received": 1, "waiting": 1, "counted": 0, "not_counted": 0}

    def test_counts_a_report_once_its_incident_is_published(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        assert self.tick(make, view)["waiting"] == 1

        publish(make, view, incident)

        assert self.tick(make, view) == {"received": 1, "waiting": 0, "counted": 1, "not_counted": 0}

    def test_moves_the_numbers_of_what_is_public(self, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)
        publish(make, view, linked(make, incident, [make.report(view)], sources=1))
        assert tally(make, view) == (1, 1)

        totals = self.tick(make, view, NOW + timedelta(minutes=7, seconds=30))

        assert tally(make, view) == (2, 1)
        assert totals == {"received": 2, "waiting": 0, "counted": 2, "not_counted": 0}
        with make.session() as session:
            record = session.get_one(PublicIncident, (view.id, "INC-TE-0001"))
            assert public_state(session, view.id).version == "2.1"
        assert (record.reports, record.sources) == (2, 1)
        assert record.changed_at == NOW + timedelta(minutes=7)

    def test_does_not_count_what_is_refuted_or_withdrawn(self, make: Factory) -> None:
        view = make.election()
        refuted = incident_in(make, view, veracity=Veracity.REFUTED)
        incident_in(make, view, veracity=Veracity.REFUTED)
        buried = incident_in(make, view)
        publish(make, view, refuted)
        publish(make, view, buried)
        withdraw(make, view, buried)

        assert self.tick(make, view) == {"received": 3, "waiting": 0, "counted": 0, "not_counted": 3}

    def test_comes_round_no_sooner_than_it_should(self, make: Factory) -> None:
        view = make.election()
        make.election(slug="draft", code="DRAFT", status="draft")
        later = NOW + ticks.EVERY
        with make.session() as session:
            assert ticks.due(session, NOW) == [view.id]
            assert ticks.tick_if_due(session, view.id, NOW) is not None

        with make.session() as session:
            assert ticks.due(session, later - timedelta(seconds=1)) == []
            assert ticks.tick_if_due(session, view.id, later - timedelta(seconds=1)) is None
            assert ticks.due(session, later) == [view.id]
            assert ticks.tick_if_due(session, view.id, later) is not None
            assert session.get_one(Election, view.id).tick == 2
