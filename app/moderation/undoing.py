"""Taking back what was just decided: the report, and the incident it went into, stand exactly as before.

What happened stays in the histories; only the state goes back. A step is kept under the version that it led
to, so whatever was changed since makes it unreachable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, update

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.core.errors import PreconditionFailed
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.incidents import history as incident_history
from app.incidents import queries as incident_queries
from app.incidents.models import Incident, IncidentLink
from app.incidents.veracity import Veracity
from app.moderation.assessing import assess
from app.moderation.claiming import check_not_held_by_another
from app.moderation.coded import PLACE, TIME
from app.moderation.errors import UndoNotPossible
from app.moderation.linking import check_open
from app.moderation.models import UndoStep
from app.reports import claims, history, queries, urgency
from app.reports.facets import LocationPrecision, Occurrence, Phase, TimePrecision
from app.reports.lifecycle import Triage
from app.reports.models import Report
from app.tallies.deltas import Deltas

UNDO_WITHIN: Final = timedelta(seconds=10)
UNDONE: Final = "undone"
OF_A_REPORT: Final = (
    "triage", "incident_id", "snoozed_until", "escalated_at", "alarmed_at", "clock_from", "assigned_to",
    "category_confirmed", "tags", *PLACE,
)  # fmt: skip
# What a link changes: what an incident takes over from its first report, and what follows from what it holds.
OF_AN_INCIDENT: Final = (
    *PLACE, *TIME, "harm", "severity", "veracity", "disputed", "before_lead", "report_count",
    "source_count",
)  # fmt: skip
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "triage": Triage,
    "incident_id": UUID,
    "assigned_to": UUID,
    "location_precision": LocationPrecision,
    "time_precision": TimePrecision,
    "occurrence": Occurrence,
    "phase": Phase,
    "snoozed_until": datetime.fromisoformat,
    "escalated_at": datetime.fromisoformat,
    "alarmed_at": datetime.fromisoformat,
    "clock_from": datetime.fromisoformat,
    "occurred_at": datetime.fromisoformat,
    "occurred_on": date.fromisoformat,
    "veracity": Veracity,
}


@dataclass(frozen=True, slots=True)
class Before:
    """How a report stood, and the incident that it is about to enter or to leave."""

    report: dict[str, Any]
    reason_code: str | None
    incident: dict[str, Any] | None


def before(session: ReadSession, report: Report, incident: Incident | None = None) -> Before:
    return Before(
        {name: history.plain(getattr(report, name)) for name in OF_A_REPORT},
        queries.reason_code(session, report),
        None
        if incident is None
        else {name: history.plain(getattr(incident, name)) for name in OF_AN_INCIDENT},
    )


def remember(
    session: WriteSession,
    actor: Actor,
    report: Report,
    stood: Before,
    now: datetime,
    *,
    incident: Incident | None = None,
    lasting: timedelta = UNDO_WITHIN,
    bulk_id: UUID | None = None,
) -> None:
    """After the change. `incident` is the one that the report entered or left by it."""
    entered = None
    if incident is not None:
        entered = {"id": str(incident.id), "version": incident.version, "before": stood.incident}
    session.add(
        UndoStep(
            election_id=report.election_id,
            report_id=report.id,
            version=report.version,
            account_id=actor.account_id,
            bulk_id=bulk_id,
            at=now,
            expires_at=now + lasting,
            before={"report": stood.report, "reason_code": stood.reason_code, "incident": entered},
        )
    )


def undo(
    session: WriteSession, view: ElectionView, actor: Actor, report_id: UUID, version: int, now: datetime
) -> tuple[Report, Incident | None]:
    """Take back one's own decision of a moment ago; the report is claimed again. The incident is where it
    stands now."""
    report = queries.lock(session, view.id, report_id)
    if report.version != version:
        raise PreconditionFailed(report.version)
    step = session.get(UndoStep, (view.id, report.id, report.version))
    if step is None or step.account_id != actor.account_id or step.bulk_id is not None:
        raise UndoNotPossible("What was done last is no decision of yours. Use reopen.")
    check_may_be_undone(session, report, step, actor, now)
    incident = take_back(session, view, actor, report, step, now)
    claims.take(session, report, actor.account_id, now, name_of(session))
    return report, incident


def check_may_be_undone(
    session: WriteSession, report: Report, step: UndoStep, actor: Actor, now: datetime
) -> None:
    if step.expires_at <= now:
        raise UndoNotPossible("The time to take it back is over. Use reopen.")
    check_not_held_by_another(session, report, actor, now)


def take_back(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    step: UndoStep,
    now: datetime,
    counted_with: Deltas | None = None,
) -> Incident | None:
    """The report is locked, and stands in the version that the step led to."""
    entered = step.before["incident"]
    incident = incident_queries.lock(session, view.id, UUID(entered["id"])) if entered else None
    stood = step.before["report"]
    if incident is not None and stood["incident_id"] is not None:
        check_open(incident)
    with history.change(
        session,
        report,
        account_id=actor.account_id,
        event=UNDONE,
        at=now,
        reason_code=step.before["reason_code"],
        counted_with=counted_with,
    ):
        _restore(report, stood)
        report.due_at = urgency.due(report)
    if incident is not None:
        _relink(session, report, step, linked=stood["incident_id"] is not None)
        _restore_incident(session, view, actor, report, incident, step, now)
    session.delete(step)
    return incident if report.incident_id is not None else None


def _relink(session: WriteSession, report: Report, step: UndoStep, *, linked: bool) -> None:
    """A link that was never meant leaves no trace: the two may be suggested again."""
    of_report = (IncidentLink.election_id == report.election_id, IncidentLink.report_id == report.id)
    if linked:
        ended = update(IncidentLink).where(*of_report, IncidentLink.unlinked_at == step.at)
        session.execute(ended.values(unlinked_at=None, unlinked_by=None))
    else:
        session.execute(delete(IncidentLink).where(*of_report, IncidentLink.linked_at == step.at))


def _restore_incident(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    incident: Incident,
    step: UndoStep,
    now: datetime,
) -> None:
    """As it was, unless somebody changed it meanwhile: then only its numbers follow."""
    kept = step.before["incident"]
    exactly = kept["before"] is not None and incident.version == kept["version"]
    with incident_history.change(
        session,
        incident,
        account_id=actor.account_id,
        event=UNDONE,
        at=now,
        drafts=not exactly,
        note=str(report.id),
    ):
        if exactly:
            _restore(incident, kept["before"])
        else:
            assess(session, view, incident)
    if exactly:
        incident_history.take_back_draft(session, incident, author_id=actor.account_id, at=step.at)


def _restore(row: object, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value if value is None or name not in _READ else _READ[name](value))
