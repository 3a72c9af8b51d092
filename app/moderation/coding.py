"""The moderators' coding of a report: kept beside what was sent, which never changes."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.core.errors import PreconditionFailed
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import history as incident_history
from app.incidents import queries as incident_queries
from app.jobs.queue import enqueue
from app.moderation.assessing import assess, severity_of, urgent_for
from app.moderation.coded import PLACE, TIME, current, kind_of, recoded
from app.moderation.schemas import CodingIn
from app.reports import claims, history, queries, urgency
from app.reports.lifecycle import Triage
from app.reports.models import Report

# A job: photos are compared with where and when their report says it was.
MOVED: Final = "report.moved"


def locked_for_change(
    session: WriteSession, view: ElectionView, actor: Actor, report_id: UUID, version: int, now: datetime
) -> Report:
    """The report, held until commit, in the version the moderator saw and under their claim."""
    report = queries.lock(session, view.id, report_id)
    claims.require(session, report, actor.account_id, now, name_of(session))
    if report.version != version:
        raise PreconditionFailed(report.version)
    return report


def recode(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report_id: UUID,
    version: int,
    changes: CodingIn,
    now: datetime,
) -> Report:
    """Change the coding; severity, what it counts as and when it is due follow by the rules.

    The first coding takes a report into triage. One that an incident holds may raise or lower the
    incident's severity. Another place or time is looked at again beside the report's photos.
    """
    report = locked_for_change(session, view, actor, report_id, version, now)
    given = changes.given()
    columns = _columns(view, report, given)
    reason = given.get("severity_reason") or ""
    if any(columns[name] != getattr(report, name) for name in (*PLACE, *TIME)):
        enqueue(session, MOVED, now, election_id=view.id, report_id=str(report_id))
    with history.change(session, report, account_id=actor.account_id, event="coded", at=now, note=reason):
        for name, value in columns.items():
            setattr(report, name, value)
        if "severity" in given:
            report.severity_override = given["severity"] is not None
            report.severity = given["severity"] or report.severity
        if not report.severity_override:
            report.severity = severity_of(view, report).value
        if report.triage is Triage.RECEIVED:
            report.triage = Triage.IN_TRIAGE
        report.urgent_for = urgent_for(report)
        report.due_at = urgency.due(report)
    if report.incident_id is not None:
        _reassess(session, view, actor, report, now)
    return report


def _columns(view: ElectionView, report: Report, given: dict[str, Any]) -> dict[str, Any]:
    columns = recoded(view, current(report), given)
    if "category" in given:
        columns["category_confirmed"] = True
    if "secondary_categories" in given:
        for number, slug in enumerate(given["secondary_categories"]):
            kind_of(view, slug, f"/secondary_categories/{number}")
        columns["secondary_categories"] = given["secondary_categories"]
    if "tags" in given:
        columns["tags"] = given["tags"]
    return columns


def _reassess(session: WriteSession, view: ElectionView, actor: Actor, report: Report, now: datetime) -> None:
    """An incident is as severe as its worst report."""
    assert report.incident_id is not None  # noqa: S101  the caller's condition, for the type checker
    incident = incident_queries.lock(session, view.id, report.incident_id)
    highest = max(linked.severity for linked in incident_queries.reports_of(session, incident))
    if incident.severity_override or incident.severity == highest:
        return
    with incident_history.change(
        session, incident, account_id=actor.account_id, event="report_coded", at=now, drafts=True
    ):
        assess(session, view, incident)
