"""When a report is due for its first look: the limit of its class, less what makes it more urgent. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from app.reports.facets import Occurrence, Party
from app.reports.severity import CRITICAL, MAJOR

FIRST_LOOK: Final = {
    5: timedelta(minutes=20),
    4: timedelta(minutes=60),
    3: timedelta(minutes=60),
    2: timedelta(hours=4),
    1: timedelta(hours=4),
}
VIOLENCE_NOW: Final = timedelta(minutes=5)
MAJOR_NOW: Final = timedelta(minutes=20)
ANSWER_WITHIN: Final = timedelta(hours=2)  # a question pauses the clock for so long, then it is decided
ANSWER_WITHIN_CRITICAL: Final = timedelta(minutes=15)
VICTIMS: Final = frozenset({Party.JOURNALIST, Party.OBSERVER, Party.CANDIDATE_OR_LEADER})
# Leads hear of a report that nobody looks at once so much of its time is gone.
ALARM_VIOLENCE_PERCENT: Final = 60
ALARM_PERCENT: Final = 80


class Because(StrEnum):
    """What makes a report more urgent than its class."""

    HAPPENING = "happening"
    HARM = "harm"
    VICTIM = "victim"
    CORROBORATED = "corroborated"
    TRUSTED = "trusted"


# Of the limit. Together less than all of it: an old report comes first in the end, whatever others say.
SOONER_PERCENT: Final = {
    Because.HAPPENING: 25,
    Because.HARM: 15,
    Because.VICTIM: 10,
    Because.CORROBORATED: 10,
    Because.TRUSTED: 10,
}
IN_WORDS: Final = {
    Because.HAPPENING: "happening now",
    Because.HARM: "people were harmed",
    Because.VICTIM: "a journalist, observer or candidate is the target",
    Because.CORROBORATED: "another known source reports the like from the same place",
    Because.TRUSTED: "an accredited source",
}
# Found out after receipt, from other rows; the rest follows from what the report itself says.
FOUND_LATER: Final = frozenset({Because.CORROBORATED, Because.TRUSTED})


class Waiting(Protocol):
    """What the urgency of a report hangs on, and where it is kept."""

    category: Any
    severity: Any
    occurrence: Any
    urgent_for: Any
    clock_from: Any
    due_at: Any
    snoozed_until: Any
    escalated_at: Any
    alarmed_at: Any


def because(
    *,
    occurrence: str,
    harm: Mapping[str, Mapping[str, Any]],
    target_type: str | None,
    journalist_victim: bool,
    found_later: Iterable[str] = (),
) -> list[str]:
    """What speaks for urgency, in a fixed order. Harm counts from its minimum: "perhaps" raises nothing."""
    found = set(FOUND_LATER & set(found_later))
    if occurrence == Occurrence.OCCURRING:
        found.add(Because.HAPPENING)
    if any(int(harmed.get("min") or 0) >= 1 for harmed in harm.values()):
        found.add(Because.HARM)
    if journalist_victim or target_type in VICTIMS:
        found.add(Because.VICTIM)
    return [each.value for each in Because if each in found]


def allowed(*, category: str, severity: int, urgent_for: Collection[str]) -> timedelta:
    """The time for a first look: at least three tenths of the limit, at most four hours."""
    limit, parts = limit_and_parts(category=category, severity=severity, urgent_for=urgent_for)
    return limit - sum(parts.values(), timedelta())


def limit_and_parts(
    *, category: str, severity: int, urgent_for: Collection[str]
) -> tuple[timedelta, dict[Because, timedelta]]:
    """The limit of the class, and by how much each reason shortens it."""
    happening = Because.HAPPENING in urgent_for
    limit = _limit(category, severity, happening=happening)
    parts = [each for each in Because if each in urgent_for]
    if limit in (VIOLENCE_NOW, MAJOR_NOW) and happening:
        parts = [each for each in parts if each is not Because.HAPPENING]  # the class has it already
    return limit, {each: limit * SOONER_PERCENT[each] / 100 for each in parts}


def due(report: Waiting) -> datetime:
    """When it is due as things stand: once escalated, at once; while snoozed, not before it wakes."""
    at: datetime = report.clock_from + _allowed(report)
    if report.escalated_at is not None:
        at = min(at, report.escalated_at)
    if report.snoozed_until is not None:
        at = max(at, report.snoozed_until)
    return at


def restart(report: Waiting, now: datetime) -> None:
    """The whole time once more: a second thought."""
    report.clock_from, report.snoozed_until, report.alarmed_at = now, None, None
    report.due_at = due(report)


def pause(report: Waiting, now: datetime, until: datetime) -> None:
    """Until then its time does not run."""
    resume(report, now)
    report.clock_from += until - now
    report.snoozed_until, report.alarmed_at = until, None
    report.due_at = due(report)


def resume(report: Waiting, now: datetime) -> None:
    """What was left of its time when it was paused runs on, also when the pause ends early."""
    if report.snoozed_until is not None and report.snoozed_until > now:
        report.clock_from -= report.snoozed_until - now
    report.snoozed_until = None
    report.due_at = due(report)


def returns_at(now: datetime, severity: int) -> datetime:
    """When a report that waits for an answer comes back without one."""
    return now + (ANSWER_WITHIN_CRITICAL if severity >= CRITICAL else ANSWER_WITHIN)


def alarms_at(report: Waiting) -> datetime | None:
    """When the leads hear that nobody has looked; None for what can wait until somebody has time."""
    happening = report.occurrence == Occurrence.OCCURRING
    if happening and report.category.startswith("violence."):
        share = ALARM_VIOLENCE_PERCENT
    elif report.severity >= CRITICAL or (happening and report.severity >= MAJOR):
        share = ALARM_PERCENT
    else:
        return None
    at: datetime = report.clock_from + _allowed(report) * share / 100
    return at


def on_top_because(report: Waiting, now: datetime) -> str:
    """Why this one is served first, in words a moderator can check."""
    what = f"severity {report.severity}"
    reasons = [IN_WORDS[each] for each in Because if each in report.urgent_for]
    if Because.HAPPENING in report.urgent_for:
        violent = report.category.startswith("violence.")
        what, reasons = "violence happening now" if violent else f"{what}, happening now", reasons[1:]
    return "; ".join(filter(None, (what, ", ".join(reasons), time_left(report.due_at, now))))


def time_left(due_at: datetime, now: datetime) -> str:
    minutes = int((due_at - now).total_seconds() // 60)
    return f"{minutes} min left" if minutes >= 0 else f"overdue by {-minutes} min"


def _allowed(report: Waiting) -> timedelta:
    return allowed(category=report.category, severity=report.severity, urgent_for=report.urgent_for)


def _limit(category: str, severity: int, *, happening: bool) -> timedelta:
    if happening and category.startswith("violence."):
        return VIOLENCE_NOW
    if happening and severity >= MAJOR:
        return MAJOR_NOW
    return FIRST_LOOK[severity]
