"""The rollups are exact: whatever a day of moderation does, counting the rows again gives the same."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.aggregation.counts import Counts, public_counts, staff_counts
from app.aggregation.question import read_question
from app.aggregation.verify import recount
from app.core.errors import AppError, NotFound
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import queries
from app.incidents.models import Incident, StepKind
from app.incidents.public import PublicIncident
from app.incidents.veracity import Veracity
from app.moderation import claiming, coding, decisions, incidents, undoing, verification
from app.moderation.schemas import CodingIn, DecisionIn, IncidentChanges, StepIn, VerdictIn
from app.publication import service, ticks
from app.reports import queries as report_queries
from app.reports import reasons
from app.reports.lifecycle import Decision
from app.reports.models import Report
from app.tallies.models import PublicSum, PublicTally, StaffSum, StaffTally
from tests.factories import NOW, Factory
from tests.incidents import incident_in

CATEGORIES: Final = (
    "voter_transport.carousel_voting",
    "media.filming_obstructed",
    "violence.supporter_clash",
    "post_election.protest",
)
CODINGS: Final[tuple[dict[str, Any], ...]] = (
    *({"category": category} for category in CATEGORIES),
    {"area": "KG-O", "station": None, "latitude_deg": None, "longitude_deg": None},
    {"area": None, "station": None, "latitude_deg": None, "longitude_deg": None},
    {"station": "T-0002"},
    {"occurred_at": "2020-10-04T23:30:00+06:00", "time_precision": "minute"},
    {"occurred_at": None, "occurred_on": "2020-10-05", "time_precision": "day"},
    {"occurred_at": None, "occurred_on": None, "time_precision": "unknown"},
    {"occurrence": "will_occur"},
    {"occurrence": "occurred"},
    {"severity": 5, "severity_reason": "Worse than it looks."},
    {"phase": "counting"},
)


class Day:
    """A random day: whoever may not do something simply does not, and nothing of it is left."""

    def __init__(self, make: Factory, seed: int) -> None:
        self.make, self.view, self.chance = make, make.election(), random.Random(seed)
        self.now = NOW
        self.done: Counter[str] = Counter()
        self.moderators = [self._person(Role.MODERATOR) for _ in range(2)]
        self.verifiers = [self._person(Role.VERIFIER) for _ in range(2)]
        self.lead = self._person(Role.LEAD)

    def _person(self, role: Role) -> Actor:
        account = self.make.account(role, self.view)
        return Actor(account.id, account.name, {self.view.id: frozenset({role})})

    def happen(self, steps: int) -> None:
        deeds: tuple[Callable[[], None], ...] = (
            self.report, self.report, self.decide, self.decide, self.decide, self.recode,
            self.edit, self.judge, self.judge, self.publish, self.publish, self.withdraw, self.tick,
        )  # fmt: skip
        for _ in range(steps):
            self.now += timedelta(minutes=self.chance.randint(1, 20))
            deed = self.chance.choice(deeds)
            with suppress(AppError):
                deed()
                self.done[deed.__name__] += 1

    def report(self) -> None:
        coded = self.chance.choice(CODINGS[:9])
        self.make.report(
            self.view,
            self.now,
            **{"category": self.chance.choice(CATEGORIES)} | self.place() | coded,
            test=self.chance.random() < 0.1,
            occurrence=self.chance.choice(["occurred", "occurred", "will_occur"]),
            reporter_type=self.chance.choice(["voter", "journalist", None]),
        )

    def place(self) -> dict[str, float]:
        """Of a report, where its coding says nothing else; here the middle of Osh."""
        return {}

    def decide(self) -> None:
        report, actor = self._any(Report), self.chance.choice(self.moderators)
        decision = self.chance.choice([*[Decision.LINK] * 5, *Decision])
        known = self.done["decide"] > 5 and decision is Decision.LINK and self.chance.random() < 0.4
        into = self._any(Incident).id if known else None
        codes = reasons.fitting(decision)
        given = DecisionIn(
            decision=decision,
            reason_code=self.chance.choice(codes) if codes else None,
            incident=into,
            until=self.now + timedelta(hours=1) if decision is Decision.SNOOZE else None,
        )
        with self.make.session() as session:
            claiming.claim(session, self.view, actor, report.id, self.now)
            before = self._standing(session, report.id, into or report.incident_id)
            decisions.decide(session, self.view, actor, report.id, report.version, given, self.now)
            version = report_queries.get(session, self.view.id, report.id).version
        if self.chance.random() < 0.25:
            with self.make.session() as session:
                soon = self.now + timedelta(seconds=5)
                undoing.undo(session, self.view, actor, report.id, version, soon)
            with self.make.session() as session:
                assert self._standing(session, report.id, into or report.incident_id) == before, decision
            self.done["undo"] += 1

    def _standing(self, session: WriteSession, report_id: UUID, incident_id: UUID | None) -> list[Any]:
        """All columns of the report and of the incident that it enters or leaves, but for the versions."""
        rows: list[Any] = [report_queries.get(session, self.view.id, report_id)]
        if incident_id is not None:
            rows.append(queries.get(session, self.view.id, incident_id))
        return [
            {
                name: getattr(row, name)
                for name in row.__table__.columns.keys()  # noqa: SIM118
                if name not in ("version", "changed_at")
            }
            for row in rows
        ]

    def recode(self) -> None:
        report, actor = self._any(Report), self.chance.choice(self.moderators)
        changes = CodingIn.model_validate(self.chance.choice(CODINGS))
        with self.make.session() as session:
            claiming.claim(session, self.view, actor, report.id, self.now)
            coding.recode(session, self.view, actor, report.id, report.version, changes, self.now)

    def edit(self) -> None:
        incident, actor = self._any(Incident), self.chance.choice(self.moderators)
        given = self.chance.choice(CODINGS) | {"public_text": {"en": "What happened."}}
        changes = IncidentChanges.model_validate(given)
        with self.make.session() as session:
            incidents.edit(session, self.view, actor, incident.id, incident.version, changes, self.now)

    def judge(self) -> None:
        incident, actor = self._any(Incident), self.chance.choice(self.verifiers)
        verdict = self.chance.choice(["verified", "verified", "refuted", "unverifiable", "contested"])
        step = StepIn(kind=StepKind.MAP_CHECK, result="Looked.")
        given = VerdictIn.model_validate({"veracity": verdict})
        with self.make.session() as session:
            verification.add_step(session, self.view, actor, incident.id, step, self.now)
            verification.give_verdict(
                session, self.view, actor, incident.id, incident.version, given, self.now
            )

    def publish(self) -> None:
        """With a text and a verdict, if it has none yet."""
        incident = self._any(Incident)
        actor = self.chance.choice(self.verifiers)
        with self.make.session() as session:
            found = queries.get(session, self.view.id, incident.id)
            if not found.public_text:
                text = IncidentChanges(public_text={"en": "What happened."})
                incidents.edit(session, self.view, actor, found.id, found.version, text, self.now)
            if found.veracity is Veracity.UNREVIEWED:
                given = VerdictIn(veracity=Veracity.UNVERIFIABLE)
                verification.give_verdict(session, self.view, actor, found.id, found.version, given, self.now)
            incident = found
        with self.make.session() as session:
            service.publish(
                session,
                self.view,
                self.lead,
                incident.id,
                incident.version,
                self.now + timedelta(days=2),
                safe_because="It was in the news.",
            )

    def withdraw(self) -> None:
        if self.chance.random() < 0.5:
            return
        incident = self._any(Incident)
        with self.make.session() as session:
            service.withdraw(
                session,
                self.view,
                self.lead,
                incident.id,
                incident.version,
                self.now,
                reason_code="W2",
            )

    def tick(self) -> None:
        with self.make.session() as session:
            ticks.tick(session, self.view.id, self.now)

    def _any(self, table: type[Any]) -> Any:
        with self.make.session() as session:
            came_at = Report.received_at if table is Report else Incident.created_at  # ids are random
            of_election = select(table.id).where(table.election_id == self.view.id)
            ids = session.scalars(of_election.order_by(came_at)).all()
            if not ids:
                raise NotFound("There is nothing yet.")
            return session.get_one(table, (self.view.id, self.chance.choice(ids)))


def differences(make: Factory, view: ElectionView) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    with make.app.state.database.read() as session:
        return [(found.table, found.found, found.expected) for found in recount(session, view.id)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_after_a_random_day(make: Factory, seed: int) -> None:
    day = Day(make, seed)

    for _ in range(4):
        day.happen(60)
        assert differences(make, day.view) == []
    assert day.done["undo"] > 0, "nothing was ever taken back: this would pass by accident"

    assert min(day.done[deed] for deed in ("report", "decide", "edit", "judge", "publish", "tick")) >= 3, (
        day.done
    )
    for query in _questions(day.chance):
        names = len(query[-1][1].split(","))
        assert _same(_both_ways(make, day.view, query), names), query
    _intake_is_accounted_for(make, day.view)


def _questions(chance: random.Random) -> list[list[tuple[str, str]]]:
    filters = [
        [], [("veracity", "verified,unverifiable")], [("severity", "3,5")],
        [("area", "KG-GO")], [("area", "KG")],
        [("group", "media,violence")], [("category", CATEGORIES[0])], [("phase", "counting")],
        [("from", "2020-10-05")], [("to", "2020-10-05")], [("from", "2020-10-04T09:00:00+06:00")],
        [("from", "2020-10-01"), ("to", "2020-10-05"), ("veracity", "verified,refuted")],
        [("from", "2020-10-04"), ("to", "2020-10-05"), ("group", "media,post_election")],
        [("from", "2020-10-04T06:30:00+06:00"), ("to", "2020-10-05T07:00:00+06:00")],
    ]  # fmt: skip
    names = ["category", "group", "area", "day", "hour", "severity", "veracity", "phase"]
    wide = ["category", "area", "day"]  # what the wide sums know
    asked = [[*given, ("by", ",".join(chance.sample(names, 3)))] for given in filters]
    return [*asked, *([*given, ("by", ",".join(chance.sample(wide, 2)))] for given in filters)]


def _both_ways(
    make: Factory, view: ElectionView, query: list[tuple[str, str]]
) -> list[tuple[Counts, Counts]]:
    """From the rollups, and from the rows, which are asked for the station too; in public and inside."""
    (*rest, (_, by)) = query
    found = []
    with make.app.state.database.read() as session:
        for staff in (False, True):
            quick = read_question(view, query, staff=staff)
            thorough = read_question(view, [*rest, ("by", f"{by},station")], staff=staff)
            assert (quick.needs_rows, thorough.needs_rows) == (False, True)
            if staff:
                asked = (staff_counts(session, view, quick, NOW), staff_counts(session, view, thorough, NOW))
            else:
                asked = (public_counts(session, view, quick), public_counts(session, view, thorough))
            found.append(asked)
    return found


def _same(pairs: list[tuple[Counts, Counts]], names: int) -> bool:
    return all(_summed(quick, names) == _summed(thorough, names) for quick, thorough in pairs)


def _summed(counts: Counts, names: int) -> dict[Any, Counter[str]]:
    found: dict[Any, Counter[str]] = {}
    for cell in counts.cells:
        numbers = {"reports": cell.figures.reports, **cell.figures.incidents(counts.split)}
        found.setdefault(cell.key[:names], Counter()).update(numbers)
    found["refuted"] = Counter(refuted=counts.totals.refuted)
    return found


def _intake_is_accounted_for(make: Factory, view: ElectionView) -> None:
    with make.session() as session:
        tick = ticks.tick(session, view.id, NOW + timedelta(days=30))
        assert tick.received == tick.waiting + tick.counted + tick.not_counted
        assert tick.counted == public_counts(session, view).totals.reports


class TestDisagrees:
    """Each way of going wrong is found and named."""

    @pytest.fixture
    def view(self, make: Factory) -> ElectionView:
        view = make.election()
        make.report(view)
        incident = incident_in(make, view, reports=2)
        with make.session() as session:
            actor = Actor(UUID(int=7, version=4), "lead")
            later = NOW + timedelta(days=2)
            service.publish(session, view, actor, incident.id, incident.version, later)
        assert differences(make, view) == []
        return view

    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            (
                update(StaffTally)
                .where(StaffTally.triage == "received", StaffTally.reports > 0)
                .values(reports=2),
                ((2, 0), (1, 0)),
            ),
            (delete(StaffTally).where(StaffTally.triage == "received"), ((0, 0), (1, 0))),
            (update(StaffTally).where(StaffTally.triage == "linked").values(area="KG-O"), None),
            (update(Report).where(Report.triage == "received").values(severity=1), None),
            (update(Report).where(Report.triage == "received").values(test=True), None),
            (update(Report).where(Report.triage == "received").values(occurred_hour=None), None),
            (update(PublicIncident).values(reports=5), None),
            (update(StaffSum).where(StaffSum.days == 8).values(reports_alone=9), None),
            (update(PublicSum).where(PublicSum.days == 1).values(incidents_refuted=1), None),
            (delete(StaffSum).where(StaffSum.days == 0), None),
            (update(PublicTally).values(incidents=2), ((2, 2), (2, 1))),
            (delete(PublicTally), ((0, 0), (2, 1))),
        ],
    )
    def test_when_something_was_changed_behind_its_back(
        self, make: Factory, view: ElectionView, wrong: Any, expected: Any
    ) -> None:
        with make.session() as session:
            session.execute(wrong)

        found = differences(make, view)

        assert found
        if expected is not None:
            assert {(found, should) for _, found, should in found} == {expected}

    def test_and_says_which_cell(self, make: Factory, view: ElectionView) -> None:
        with make.session() as session:
            session.execute(update(PublicTally).where(PublicTally.grain == "total").values(reports=9))

        with make.app.state.database.read() as session:
            (found,) = recount(session, view.id)
        assert (found.table, found.cell["grain"], found.cell["area"]) == ("public_tallies", "total", "KG-GO")
        assert (found.found, found.expected) == ((9, 1), (2, 1))


def test_looks_at_one_election_only(make: Factory) -> None:
    view, other = make.election(), make.election(slug="other", code="OT")
    make.report(other)
    with make.session() as session:
        session.execute(delete(StaffTally))

    assert differences(make, view) == []
    assert differences(make, other) != []
