"""What a moderator decides about a report, and what follows: state, clock, incident, history."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.actor import Actor
from app.core.errors import InvalidRequest
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import queries as incident_queries
from app.incidents.models import Incident
from app.moderation import drafts, linking, undoing
from app.moderation.coded import current
from app.moderation.coding import locked_for_change
from app.moderation.incidents import opened
from app.moderation.schemas import DecisionIn
from app.reports import claims, history, reasons, urgency
from app.reports.errors import ReasonRequired, TransitionNotAllowed
from app.reports.lifecycle import LEADS_TO, NEEDS_REASON, Decision, Triage, may_decide
from app.reports.models import Report

Decided = Callable[[WriteSession, ElectionView, Actor, Report, DecisionIn, datetime], Incident | None]


def decide(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report_id: UUID,
    version: int,
    decision: DecisionIn,
    now: datetime,
) -> tuple[Report, Incident | None]:
    """Apply one decision, or refuse it and change nothing. The claim ends with it, but for `reopen`.

    `link` without an incident opens a new one with the report's coding. The incident returned is the one
    that the report belongs to now. For ten seconds it can be taken back.
    """
    report = locked_for_change(session, view, actor, report_id, version, now)
    if not may_decide(report.triage, decision.decision):
        raise TransitionNotAllowed(report.triage, decision.decision)
    _check_reason(decision)
    touched = _touched(session, view, report, decision)
    stood = undoing.before(session, report, touched)
    incident = _DECIDED[decision.decision](session, view, actor, report, decision, now)
    if decision.decision is not Decision.REOPEN:
        claims.release(session, report)
    drafts.forget(session, view, actor, report_id)
    undoing.remember(session, actor, report, stood, now, incident=incident or touched)
    return report, incident


def _touched(
    session: WriteSession, view: ElectionView, report: Report, decision: DecisionIn
) -> Incident | None:
    """The incident, held until commit, that the report enters or leaves; none if it opens a new one."""
    if decision.decision is Decision.REOPEN:
        return linking.locked_incident_of(session, view, report)
    return None if decision.incident is None else incident_queries.lock(session, view.id, decision.incident)


def _check_reason(decision: DecisionIn) -> None:
    fitting = reasons.fitting(decision.decision)
    if decision.reason_code is None:
        if decision.decision in NEEDS_REASON:
            raise ReasonRequired(
                f"Give reason_code: one of {', '.join(fitting)}.", reason_codes=list(fitting)
            )
        return
    if decision.reason_code not in fitting:
        message = f"One of {', '.join(fitting)}." if fitting else "This decision takes no reason code."
        error = {"pointer": "/reason_code", "code": "reason-does-not-fit", "message": message}
        raise InvalidRequest("The reason code does not fit the decision.", [error])


def _link(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    decision: DecisionIn,
    now: datetime,
) -> Incident:
    linking.check_not_a_test(report)
    if decision.incident is None:
        incident = opened(view, actor, current(report), now)
        linking.link_to_new(session, view, actor, report, incident, now, note=decision.note)
    else:
        incident = incident_queries.lock(session, view.id, decision.incident)
        linking.link(session, view, actor, report, incident, now, note=decision.note)
    return incident


def _end(
    session: WriteSession,
    _view: ElectionView,
    actor: Actor,
    report: Report,
    decision: DecisionIn,
    now: datetime,
) -> None:
    with _change(session, actor, report, decision, now):
        report.triage = LEADS_TO[decision.decision]
        report.snoozed_until = report.escalated_at = report.alarmed_at = None


def _pause(
    session: WriteSession,
    _view: ElectionView,
    actor: Actor,
    report: Report,
    decision: DecisionIn,
    now: datetime,
) -> None:
    """Out of the queue until then, or until the sender answers."""
    until = decision.until or urgency.returns_at(now, report.severity)
    if until <= now:
        message = "Name an instant that is still to come."
        raise InvalidRequest(message, [{"pointer": "/until", "code": "in-the-past", "message": message}])
    with _change(session, actor, report, decision, now):
        report.triage = LEADS_TO[decision.decision]
        urgency.pause(report, now, until)


def _escalate(
    session: WriteSession,
    _view: ElectionView,
    actor: Actor,
    report: Report,
    decision: DecisionIn,
    now: datetime,
) -> None:
    with _change(session, actor, report, decision, now):
        report.triage = LEADS_TO[decision.decision]
        report.escalated_at = now
        urgency.resume(report, now)


def _reopen(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    decision: DecisionIn,
    now: datetime,
) -> None:
    incident = linking.locked_incident_of(session, view, report)
    if incident is not None:
        linking.unlink(
            session, view, actor, report, incident, now, event=decision.decision, note=decision.note
        )
        return
    start = urgency.resume if report.triage is Triage.NEEDS_INFO else urgency.restart
    with _change(session, actor, report, decision, now):
        report.triage = LEADS_TO[decision.decision]
        start(report, now)


def _change(
    session: WriteSession, actor: Actor, report: Report, decision: DecisionIn, now: datetime
) -> AbstractContextManager[None]:
    return history.change(
        session,
        report,
        account_id=actor.account_id,
        event=decision.decision,
        at=now,
        reason_code=decision.reason_code,
        note=decision.note,
    )


_DECIDED: Final[dict[Decision, Decided]] = {
    Decision.LINK: _link,
    Decision.REJECT: _end,
    Decision.DUPLICATE: _end,
    Decision.OUT_OF_SCOPE: _end,
    Decision.NEEDS_INFO: _pause,
    Decision.SNOOZE: _pause,
    Decision.ESCALATE: _escalate,
    Decision.REOPEN: _reopen,
}
