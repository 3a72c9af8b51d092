"""The rules of a report: states, severity, urgency, reasons, exhaustively."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.elections.taxonomy import load_builtin, parse
from app.reports import reasons, urgency
from app.reports.facets import Party
from app.reports.lifecycle import (
    ENDED,
    LEADS_TO,
    NEEDS_REASON,
    NEVER_COUNTED,
    OPEN,
    Decision,
    Triage,
    after_unlinking,
    may_decide,
    may_withdraw,
)
from app.reports.sent import facts
from app.reports.severity import severity

# Written out again on purpose: what docs/architecture.md says, in the words of its table.
OPEN_STATES = {Triage.RECEIVED, Triage.IN_TRIAGE, Triage.NEEDS_INFO}
REOPENED_FROM = {
    Triage.NEEDS_INFO,
    Triage.LINKED,
    Triage.REJECTED,
    Triage.DUPLICATE,
    Triage.OUT_OF_SCOPE,
    Triage.WITHDRAWN,
}
NOON = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
PLAIN: dict[str, Any] = {
    "category": "campaign.early_campaigning",
    "default": 2,
    "harm": {},
    "target_type": None,
    "journalist_victim": False,
    "stations_affected_min": 0,
}


class TestLifecycle:
    @pytest.mark.parametrize(("state", "decision"), list(product(Triage, Decision)))
    def test_each_decision_is_allowed_exactly_where_it_should_be(
        self, state: Triage, decision: Decision
    ) -> None:
        expected = state in (REOPENED_FROM if decision is Decision.REOPEN else OPEN_STATES)

        assert may_decide(state, decision) is expected

    def test_every_decision_leads_somewhere(self) -> None:
        assert set(LEADS_TO) == set(Decision)
        assert {LEADS_TO[decision] for decision in (Decision.SNOOZE, Decision.ESCALATE, Decision.REOPEN)} == {
            Triage.IN_TRIAGE
        }

    def test_states_are_open_or_ended(self) -> None:
        assert OPEN == OPEN_STATES
        assert set(Triage) == OPEN | ENDED
        assert not OPEN & ENDED
        assert Triage.LINKED not in NEVER_COUNTED

    @pytest.mark.parametrize("state", list(Triage))
    def test_a_sender_may_take_back_what_is_not_gone(self, state: Triage) -> None:
        assert may_withdraw(state) is (state not in {Triage.WITHDRAWN, Triage.ERASED})

    def test_a_report_that_is_let_go_goes_back_unless_its_sender_took_it_back(self) -> None:
        assert after_unlinking(sender_withdrew=False) is Triage.IN_TRIAGE
        assert after_unlinking(sender_withdrew=True) is Triage.WITHDRAWN


class TestSeverity:
    @pytest.mark.parametrize(
        ("given_values", "expected"),
        [
            ({}, 2),
            ({"harm": {"deaths": {"min": 1}}}, 5),
            ({"harm": {"deaths": {"min": 0, "max": 3}}}, 2),
            ({"harm": {"hospitalised": {"min": 1}}}, 4),
            ({"harm": {"hospitalised": {"min": 9}}}, 4),
            ({"harm": {"hospitalised": {"min": 10}}}, 5),
            ({"harm": {"hospitalised": {"min": 1}}, "default": 5}, 5),
            ({"harm": {"injured": {"min": 40}}}, 2),
            ({"harm": {"injured": {"min": 1}}, "journalist_victim": True}, 3),
            ({"harm": {"injured": {"min": 0, "max": 1}}, "journalist_victim": True}, 2),
            ({"harm": {"detained": {"min": 1}}, "target_type": Party.OBSERVER}, 3),
            ({"harm": {"detained": {"min": 1}}, "target_type": Party.CANDIDATE_OR_LEADER}, 3),
            ({"harm": {"detained": {"min": 1}}, "target_type": Party.VOTER}, 2),
            ({"harm": {"hospitalised": {"min": 1}}, "target_type": Party.JOURNALIST}, 5),
            ({"journalist_victim": True}, 2),
            ({"stations_affected_min": 2}, 2),
            ({"stations_affected_min": 3}, 3),
            ({"stations_affected_min": 3, "default": 5}, 5),
            ({"harm": {"injured": {"min": 1}}, "journalist_victim": True, "stations_affected_min": 3}, 4),
            (
                {
                    "category": "media.equipment_seized",
                    "harm": {"injured": {"min": 1}},
                    "journalist_victim": True,
                },
                2,
            ),
            (
                {
                    "category": "violence.assault_on_candidate",
                    "harm": {"injured": {"min": 1}},
                    "target_type": Party.CANDIDATE_OR_LEADER,
                },
                2,
            ),
        ],
    )
    def test_follows_the_rules(self, given_values: dict[str, Any], expected: int) -> None:
        assert severity(**(PLAIN | given_values)).value == expected

    @given(
        default=st.integers(1, 5),
        harm=st.dictionaries(
            st.sampled_from(["deaths", "hospitalised", "injured", "detained"]),
            st.builds(lambda least: {"min": least}, st.integers(0, 50)),
        ),
        target=st.sampled_from([None, *Party]),
        journalist=st.booleans(),
        stations=st.integers(0, 9),
    )
    def test_is_never_lowered_never_above_five_and_says_why(
        self, default: int, harm: dict[str, Any], target: Party | None, journalist: bool, stations: int
    ) -> None:
        found = severity(
            category="coercion.threats_to_voters",
            default=default,
            harm=harm,
            target_type=target,
            journalist_victim=journalist,
            stations_affected_min=stations,
        )

        assert default <= found.value <= 5
        assert (found.value > default) <= (len(found.reasons) > 1)

    def test_what_was_sent_is_read_as_intake_read_it(self) -> None:
        sent = {"journalist_victim": "false", "stations_affected": {"min": "3"}, "knowledge": "witnessed"}

        assert facts(sent).journalist_victim is False
        assert facts(sent).stations_affected_min == 3
        assert facts({"sealed": {"key_id": "x"}}).stations_affected_min == 0
        assert facts({"stations_affected": "many"}).stations_affected_min == 0


@dataclass
class Waiting:
    category: str = "campaign.early_campaigning"
    severity: int = 3
    occurrence: str = "occurred"
    urgent_for: list[str] = field(default_factory=list)
    clock_from: datetime = NOON
    due_at: datetime = NOON
    escalated_at: datetime | None = None
    snoozed_until: datetime | None = None
    alarmed_at: datetime | None = None


MINUTE = timedelta(minutes=1)
reports = st.builds(
    Waiting,
    category=st.sampled_from(["campaign.early_campaigning", "violence.supporter_clash", "media.seizure"]),
    severity=st.integers(1, 5),
    urgent_for=st.lists(st.sampled_from([each.value for each in urgency.Because]), unique=True),
    clock_from=st.integers(0, 600).map(lambda minutes: NOON + minutes * MINUTE),
)


class TestUrgency:
    @pytest.mark.parametrize(
        ("category", "value", "urgent_for", "minutes"),
        [
            ("violence.supporter_clash", 3, ["happening"], 5),
            ("violence.supporter_clash", 5, [], 20),
            ("coercion.threats_to_voters", 5, ["happening"], 20),
            ("coercion.threats_to_voters", 4, ["happening"], 20),
            ("coercion.threats_to_voters", 4, [], 60),
            ("campaign.early_campaigning", 3, ["happening"], 45),
            ("campaign.early_campaigning", 2, ["happening"], 180),
            ("campaign.early_campaigning", 1, [], 240),
            ("campaign.early_campaigning", 3, ["harm"], 51),
            ("campaign.early_campaigning", 3, ["victim"], 54),
            ("campaign.early_campaigning", 3, ["corroborated", "trusted"], 48),
            ("violence.supporter_clash", 3, ["happening", "harm", "victim"], 3.75),
            ("campaign.early_campaigning", 3, [each.value for each in urgency.Because], 18),
        ],
    )
    def test_each_class_has_its_limit_and_each_reason_its_share(
        self, category: str, value: int, urgent_for: list[str], minutes: float
    ) -> None:
        report = Waiting(category=category, severity=value, urgent_for=urgent_for)

        assert urgency.due(report) - NOON == minutes * MINUTE

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({}, []),
            ({"occurrence": "occurring"}, ["happening"]),
            ({"occurrence": "will_occur"}, []),
            ({"harm": {"injured": {"min": 1}}}, ["harm"]),
            ({"harm": {"injured": {"min": 0, "max": 9}}}, []),
            ({"target_type": Party.OBSERVER}, ["victim"]),
            ({"target_type": Party.VOTER}, []),
            ({"journalist_victim": True}, ["victim"]),
            ({"found_later": ["trusted", "corroborated", "harm"]}, ["corroborated", "trusted"]),
        ],
    )
    def test_reasons_follow_from_what_is_said_and_what_was_found_later(
        self, said: dict[str, Any], expected: list[str]
    ) -> None:
        plain: dict[str, Any] = {
            "occurrence": "occurred",
            "harm": {},
            "target_type": None,
            "journalist_victim": False,
        }

        assert urgency.because(**(plain | said)) == expected

    @given(old=reports, new=reports)
    def test_an_old_report_is_never_starved(self, old: Waiting, new: Waiting) -> None:
        """Whatever speaks for the newer one: four hours later it comes second."""
        assert old.clock_from < urgency.due(old) <= old.clock_from + timedelta(hours=4)
        if new.clock_from >= old.clock_from + timedelta(hours=4):
            assert urgency.due(old) < urgency.due(new)

    @given(report=reports, more=st.sampled_from(list(urgency.Because)))
    def test_a_reason_never_makes_it_later(self, report: Waiting, more: urgency.Because) -> None:
        before = urgency.due(report)
        report.urgent_for = [*report.urgent_for, more.value]

        assert urgency.due(report) <= before

    @given(report=reports)
    def test_the_parts_explain_the_whole(self, report: Waiting) -> None:
        limit, parts = urgency.limit_and_parts(
            category=report.category, severity=report.severity, urgent_for=report.urgent_for
        )

        assert urgency.due(report) == report.clock_from + limit - sum(parts.values(), timedelta())

    def test_an_escalated_report_is_due_at_once_a_snoozed_one_not_before_it_wakes(self) -> None:
        assert urgency.due(Waiting()) == NOON + 60 * MINUTE
        assert urgency.due(Waiting(escalated_at=NOON + MINUTE)) == NOON + MINUTE
        assert urgency.due(Waiting(snoozed_until=NOON + 90 * MINUTE)) == NOON + 90 * MINUTE
        assert urgency.due(Waiting(snoozed_until=NOON + MINUTE)) == NOON + 60 * MINUTE
        both = Waiting(escalated_at=NOON + MINUTE, snoozed_until=NOON + 30 * MINUTE)
        assert urgency.due(both) == NOON + 30 * MINUTE

    def test_a_pause_takes_nothing_of_its_time(self) -> None:
        report = Waiting()
        urgency.pause(report, NOON + 20 * MINUTE, NOON + 50 * MINUTE)

        assert (report.snoozed_until, report.due_at) == (NOON + 50 * MINUTE, NOON + 90 * MINUTE)

        urgency.resume(report, NOON + 30 * MINUTE)  # answered early
        assert (report.snoozed_until, report.due_at) == (None, NOON + 70 * MINUTE)

    def test_a_pause_that_ran_out_is_not_given_back_twice(self) -> None:
        report = Waiting()
        urgency.pause(report, NOON, NOON + 30 * MINUTE)
        urgency.resume(report, NOON + 40 * MINUTE)

        assert report.due_at == NOON + 90 * MINUTE

    def test_a_second_pause_replaces_the_first(self) -> None:
        report = Waiting()
        urgency.pause(report, NOON, NOON + 30 * MINUTE)
        urgency.pause(report, NOON + 10 * MINUTE, NOON + 20 * MINUTE)

        assert report.due_at == NOON + 80 * MINUTE

    def test_a_second_thought_has_the_whole_time(self) -> None:
        report = Waiting(snoozed_until=NOON + 30 * MINUTE, alarmed_at=NOON)
        urgency.restart(report, NOON + 5 * MINUTE)

        assert (report.snoozed_until, report.alarmed_at) == (None, None)
        assert report.due_at == NOON + 65 * MINUTE

    @pytest.mark.parametrize(
        ("category", "value", "occurrence", "minutes"),
        [
            ("violence.supporter_clash", 2, "occurring", 3),
            ("violence.supporter_clash", 5, "occurred", 16),
            ("media.equipment_seized", 5, "occurring", 16),
            ("media.equipment_seized", 4, "occurring", 16),
            ("media.equipment_seized", 4, "occurred", None),
            ("media.equipment_seized", 3, "occurring", None),
        ],
    )
    def test_leads_hear_of_the_worst_before_its_time_is_over(
        self, category: str, value: int, occurrence: str, minutes: int | None
    ) -> None:
        happening = ["happening"] if occurrence == "occurring" else []
        report = Waiting(category=category, severity=value, occurrence=occurrence, urgent_for=happening)

        assert urgency.alarms_at(report) == (None if minutes is None else NOON + minutes * MINUTE)

    @pytest.mark.parametrize(("value", "minutes"), [(5, 15), (4, 120), (1, 120)])
    def test_a_question_waits_two_hours_a_critical_one_a_quarter(self, value: int, minutes: int) -> None:
        assert urgency.returns_at(NOON, value) == NOON + timedelta(minutes=minutes)

    @pytest.mark.parametrize(
        ("report", "minutes_left", "words"),
        [
            (
                Waiting("violence.killing", 5, urgent_for=["happening"]),
                8,
                "violence happening now; 8 min left",
            ),
            (
                Waiting("media.equipment_seized", 4, urgent_for=["happening", "harm", "trusted"]),
                0,
                "severity 4, happening now; people were harmed, an accredited source; 0 min left",
            ),
            (Waiting("media.equipment_seized", 4), -12, "severity 4; overdue by 12 min"),
        ],
    )
    def test_says_in_words_why_it_is_on_top(self, report: Waiting, minutes_left: int, words: str) -> None:
        report.due_at = NOON + minutes_left * MINUTE

        assert urgency.on_top_because(report, NOON) == words


class TestReasons:
    def test_every_decision_that_needs_one_has_some(self) -> None:
        assert {decision for decision in Decision if reasons.fitting(decision)} == set(NEEDS_REASON)
        assert reasons.fitting(Decision.REJECT) == ("R1", "R2", "R3", "R4", "R5", "R7", "R8")
        assert reasons.fitting(Decision.OUT_OF_SCOPE) == ("R1", "R7", "R8")
        assert reasons.fitting(Decision.NEEDS_INFO) == ("N1", "N2", "N3", "N4", "N5")
        assert reasons.fitting(Decision.ESCALATE) == ("E1", "E2", "E3", "E4", "E5")
        assert reasons.fitting(reasons.WITHDRAW) == ("W1", "W2", "W3", "W4")

    @pytest.mark.parametrize("code", list(reasons.REASONS))
    def test_each_has_its_sentences_in_four_languages(self, code: str) -> None:
        reason = reasons.REASONS[code]

        for texts in (reason.public, reason.sender):
            assert set(texts) == {"en", "ru", "ky", "uz-Cyrl"}
            assert all(text.endswith((".", "?")) for text in texts.values())
        assert {"en", "ru"} <= set(reason.label)

    def test_the_public_hears_no_reason_of_a_withdrawal(self) -> None:
        sentences = {reasons.REASONS[code].public["en"] for code in reasons.fitting(reasons.WITHDRAW)}

        assert sentences == {"Withdrawn by the editors."}

    def test_the_sender_reads_a_sentence_and_never_a_code(self) -> None:
        assert (reasons.to_sender("N1") or {})["ky"].startswith("Бул так каерде")
        assert reasons.to_sender("X9") is None
        assert reasons.to_sender(None) is None


def test_every_kind_of_the_taxonomy_is_due_some_day() -> None:
    """Nothing starves: whatever the kind, there is a limit."""
    for kind in parse(load_builtin()).kinds.values():
        report = Waiting(category=kind.slug, severity=kind.default_severity)
        assert urgency.due(report) <= NOON + timedelta(hours=4)
