"""The triage axis of a report: which decision leads where. A table, readable by a lawyer."""

from enum import StrEnum
from typing import Final


class Triage(StrEnum):
    RECEIVED = "received"
    IN_TRIAGE = "in_triage"
    LINKED = "linked"
    NEEDS_INFO = "needs_info"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Decision(StrEnum):
    """What a moderator may decide; `unlink` happens on the incident, `withdraw` is the sender's."""

    LINK = "link"
    REJECT = "reject"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    NEEDS_INFO = "needs_info"
    SNOOZE = "snooze"
    ESCALATE = "escalate"
    REOPEN = "reopen"


# A flag of a linked report: what is already public can only be withdrawn by a person.
SENDER_WITHDREW: Final = "sender-withdrew"

OPEN: Final = frozenset({Triage.RECEIVED, Triage.IN_TRIAGE, Triage.NEEDS_INFO})
ENDED: Final = frozenset(Triage) - OPEN
NEVER_COUNTED: Final = frozenset(
    {Triage.REJECTED, Triage.DUPLICATE, Triage.OUT_OF_SCOPE, Triage.WITHDRAWN, Triage.ERASED}
)

LEADS_TO: Final[dict[Decision, Triage]] = {
    Decision.LINK: Triage.LINKED,
    Decision.REJECT: Triage.REJECTED,
    Decision.DUPLICATE: Triage.DUPLICATE,
    Decision.OUT_OF_SCOPE: Triage.OUT_OF_SCOPE,
    Decision.NEEDS_INFO: Triage.NEEDS_INFO,
    Decision.SNOOZE: Triage.IN_TRIAGE,
    Decision.ESCALATE: Triage.IN_TRIAGE,
    Decision.REOPEN: Triage.IN_TRIAGE,
}
# `duplicate` says it all, as `link`, `snooze` and `reopen` do.
NEEDS_REASON: Final = frozenset(
    {Decision.REJECT, Decision.OUT_OF_SCOPE, Decision.NEEDS_INFO, Decision.ESCALATE}
)


def allowed_from(decision: Decision) -> frozenset[Triage]:
    """The states in which this decision may be taken."""
    if decision is Decision.REOPEN:
        return (ENDED - {Triage.ERASED}) | {Triage.NEEDS_INFO}
    return OPEN


def may_decide(current: Triage, decision: Decision) -> bool:
    return current in allowed_from(decision)


def after_unlinking(*, sender_withdrew: bool) -> Triage:
    """A report its sender took back while an incident held it ends once it is let go."""
    return Triage.WITHDRAWN if sender_withdrew else Triage.IN_TRIAGE


def may_withdraw(current: Triage) -> bool:
    """The sender may take a report back in every state but these."""
    return current not in {Triage.WITHDRAWN, Triage.ERASED}
