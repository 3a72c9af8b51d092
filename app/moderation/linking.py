"""Putting reports into incidents and taking them out again: the counts move in the same transaction.

Rows are locked in one order everywhere, the report before the incident, and counted in that order too, so
that two moderators can never wait for each other.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from app.accounts.actor import Actor
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import history as incident_history
from app.incidents import queries as incident_queries
from app.incidents.errors import IncidentClosed, IncidentMerged
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, IncidentLink
from app.moderation.assessing import assess
from app.moderation.coded import PLACE, TIME, current, is_placed, is_timed
from app.reports import claims, history, urgency
from app.reports.errors import ReportIsATest
from app.reports.lifecycle import SENDER_WITHDREW, Triage, after_unlinking
from app.reports.models import Report


def link(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    incident: Incident,
    now: datetime,
    *,
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Both rows are locked and the report is open. A first report gives the incident what it lacks."""
    check_open(incident)
    _take_out_of_triage(session, actor, report, incident.id, now, reason_code=reason_code, note=note)
    _add_link(session, actor, report, incident.id, now)
    with incident_history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="linked",
        at=now,
        drafts=True,
        note=str(report.id),
    ):
        if incident.report_count == 0:
            _inherit(incident, report)
        assess(session, view, incident)


def link_to_new(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    incident: Incident,
    now: datetime,
    *,
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Open `incident`, a row not yet stored, with this one report."""
    _take_out_of_triage(session, actor, report, incident.id, now, reason_code=reason_code, note=note)
    session.add(incident)
    session.flush()
    _add_link(session, actor, report, incident.id, now)
    assess(session, view, incident)
    incident_history.created(session, incident, account_id=actor.account_id, at=now)


def unlink(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    report: Report,
    incident: Incident,
    now: datetime,
    *,
    event: str = "unlinked",
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Both rows are locked, and the incident holds the report. The link stays as one that ended,
    where the report was linked: that may be an incident since merged into this one.
    """
    with history.change(
        session,
        report,
        account_id=actor.account_id,
        event=event,
        at=now,
        reason_code=reason_code,
        note=note,
    ):
        report.incident_id = None
        report.triage = after_unlinking(sender_withdrew=SENDER_WITHDREW in report.flags)
        urgency.restart(report, now)
    session.execute(
        update(IncidentLink)
        .where(
            IncidentLink.election_id == view.id,
            IncidentLink.report_id == report.id,
            IncidentLink.unlinked_at.is_(None),
        )
        .values(unlinked_at=now, unlinked_by=actor.account_id)
    )
    with incident_history.change(
        session,
        incident,
        account_id=actor.account_id,
        event="unlinked",
        at=now,
        drafts=True,
        note=str(report.id),
    ):
        assess(session, view, incident)


def locked_incident_of(session: WriteSession, view: ElectionView, report: Report) -> Incident | None:
    if report.incident_id is None:
        return None
    return incident_queries.lock(session, view.id, report.incident_id)


def check_open(incident: Incident) -> None:
    if incident.merged_into is not None:
        message = "Work on the incident that holds its reports, or take this one out of it first."
        raise IncidentMerged(message, into=str(incident.merged_into))
    if incident.publication is Publication.WITHDRAWN:
        raise IncidentClosed("Open a new incident for what happened; the withdrawn one stays as it is.")


def check_not_a_test(report: Report) -> None:
    if report.test:
        raise ReportIsATest("Reject it with R4, or leave it: tests are never counted.")


def _take_out_of_triage(
    session: WriteSession,
    actor: Actor,
    report: Report,
    incident_id: UUID,
    now: datetime,
    *,
    reason_code: str | None,
    note: str,
) -> None:
    with history.change(
        session,
        report,
        account_id=actor.account_id,
        event=Triage.LINKED,
        at=now,
        reason_code=reason_code,
        note=note,
    ):
        report.triage, report.incident_id = Triage.LINKED, incident_id
        report.snoozed_until = report.escalated_at = report.alarmed_at = None
        report.category_confirmed = True  # whoever puts it into an incident has looked at what it is about
    claims.release(session, report)


def _add_link(session: WriteSession, actor: Actor, report: Report, incident_id: UUID, now: datetime) -> None:
    session.add(
        IncidentLink(
            election_id=report.election_id,
            id=uuid4(),
            incident_id=incident_id,
            report_id=report.id,
            linked_at=now,
            linked_by=actor.account_id,
            unlinked_at=None,
            unlinked_by=None,
        )
    )


def _inherit(incident: Incident, report: Report) -> None:
    """Place, time and harm from its first report, each unless somebody gave it."""
    own = current(incident)
    inherited = [*(() if is_placed(own) else PLACE), *(() if is_timed(own) else TIME)]
    inherited += () if incident.harm else ("harm",)
    for name in inherited:
        setattr(incident, name, getattr(report, name))
