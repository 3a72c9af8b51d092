"""Reason codes: why a moderator decided so, in words for the team, the public and the sender."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

WITHDRAW: Final = "withdraw"  # the one decision about an incident that has reasons; all else are of reports


@dataclass(frozen=True, slots=True)
class Reason:
    """Codes are permanent: one that falls out of use keeps its meaning in the histories that name it."""

    code: str
    decisions: frozenset[str]
    label: Mapping[str, str]
    public: Mapping[str, str]
    sender: Mapping[str, str]


def parse(document: Mapping[str, Any]) -> Mapping[str, Reason]:
    """By code; a `public` that is a word stands for the sentence of that name."""
    reasons = {
        entry["code"]: Reason(
            code=entry["code"],
            decisions=frozenset(entry["decisions"]),
            label=entry["label"],
            public=document[entry["public"]] if isinstance(entry["public"], str) else entry["public"],
            sender=entry["sender"],
        )
        for entry in document["reasons"]
    }
    return MappingProxyType(reasons)


def fitting(decision: str) -> tuple[str, ...]:
    """The codes a decision can carry; none where the decision says it all."""
    return tuple(code for code, reason in REASONS.items() if decision in reason.decisions)


def to_sender(code: str | None) -> Mapping[str, str] | None:
    """What the sender reads, by language; None without a code, or for one of another time."""
    reason = REASONS.get(code or "")
    return None if reason is None else reason.sender


REASONS: Final = parse(
    json.loads(resources.files("app.reports").joinpath("data/reasons.json").read_text(encoding="utf-8"))
)
