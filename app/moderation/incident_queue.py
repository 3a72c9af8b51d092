"""The next incident: the first one due that this person may bring a step further."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, literal, or_, select

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.accounts.roles import Role
from app.core.errors import Forbidden
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.incidents import claims, history
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, Revision, Verdict
from app.incidents.veracity import NEEDS_TWO, Veracity
from app.moderation.named_queues import COUNTED_TO
from app.moderation.queue_names import IncidentQueue
from app.reports.facets import Occurrence, TimePrecision
from app.reports.models import Photo, Redaction, RedactionState, Report
from app.reports.urgency import time_left

NO_TEXT: Final = "{}"


WAITS_FOR: Final = {
    IncidentQueue.VERIFY: "waits for a first verdict",
    IncidentQueue.SECOND_CHECK: "waits for a second person's verdict",
    IncidentQueue.REDACTION_REVIEW: "waits for somebody to look at a redaction",
    IncidentQueue.PUBLISH: "waits to be published",
}


@dataclass(frozen=True, slots=True)
class Counted:
    queue: IncidentQueue
    count: int
    more: bool  # than counted


def next_incident(
    session: WriteSession, view: ElectionView, actor: Actor, queue: IncidentQueue, now: datetime
) -> Incident | None:
    """Claim and return the one that comes due first; None when nothing waits for this person.

    Never the same one to two people, as with reports. What a pair rule forbids this person is not served:
    a second verdict beside their own, their own redaction, their own revision.
    """
    if queue is IncidentQueue.PUBLISH and Role.LEAD not in actor.roles_in(view.id):
        raise Forbidden("Publishing needs a lead.")
    statement = waiting(view, actor, queue, now).with_for_update(skip_locked=True, of=Incident)
    # A claim that was committed after the statement began is seen only now: then the next one is due.
    while (incident := session.scalar(statement)) is not None:
        if claims.find(session, incident, now) is None:
            claims.take(session, incident, actor.account_id, now, name_of(session))
            history.note_event(session, incident, account_id=actor.account_id, event="claimed", at=now)
            return incident
    return None


def counts(
    session: ReadSession, view: ElectionView, actor: Actor, now: datetime, up_to: int = COUNTED_TO
) -> list[Counted]:
    """Of every queue that serves this person: what stands in it, whoever works on it."""
    found = []
    for queue in IncidentQueue:
        if queue is IncidentQueue.PUBLISH and Role.LEAD not in actor.roles_in(view.id):
            continue
        some = select(literal(1)).where(*_standing(view, actor, queue, now)).limit(up_to + 1)
        count = session.scalar(select(func.count()).select_from(some.subquery())) or 0
        found.append(Counted(queue, min(count, up_to), more=count > up_to))
    return found


def waiting(view: ElectionView, actor: Actor, queue: IncidentQueue, now: datetime) -> Select[Incident]:
    return (
        select(Incident)
        .where(*_standing(view, actor, queue, now), ~claims.held(view.id, now))
        .order_by(Incident.due_at, Incident.id)
        .limit(1)
    )


def on_top_because(incident: Incident, queue: IncidentQueue, now: datetime) -> str:
    """Why this one is served first, in words that can be checked."""
    waits = "two verdicts differ" if incident.before_lead else WAITS_FOR[queue]
    return f"{waits}; severity {incident.severity}; {time_left(incident.due_at, now)}"


Conditions = list[ColumnElement[bool]]


def _standing(view: ElectionView, actor: Actor, queue: IncidentQueue, now: datetime) -> Conditions:
    return [
        Incident.election_id == view.id,
        Incident.publication != Publication.WITHDRAWN,
        Incident.merged_into.is_(None),
        Incident.report_count > 0,
        *_CONDITIONS[queue](view, actor, now),
    ]


def _verify(_view: ElectionView, _actor: Actor, _now: datetime) -> Conditions:
    return [~_verdicts().exists()]


def _second_check(view: ElectionView, actor: Actor, _now: datetime) -> Conditions:
    """A strong word of one other person; where two differ, it is a lead's turn."""
    strong = _verdicts().where(Verdict.veracity.in_(NEEDS_TWO)).exists()
    own = _verdicts().where(Verdict.account_id == actor.account_id).exists()
    open_ = and_(Incident.veracity.not_in(NEEDS_TWO), Incident.before_lead.is_(False), strong, ~own)
    if Role.LEAD in actor.roles_in(view.id):
        return [or_(open_, Incident.before_lead)]
    return [open_]


def _redaction_review(view: ElectionView, actor: Actor, _now: datetime) -> Conditions:
    proposed = (
        select(Redaction.id)
        .join(Photo, and_(Photo.election_id == Redaction.election_id, Photo.id == Redaction.photo_id))
        .join(Report, and_(Report.election_id == Photo.election_id, Report.id == Photo.report_id))
        .where(
            Report.election_id == view.id,
            Report.incident_id == Incident.id,
            Redaction.state == RedactionState.PROPOSED,
        )
    )
    if view.four_eyes:
        proposed = proposed.where(Redaction.made_by != actor.account_id)
    return [proposed.exists()]


def _publish(view: ElectionView, actor: Actor, now: datetime) -> Conditions:
    """Judged, with a text, old enough, and with a newest revision by somebody else."""
    newest = select(Revision.number).where(
        Revision.election_id == Incident.election_id,
        Revision.incident_id == Incident.id,
        Revision.number == Incident.revision,
    )
    if view.four_eyes:
        newest = newest.where(Revision.author_id != actor.account_id)
    to_the_minute = Incident.time_precision == TimePrecision.MINUTE
    happened_by = func.coalesce(case((to_the_minute, Incident.occurred_at)), Incident.created_at)
    return [
        Incident.revision > Incident.published_revision,
        Incident.veracity != Veracity.UNREVIEWED,
        Incident.occurrence != Occurrence.WILL_OCCUR,
        cast(Incident.public_text, Text) != NO_TEXT,
        happened_by <= now - timedelta(minutes=view.publication_delay_minutes),
        newest.exists(),
    ]


def _verdicts() -> Select[Verdict]:
    """In force."""
    return select(Verdict).where(
        Verdict.election_id == Incident.election_id,
        Verdict.incident_id == Incident.id,
        Verdict.replaced_at.is_(None),
    )


_CONDITIONS: Final[dict[IncidentQueue, Callable[[ElectionView, Actor, datetime], Conditions]]] = {
    IncidentQueue.VERIFY: _verify,
    IncidentQueue.SECOND_CHECK: _second_check,
    IncidentQueue.REDACTION_REVIEW: _redaction_review,
    IncidentQueue.PUBLISH: _publish,
}
