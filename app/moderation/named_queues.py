"""The queues by name: views over the reports that wait, each with its condition and a cheap count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.moderation.queue_names import ReportQueue
from app.reports import claims
from app.reports.lifecycle import Triage
from app.reports.models import ASSIGNED, BEFORE_LEADS, HAPPENING, SNOOZED, WAITING, Claim, Report
from app.tallies.cells import Grain
from app.tallies.models import StaffTally

COUNTED_TO: Final = 1000  # beyond it, nobody needs to know how many exactly


@dataclass(frozen=True, slots=True)
class Counted:
    queue: ReportQueue
    count: int
    more: bool  # than counted


Conditions = list[ColumnElement[bool]]


def conditions(queue: ReportQueue, view: ElectionView, account_id: UUID, now: datetime) -> Conditions:
    """What stands in it, whoever works on it. Tests and what is quarantined stand in none."""
    waiting: Conditions = [
        WAITING,  # type: ignore[list-item]  # as text, word for word that of the index
        Report.election_id == view.id,
        Report.quarantined.is_(False),
    ]
    return [*waiting, *_CONDITIONS[queue](view, account_id, now)]


def may_be_served(queue: ReportQueue, view: ElectionView, actor: Actor, now: datetime) -> Conditions:
    """Of those in the queue, what is handed to this person unasked.

    Nobody gets what somebody else holds, nobody but a lead what was escalated, and what is assigned to
    somebody else only once it is overdue: it must not wait for a person who has gone home.
    """
    if queue is ReportQueue.MINE:
        return []
    found: Conditions = [
        ~claims.held(view.id, now),
        or_(Report.assigned_to.is_(None), Report.assigned_to == actor.account_id, Report.due_at <= now),
    ]
    if queue not in (ReportQueue.SNOOZED, ReportQueue.NEEDS_INFO):
        found.append(_awake(now))
    if Role.LEAD not in actor.roles_in(view.id):
        found.append(Report.escalated_at.is_(None))
    return found


def counts(
    session: ReadSession, view: ElectionView, account_id: UUID, now: datetime, up_to: int = COUNTED_TO
) -> list[Counted]:
    """Each from the rollups, or from an index that holds little else than what is counted."""
    kept = _kept(session, view)
    return [
        Counted(queue, kept[queue], more=False)
        if queue in kept
        else _count(session, conditions(queue, view, account_id, now), queue, up_to)
        for queue in ReportQueue
    ]


def _kept(session: ReadSession, view: ElectionView) -> dict[ReportQueue, int]:
    states = {ReportQueue.NEW: Triage.RECEIVED, ReportQueue.NEEDS_INFO: Triage.NEEDS_INFO}
    statement = (
        select(StaffTally.triage, func.sum(StaffTally.reports))
        .where(StaffTally.election_id == view.id, StaffTally.grain == Grain.TOTAL)
        .group_by(StaffTally.triage)
    )
    found = {triage: int(reports) for triage, reports in session.execute(statement)}
    open_ = (Triage.RECEIVED, Triage.IN_TRIAGE, Triage.NEEDS_INFO)
    kept = {queue: found.get(state, 0) for queue, state in states.items()}
    return {ReportQueue.ALL: sum(found.get(state, 0) for state in open_), **kept}


def count_of(session: ReadSession, standing: Conditions, up_to: int) -> int:
    some = select(literal(1)).select_from(Report).where(*standing).limit(up_to)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _count(session: ReadSession, standing: Conditions, queue: ReportQueue, up_to: int) -> Counted:
    counted = count_of(session, standing, up_to + 1)
    return Counted(queue, min(counted, up_to), more=counted > up_to)


def _awake(now: datetime) -> ColumnElement[bool]:
    return or_(Report.snoozed_until.is_(None), Report.snoozed_until <= now)


def _all(_view: ElectionView, _account_id: UUID, _now: datetime) -> list[Any]:
    return []


def _new(_view: ElectionView, _account_id: UUID, _now: datetime) -> list[Any]:
    return [Report.triage == Triage.RECEIVED]


def _happening(_view: ElectionView, _account_id: UUID, now: datetime) -> list[Any]:
    return [HAPPENING, _awake(now)]


def _needs_info(_view: ElectionView, _account_id: UUID, _now: datetime) -> list[Any]:
    return [Report.triage == Triage.NEEDS_INFO]


def _overdue(_view: ElectionView, _account_id: UUID, now: datetime) -> list[Any]:
    return [Report.due_at <= now, _awake(now)]


def _escalated(_view: ElectionView, _account_id: UUID, _now: datetime) -> list[Any]:
    """By a moderator, or because nobody looked in time."""
    return [BEFORE_LEADS]


def _snoozed(_view: ElectionView, _account_id: UUID, now: datetime) -> list[Any]:
    return [SNOOZED, Report.snoozed_until > now, Report.triage != Triage.NEEDS_INFO]


def _mine(view: ElectionView, account_id: UUID, now: datetime) -> list[Any]:
    held = select(Claim.report_id).where(
        and_(
            Claim.election_id == view.id,
            Claim.account_id == account_id,
            Claim.expires_at > now,
        )
    )
    return [Report.id.in_(held)]


def _assigned(_view: ElectionView, account_id: UUID, _now: datetime) -> list[Any]:
    return [ASSIGNED, Report.assigned_to == account_id]


_CONDITIONS: Final[dict[ReportQueue, Callable[[ElectionView, UUID, datetime], list[Any]]]] = {
    ReportQueue.ALL: _all,
    ReportQueue.NEW: _new,
    ReportQueue.HAPPENING: _happening,
    ReportQueue.NEEDS_INFO: _needs_info,
    ReportQueue.OVERDUE: _overdue,
    ReportQueue.ESCALATED: _escalated,
    ReportQueue.SNOOZED: _snoozed,
    ReportQueue.MINE: _mine,
    ReportQueue.ASSIGNED: _assigned,
}
