"""What comes about by nobody's click: the urgency that others lend to a report, and the alarm to leads."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.db.session import ReadSession, WriteSession
from app.moderation.assessing import urgent_for
from app.reports import claims, history, queries
from app.reports.facets import Occurrence
from app.reports.lifecycle import NEVER_COUNTED, OPEN
from app.reports.models import WAITING, Report, Source
from app.reports.severity import CRITICAL, MAJOR
from app.reports.urgency import MAJOR_NOW, Because, alarms_at

# Known sources that report the like from one place within so long support one another.
TOGETHER: Final = timedelta(hours=1)
AT_ONCE: Final = 500  # alarms of one run; the next one follows in a minute


def look_after(
    session: WriteSession,
    election_id: int,
    report_ids: Iterable[UUID],
    found: Mapping[UUID, frozenset[str]],
    unseen: Collection[UUID],
    now: datetime,
) -> None:
    """These of what `supported` and `late_for_a_look` have found, each locked and looked at again."""
    for report_id in report_ids:
        report = queries.lock(session, election_id, report_id)
        if report_id in found:
            _requeue(session, report, found[report_id])
        if report_id in unseen:
            _alarm(session, report, now)


def supported(session: ReadSession, election_id: int, now: datetime) -> dict[UUID, frozenset[str]]:
    """Open reports of known sources whose source or company says something new about their urgency."""
    recent = (
        select(
            Report.id, Report.triage, Report.urgent_for, Report.category, Report.station_code,
            Report.h3_cell, Report.source_id, Source.organisation, Source.accredited,
        )
        .join(Source, and_(Source.election_id == Report.election_id, Source.id == Report.source_id))
        .where(
            Report.election_id == election_id,
            Report.received_at > now - TOGETHER,
            Report.test.is_(False),
            Report.triage.not_in(NEVER_COUNTED),
        )
    )  # fmt: skip
    rows = session.execute(recent).all()
    company: defaultdict[tuple[str, Any], set[Any]] = defaultdict(set)
    for row in rows:
        if place := _place(row):
            company[place].add(row.organisation or row.source_id)
    found = {}
    for row in rows:
        place = _place(row)
        later = _found_later(accredited=row.accredited, companions=len(company[place]) if place else 0)
        before = set(row.urgent_for) & {Because.CORROBORATED, Because.TRUSTED}
        if row.triage in OPEN and later - before:
            found[row.id] = later | before  # what was once found stays: company does not leave with time
    return found


def late_for_a_look(session: ReadSession, election_id: int, now: datetime) -> list[UUID]:
    """Of the classes that leads are told about, those that nobody holds and whose time is nearly gone."""
    happening = Report.occurrence == Occurrence.OCCURRING
    statement = select(Report).where(
        WAITING,
        Report.election_id == election_id,
        Report.quarantined.is_(False),
        Report.due_at <= now + MAJOR_NOW,
        or_(Report.severity >= CRITICAL, happening & (Report.severity >= MAJOR), happening & _violent()),
        Report.alarmed_at.is_(None),
        Report.escalated_at.is_(None),
        or_(Report.snoozed_until.is_(None), Report.snoozed_until <= now),
        ~claims.held(election_id, now),
    )
    reports = session.scalars(statement.order_by(Report.due_at, Report.id).limit(AT_ONCE))
    return [report.id for report in reports if _is_late(report, now)]


def recheck_source(session: WriteSession, source: Source) -> None:
    """Its accreditation changed: so does the urgency of what it sent and nobody has decided."""
    waiting = select(Report.id).where(
        WAITING, Report.election_id == source.election_id, Report.source_id == source.id
    )
    for report_id in session.scalars(waiting.order_by(Report.id)).all():
        report = queries.lock(session, source.election_id, report_id)
        company = {Because.CORROBORATED} & set(report.urgent_for)
        trusted = {Because.TRUSTED} if source.accredited else set()
        _requeue(session, report, company | trusted)


def _found_later(*, accredited: bool, companions: int) -> frozenset[str]:
    found = {Because.TRUSTED} if accredited else set()
    return frozenset(found | ({Because.CORROBORATED} if companions >= 2 else set()))


def _place(row: Any) -> tuple[str, Any] | None:
    """Where something of which group happened; a station is a place, and so is a cell of 200 m."""
    where = row.station_code or row.h3_cell
    return None if where is None else (row.category.partition(".")[0], where)


def _requeue(session: WriteSession, report: Report, found_later: Iterable[str]) -> None:
    if report.triage in OPEN:
        history.requeue(session, report, urgent_for(report, found_later))


def _alarm(session: WriteSession, report: Report, now: datetime) -> None:
    free = claims.find(session, report, now) is None
    if free and report.triage in OPEN and report.alarmed_at is None and _is_late(report, now):
        history.alarm(session, report, now)


def _is_late(report: Report, now: datetime) -> bool:
    at = alarms_at(report)
    return at is not None and at <= now


def _violent() -> Any:
    return Report.category.startswith("violence.")
