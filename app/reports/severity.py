"""Severity 5 critical … 1 informational: the category's, raised by rules, with the reasons in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.reports.facets import Party

CRITICAL: Final = 5
MAJOR: Final = 4
MANY_IN_HOSPITAL: Final = 10
MANY_STATIONS: Final = 3
PROTECTED: Final = frozenset({Party.JOURNALIST, Party.OBSERVER, Party.CANDIDATE_OR_LEADER})
ALREADY_ABOUT_THE_VICTIM: Final = (
    "media.",
    "violence.assault_on_candidate",
    "violence.assault_on_observer_official",
)


@dataclass(frozen=True, slots=True)
class Severity:
    value: int
    reasons: tuple[str, ...]


def severity(
    *,
    category: str,
    default: int,
    harm: Mapping[str, Mapping[str, Any]],
    target_type: str | None,
    journalist_victim: bool,
    stations_affected_min: int,
) -> Severity:
    """The severity of a report by the rules of docs/architecture.md ("severity").

    Only minimums count: "perhaps hurt" raises nothing. Happening now raises urgency, never severity.
    """
    value, reasons = default, [f"category: {default}"]
    if _least(harm, "deaths") >= 1 or _least(harm, "hospitalised") >= MANY_IN_HOSPITAL:
        value = CRITICAL
        reasons.append("a death, or ten or more in hospital: 5")
    elif _least(harm, "hospitalised") >= 1 and value < MAJOR:
        value = MAJOR
        reasons.append("somebody in hospital: at least 4")
    protected = journalist_victim or target_type in PROTECTED
    hurt = any(_least(harm, kind) >= 1 for kind in ("injured", "hospitalised", "detained", "deaths"))
    if protected and hurt and not category.startswith(ALREADY_ABOUT_THE_VICTIM):
        value += 1
        reasons.append("a journalist, observer or candidate was harmed: +1")
    if stations_affected_min >= MANY_STATIONS:
        value += 1
        reasons.append("three stations or more: +1")
    return Severity(min(value, CRITICAL), tuple(reasons))


def _least(harm: Mapping[str, Mapping[str, Any]], kind: str) -> int:
    return int((harm.get(kind) or {}).get("min") or 0)
