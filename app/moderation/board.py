"""The leads' board: what is late, what is critical and nobody's, how old it all is, and who holds what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.models import Incident, IncidentClaim
from app.moderation.named_queues import COUNTED_TO, Conditions, conditions, count_of
from app.moderation.queue_names import ReportQueue
from app.reports import claims
from app.reports.models import Claim, Report
from app.reports.severity import CRITICAL

# Those that are the same for everybody who looks.
SHARED: Final = (
    ReportQueue.ALL,
    ReportQueue.NEW,
    ReportQueue.HAPPENING,
    ReportQueue.NEEDS_INFO,
    ReportQueue.ESCALATED,
)
AGES: Final = (timedelta(minutes=20), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
MOST_HELD: Final = 200  # of reports, and of incidents


@dataclass(frozen=True, slots=True)
class Number:
    count: int
    more: bool  # than counted


@dataclass(frozen=True, slots=True)
class Standing:
    queue: ReportQueue
    waiting: Number
    overdue: Number  # asleep ones are not
    waiting_since: datetime | None  # of the one that came in first


@dataclass(frozen=True, slots=True)
class Age:
    """From `over` on, and less than `under`; None: without an end."""

    over: timedelta
    under: timedelta | None
    waiting: Number


@dataclass(frozen=True, slots=True)
class Board:
    queues: Sequence[Standing]
    critical_free: Number  # of severity 5, assigned to nobody and held by nobody
    ages: Sequence[Age]
    reports: Sequence[tuple[Claim, Report]]
    incidents: Sequence[tuple[IncidentClaim, Incident]]


def board(session: ReadSession, view: ElectionView, account_id: UUID, now: datetime) -> Board:
    """Of at most `COUNTED_TO` each; who has held something for longest comes first."""

    def number(*more: Conditions, queue: ReportQueue = ReportQueue.ALL) -> Number:
        standing = [*conditions(queue, view, account_id, now), *(each for some in more for each in some)]
        count = count_of(session, standing, COUNTED_TO + 1)
        return Number(min(count, COUNTED_TO), more=count > COUNTED_TO)

    late: Conditions = [
        Report.due_at <= now,
        or_(Report.snoozed_until.is_(None), Report.snoozed_until <= now),
    ]
    free: Conditions = [Report.severity >= CRITICAL, Report.assigned_to.is_(None), ~claims.held(view.id, now)]
    starts = (timedelta(), *AGES)
    return Board(
        queues=[
            Standing(
                queue,
                waiting=number(queue=queue),
                overdue=number(late, queue=queue),
                waiting_since=_first(session, conditions(queue, view, account_id, now)),
            )
            for queue in SHARED
        ],
        critical_free=number(free),
        ages=[
            Age(over, under, number(_received(over, under, now)))
            for over, under in zip(starts, (*AGES, None), strict=True)
        ],
        reports=_held_reports(session, view, now),
        incidents=_held_incidents(session, view, now),
    )


def _first(session: ReadSession, standing: Conditions) -> datetime | None:
    first = select(Report.received_at).where(*standing).order_by(Report.received_at, Report.id).limit(1)
    return session.scalar(first)


def _received(over: timedelta, under: timedelta | None, now: datetime) -> Conditions:
    found: Conditions = [Report.received_at <= now - over]
    return found if under is None else [*found, Report.received_at > now - under]


def _held_reports(session: ReadSession, view: ElectionView, now: datetime) -> Sequence[tuple[Claim, Report]]:
    statement = (
        select(Claim, Report)
        .join(Report, and_(Report.election_id == Claim.election_id, Report.id == Claim.report_id))
        .where(Claim.election_id == view.id, Claim.expires_at > now)
        .order_by(Claim.taken_at, Claim.report_id)
        .limit(MOST_HELD)
    )
    return [(claim, report) for claim, report in session.execute(statement)]


def _held_incidents(
    session: ReadSession, view: ElectionView, now: datetime
) -> Sequence[tuple[IncidentClaim, Incident]]:
    of_claim = and_(
        Incident.election_id == IncidentClaim.election_id, Incident.id == IncidentClaim.incident_id
    )
    statement = (
        select(IncidentClaim, Incident)
        .join(Incident, of_claim)
        .where(IncidentClaim.election_id == view.id, IncidentClaim.expires_at > now)
        .order_by(IncidentClaim.taken_at, IncidentClaim.incident_id)
        .limit(MOST_HELD)
    )
    return [(claim, incident) for claim, incident in session.execute(statement)]
