"""Two incidents turn out to be one, and perhaps two after all: merging that can be undone exactly.

A merged incident is kept as it was and holds nothing; its reports are counted with the survivor. A report's
link stays with the incident it was linked to, which is how it finds its way back.

Rows are locked as everywhere: the election first, for the chains of incidents that continue one another, then
reports before incidents, each in the order of their ids.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.accounts.actor import Actor
from app.core.errors import PreconditionFailed
from app.db.session import WriteSession
from app.elections.queries import lock_election
from app.elections.view import ElectionView
from app.incidents import history, queries
from app.incidents.errors import CannotMerge, IncidentMerged, NotMerged
from app.incidents.lifecycle import Publication, may_merge
from app.incidents.models import Incident, IncidentLink
from app.moderation.assessing import assess
from app.moderation.chains import check_merge
from app.moderation.claiming import INCIDENTS, check_not_held_by_another
from app.moderation.linking import check_open
from app.reports import history as report_history
from app.reports.models import Report


def merge(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    incident_id: UUID,
    version: int,
    into_id: UUID,
    now: datetime,
) -> Incident:
    """All reports of the one move into the other, which keeps its verdicts, publication and text.

    The public sees it once somebody else publishes the survivor's new draft.
    """
    if incident_id == into_id:
        raise CannotMerge("Name another incident to merge this one into.")
    lock_election(session, view.id)
    reports = _lock_reports(session, view, Report.incident_id == incident_id)
    incident, survivor = _lock_two(session, view, incident_id, into_id)
    _check_version(incident, version)
    for each in (incident, survivor):
        check_not_held_by_another(session, each, actor, now, INCIDENTS)
        check_open(each)
    if not may_merge(incident.publication, survivor.publication):
        raise CannotMerge(_why_not(incident, survivor))
    check_merge(session, incident, survivor)
    with report_history.together(session, view.id) as deltas:
        with history.change(
            session,
            incident,
            account_id=actor.account_id,
            event="merged",
            at=now,
            note=survivor.work_ref,
            counted_with=deltas,
        ):
            incident.merged_into = survivor.id
        with history.change(
            session,
            survivor,
            account_id=actor.account_id,
            event="took_in",
            at=now,
            drafts=True,
            note=incident.work_ref,
            counted_with=deltas,
        ):
            _move(session, actor, reports, survivor, "merged", now)
            assess(session, view, survivor)
    return survivor


def unmerge(
    session: WriteSession, view: ElectionView, actor: Actor, incident_id: UUID, version: int, now: datetime
) -> Incident:
    """The reports that came with it and are still there go back; those linked since stay where they are."""
    into_id = queries.get(session, view.id, incident_id).merged_into
    if into_id is None:
        raise NotMerged("Read it again: it stands for itself.")
    linked = _linked_inside(session, view, incident_id)
    came = _lock_reports(session, view, Report.incident_id == into_id, Report.id.in_(linked))
    incident, survivor = _lock_two(session, view, incident_id, into_id)
    for each in (incident, survivor):
        check_not_held_by_another(session, each, actor, now, INCIDENTS)
    _check_version(incident, version)
    if survivor.merged_into is not None:
        message = "The incident that holds it is merged itself: take that one out first."
        raise IncidentMerged(message, into=str(survivor.merged_into))
    if incident.publication is Publication.WITHDRAWN:
        raise CannotMerge("It was withdrawn and stays closed. Unlink its reports instead.")
    with report_history.together(session, view.id) as deltas:
        with history.change(
            session,
            survivor,
            account_id=actor.account_id,
            event="gave_back",
            at=now,
            drafts=True,
            note=incident.work_ref,
            counted_with=deltas,
        ):
            _move(session, actor, came, incident, "unmerged", now)
            assess(session, view, survivor)
        with history.change(
            session,
            incident,
            account_id=actor.account_id,
            event="unmerged",
            at=now,
            drafts=len(came) != incident.report_count,
            note=survivor.work_ref,
            counted_with=deltas,
        ):
            incident.merged_into = None
            assess(session, view, incident)
    return incident


def _move(
    session: WriteSession,
    actor: Actor,
    reports: Sequence[Report],
    incident: Incident,
    event: str,
    now: datetime,
) -> None:
    for report in reports:
        with report_history.change(
            session, report, account_id=actor.account_id, event=event, at=now, note=incident.work_ref
        ):
            report.incident_id = incident.id


def _linked_inside(session: WriteSession, view: ElectionView, incident_id: UUID) -> Collection[UUID]:
    """Reports linked to the incident, or to one that was merged into it before."""
    inside = {incident_id} | queries.merged_ids(session, view.id, incident_id)
    linked = select(IncidentLink.report_id).where(
        IncidentLink.election_id == view.id,
        IncidentLink.incident_id.in_(inside),
        IncidentLink.unlinked_at.is_(None),
    )
    return session.scalars(linked).all()


def _lock_reports(session: WriteSession, view: ElectionView, *where: ColumnElement[bool]) -> Sequence[Report]:
    found = select(Report).where(Report.election_id == view.id, *where).order_by(Report.id)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _lock_two(
    session: WriteSession, view: ElectionView, incident_id: UUID, other_id: UUID
) -> tuple[Incident, Incident]:
    rows = {each: queries.lock(session, view.id, each) for each in sorted((incident_id, other_id))}
    return rows[incident_id], rows[other_id]


def _check_version(incident: Incident, version: int) -> None:
    """Links count as changes: in this version, the reports that were locked before are all there are."""
    if incident.version != version:
        raise PreconditionFailed(incident.version)


def _why_not(incident: Incident, survivor: Incident) -> str:
    if Publication.MERGED in (incident.publication, survivor.publication):
        return "In public it is still part of another incident: have that one published first."
    return "It is published: merge it into a published incident, or the other one into it."
