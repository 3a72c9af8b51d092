"""Reading reports for the console: one with all that hangs on it, or a page of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from app.core.text import search_key
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.incidents.selection import coded_as
from app.moderation.list_filters import ReportFilters, Sort
from app.moderation.named_queues import conditions
from app.reports import claims
from app.reports.models import (
    Claim,
    Message,
    Photo,
    PhotoFinding,
    Redaction,
    Rendition,
    Report,
    ReportEvent,
    ReportRelation,
    Source,
    Supplement,
)

EXCERPT: Final = 160  # characters
_ORDER: Final = {
    Sort.NEWEST: (Report.received_at, True),
    Sort.OLDEST: (Report.received_at, False),
    Sort.DUE: (Report.due_at, False),
}


@dataclass(frozen=True, slots=True)
class Belongings:
    """What hangs on one report."""

    claim: Claim | None
    source: Source | None
    photos: Sequence[Photo]
    renditions: Sequence[Rendition]
    redactions: Sequence[Redaction]
    findings: Sequence[PhotoFinding]
    messages: Sequence[Message]
    supplements: Sequence[Supplement]
    events: Sequence[ReportEvent]
    related: Sequence[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    report: Report
    source_key: str | None
    photos: int
    claim: Claim | None


def belongings(session: ReadSession, report: Report, now: datetime) -> Belongings:
    photos = session.scalars(_of(Photo, report).order_by(Photo.received_at, Photo.sha256)).all()
    renditions = select(Rendition).where(
        Rendition.election_id == report.election_id, Rendition.photo_id.in_([photo.id for photo in photos])
    )
    redactions = select(Redaction).where(
        Redaction.election_id == report.election_id, Redaction.photo_id.in_([photo.id for photo in photos])
    )
    findings = select(PhotoFinding).where(
        PhotoFinding.election_id == report.election_id,
        PhotoFinding.photo_id.in_([photo.id for photo in photos]),
    )
    related = _of(ReportRelation, report).order_by(ReportRelation.related_ref)
    return Belongings(
        claim=claims.find(session, report, now),
        source=session.get(Source, (report.election_id, report.source_id)) if report.source_id else None,
        photos=photos,
        renditions=session.scalars(renditions.order_by(Rendition.name)).all() if photos else (),
        redactions=session.scalars(redactions.order_by(Redaction.made_at, Redaction.id)).all()
        if photos
        else (),
        findings=session.scalars(findings.order_by(PhotoFinding.number)).all() if photos else (),
        messages=session.scalars(_of(Message, report).order_by(Message.at, Message.id)).all(),
        supplements=session.scalars(_of(Supplement, report).order_by(Supplement.received_at)).all(),
        events=session.scalars(_of(ReportEvent, report).order_by(ReportEvent.number)).all(),
        related=[relation.related_ref for relation in session.scalars(related)],
    )


def page(
    session: ReadSession,
    view: ElectionView,
    filters: ReportFilters,
    account_id: UUID,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Listed]:
    """One row more than `limit`, which says that there is another page."""
    reports = session.scalars(selected(view, filters, account_id, now, after, limit + 1)).all()
    return _listed(session, view, reports, now)


def selected(
    view: ElectionView,
    filters: ReportFilters,
    account_id: UUID,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    rows: int,
) -> Select[Report]:
    """So many reports from a place in the list on; in each of its orders they lie sorted in an index."""
    column, descending = _ORDER[filters.sort]
    statement = select(Report).where(
        Report.election_id == view.id, *_conditions(view, filters, account_id, now)
    )
    if after is not None:
        here = tuple_(column, Report.id)
        statement = statement.where(here < after if descending else here > after)
    order = (column.desc(), Report.id.desc()) if descending else (column, Report.id)
    return statement.order_by(*order).limit(rows)


def sort_value(filters: ReportFilters, report: Report) -> datetime:
    return report.due_at if filters.sort is Sort.DUE else report.received_at


def sources(session: ReadSession, view: ElectionView) -> list[tuple[Source, int]]:
    """Every source with the number of its reports, the most frequent first."""
    counted = (
        select(Report.source_id, func.count().label("reports"))
        .where(Report.election_id == view.id, Report.source_id.is_not(None))
        .group_by(Report.source_id)
        .subquery()
    )
    number = func.coalesce(counted.c.reports, 0)
    statement = (
        select(Source, number)
        .outerjoin(counted, counted.c.source_id == Source.id)
        .where(Source.election_id == view.id)
        .order_by(number.desc(), Source.key)
    )
    return list(session.execute(statement))


def excerpt(report: Report) -> str:
    said = report.sent.get("title") or report.sent.get("description") or ""
    text = " ".join(str(said).split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _of(row: Any, report: Report) -> Select[Any]:
    return select(row).where(row.election_id == report.election_id, row.report_id == report.id)


def _conditions(
    view: ElectionView, filters: ReportFilters, account_id: UUID, now: datetime
) -> list[ColumnElement[bool]]:
    found = coded_as(filters.coded, Report)
    if filters.queue is not None:
        found += conditions(filters.queue, view, account_id, now)
    found += _about_state(filters)
    found += _about_marks(filters, now)
    found += _about_claims(view, filters, account_id, now)
    if filters.coded.q is not None:
        found.append(Report.search_text.contains(search_key(filters.coded.q), autoescape=True))
    if filters.coded.veracities or filters.incidents:
        found.append(Report.incident_id.in_(_incidents(view, filters)))
    if filters.sources:
        known = select(Source.id).where(Source.election_id == view.id, Source.key.in_(filters.sources))
        found.append(Report.source_id.in_(known))
    return found


def _incidents(view: ElectionView, filters: ReportFilters) -> Select[UUID]:
    statement = select(Incident.id).where(Incident.election_id == view.id)
    if filters.coded.veracities:
        statement = statement.where(Incident.veracity.in_(filters.coded.veracities))
    if filters.incidents:
        statement = statement.where(Incident.id.in_(filters.incidents))
    return statement


def _about_state(filters: ReportFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, words in (
        (Report.triage, filters.triages),
        (Report.language, filters.languages),
        (Report.reporter_type, filters.reporter_types),
    ):
        if words:
            found.append(column.in_(words))
    for flag, wanted in ((Report.test, filters.test), (Report.late, filters.late)):
        if wanted is not None:
            found.append(flag.is_(wanted))
    return found


def _about_marks(filters: ReportFilters, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, wanted in ((Report.escalated_at, filters.escalated), (Report.assigned_to, filters.assigned)):
        if wanted is not None:
            found.append(column.is_not(None) == wanted)
    if filters.snoozed is True:
        found.append(Report.snoozed_until > now)
    if filters.snoozed is False:
        found.append(or_(Report.snoozed_until.is_(None), Report.snoozed_until <= now))
    return found


def _about_claims(
    view: ElectionView, filters: ReportFilters, account_id: UUID, now: datetime
) -> list[ColumnElement[bool]]:
    if filters.claim is None:
        return []
    held = claims.held(view.id, now)
    if filters.claim == "free":
        return [~held]
    if filters.claim == "held":
        return [held]
    return [claims.held(view.id, now, by=account_id)]


def _listed(
    session: ReadSession, view: ElectionView, reports: Sequence[Report], now: datetime
) -> list[Listed]:
    ids = [report.id for report in reports]
    photos = select(Photo.report_id, func.count()).where(
        Photo.election_id == view.id, Photo.report_id.in_(ids)
    )
    counted = dict(session.execute(photos.group_by(Photo.report_id)).all())
    taken = select(Claim).where(
        Claim.election_id == view.id, Claim.report_id.in_(ids), Claim.expires_at > now
    )
    held = {claim.report_id: claim for claim in session.scalars(taken)}
    known = select(Source.id, Source.key).where(
        Source.election_id == view.id, Source.id.in_({report.source_id for report in reports})
    )
    keys = dict(session.execute(known).all())
    return [
        Listed(
            report=report,
            source_key=keys.get(report.source_id) if report.source_id else None,
            photos=counted.get(report.id, 0),
            claim=held.get(report.id),
        )
        for report in reports
    ]
