"""From rows to the console's form of a report."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.queries import name_of
from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.moderation import bulk, report_queries, undoing
from app.moderation.assessing import severity_of
from app.moderation.messages import NOTE
from app.moderation.report_queries import Belongings, Listed
from app.moderation.report_schemas import (
    BulkItem,
    BulkOut,
    ClaimOut,
    CodingOut,
    DecisionOut,
    FindingOut,
    HistoryEntry,
    MessageOut,
    NextReport,
    NoteOut,
    PhotoOut,
    PhotoRedactionOut,
    RenditionOut,
    ReportOut,
    ReportRow,
    SeverityEntry,
    SoonerFor,
    SourceList,
    SourceOut,
    SourceWithReports,
    SupplementOut,
    UrgencyOut,
)
from app.moderation.schemas import DecisionIn
from app.reports.models import ClaimColumns, Message, Photo, Redaction, Rendition, Report, ReportEvent, Source
from app.reports.urgency import IN_WORDS, limit_and_parts, on_top_because

NameOf = Callable[[UUID | None], str]


def report_out(
    session: ReadSession, view: ElectionView, report: Report, account_id: UUID, now: datetime
) -> ReportOut:
    return ReportOut(**_members(session, view, report, account_id, now))


def next_report(
    session: ReadSession, view: ElectionView, report: Report, account_id: UUID, now: datetime
) -> NextReport:
    because = on_top_because(report, now)
    return NextReport(**_members(session, view, report, account_id, now), on_top_because=because)


def report_rows(session: ReadSession, listed: Sequence[Listed], account_id: UUID) -> list[ReportRow]:
    name = name_of(session)
    return [_row(each, account_id, name) for each in listed]


def claim_out(session: ReadSession, claim: ClaimColumns, account_id: UUID) -> ClaimOut:
    return claim_members(claim, account_id, name_of(session))


def decision_out(decision: DecisionIn, report: Report, incident: Incident | None) -> DecisionOut:
    return DecisionOut(
        decision=decision.decision,
        reason_code=decision.reason_code,
        report=report.id,
        version=report.version,
        triage=report.triage,
        due_at=report.due_at,
        snoozed_until=report.snoozed_until,
        escalated_at=report.escalated_at,
        incident=incident.id if incident else None,
        incident_version=incident.version if incident else None,
        incident_work_ref=incident.work_ref if incident else None,
        undo_seconds=int(undoing.UNDO_WITHIN.total_seconds()),
    )


def message_out(session: ReadSession, message: Message) -> MessageOut:
    return _message(message, name_of(session))


def note_out(session: ReadSession, event: ReportEvent) -> NoteOut:
    return NoteOut(at=event.at, actor=name_of(session)(event.account_id), text=event.note)


def source_list(session: ReadSession, view: ElectionView) -> SourceList:
    return SourceList(
        items=[
            SourceWithReports(**_source(source).model_dump(), reports=reports)
            for source, reports in report_queries.sources(session, view)
        ]
    )


def bulk_out(done: bulk.Done) -> BulkOut:
    items = [
        BulkItem(
            report=item.report_id,
            changed=item.refusal is None,
            version=item.version,
            refusal=item.refusal.code if item.refusal else None,
            title=item.refusal.title if item.refusal else None,
            detail=item.refusal.detail if item.refusal else None,
        )
        for item in done.items
    ]
    changed = sum(item.changed for item in items)
    return BulkOut(
        bulk=done.bulk_id,
        undo_seconds=int(bulk.UNDO_WITHIN.total_seconds()),
        changed=changed,
        refused=len(items) - changed,
        items=items,
    )


def actor_of(account_id: UUID | None, name: NameOf) -> str | None:
    return None if account_id is None else name(account_id)


def _members(
    session: ReadSession, view: ElectionView, report: Report, account_id: UUID, now: datetime
) -> dict[str, Any]:
    found, name = report_queries.belongings(session, report, now), name_of(session)
    plain = (
        "id", "version", "received_at", "triage", "severity", "due_at", "snoozed_until", "escalated_at",
        "alarmed_at", "channel", "language", "reporter_type", "test", "late", "quarantined", "flags",
    )  # fmt: skip
    return {
        **{member: getattr(report, member) for member in plain},
        "election": view.slug,
        "assigned_to": actor_of(report.assigned_to, name),
        "urgency": _urgency(report),
        "severity_history": _severities(report, found.events, name),
        "source": _source(found.source) if found.source else None,
        "claim": claim_members(found.claim, account_id, name) if found.claim else None,
        "original": report.sent,
        "coding": _coding(view, report),
        "incident": report.incident_id,
        "related": list(found.related),
        "photos": _photos(view, found, name),
        "supplements": [
            SupplementOut(received_at=more.received_at, description=more.description)
            for more in found.supplements
        ],
        "messages": [_message(message, name) for message in found.messages],
        "notes": [
            NoteOut(at=event.at, actor=actor_of(event.account_id, name), text=event.note)
            for event in found.events
            if event.event == NOTE
        ],
        "history": [history_entry(event, name) for event in found.events if event.event != NOTE],
    }


def history_entry(event: Any, name: NameOf) -> HistoryEntry:
    """Of a report's or an incident's event."""
    return HistoryEntry(
        at=event.at,
        actor=actor_of(event.account_id, name),
        event=event.event,
        changes=event.changes,
        reason_code=event.reason_code,
        note=event.note,
    )


def _coding(view: ElectionView, report: Report) -> CodingOut:
    plain = (
        "category", "category_confirmed", "secondary_categories", "counts_as", "severity",
        "severity_override", "latitude_deg", "longitude_deg", "location_precision", "occurred_at",
        "time_precision", "occurrence", "phase", "harm", "tags",
    )  # fmt: skip
    return CodingOut(
        **{member: getattr(report, member) for member in plain},
        severity_reasons=list(severity_of(view, report).reasons),
        area=report.area_code,
        station=report.station_code,
        occurred_on=report.occurred_on.isoformat() if report.occurred_on else None,
    )


def _urgency(report: Report) -> UrgencyOut:
    limit, parts = limit_and_parts(
        category=report.category, severity=report.severity, urgent_for=report.urgent_for
    )
    return UrgencyOut(
        limit_seconds=int(limit.total_seconds()),
        clock_from=report.clock_from,
        parts=[
            SoonerFor(because=each, text=IN_WORDS[each], sooner_seconds=int(sooner.total_seconds()))
            for each, sooner in parts.items()
        ],
    )


def _severities(report: Report, events: Sequence[ReportEvent], name: NameOf) -> list[SeverityEntry]:
    """What it was at receipt, and every change since."""
    changed = [event for event in events if "severity" in event.changes]
    first = changed[0].changes["severity"][0] if changed else report.severity
    return [
        SeverityEntry(at=report.received_at, actor=None, severity=first, reason="as received"),
        *(
            SeverityEntry(
                at=event.at,
                actor=actor_of(event.account_id, name),
                severity=event.changes["severity"][1],
                reason=event.note,
            )
            for event in changed
        ),
    ]


def _photos(view: ElectionView, found: Belongings, name: NameOf) -> list[PhotoOut]:
    return [
        PhotoOut(
            id=photo.id,
            sha256=photo.sha256,
            state=photo.state,
            media_type=photo.media_type,
            size_bytes=photo.size_bytes,
            width_px=photo.width_px,
            height_px=photo.height_px,
            problem=photo.problem,
            findings=[
                FindingOut.model_validate(finding)
                for finding in found.findings
                if finding.photo_id == photo.id
            ],
            renditions=[
                _rendition(view, photo, made) for made in found.renditions if made.photo_id == photo.id
            ],
            redactions=[
                _redaction(view, redaction, name)
                for redaction in found.redactions
                if redaction.photo_id == photo.id
            ],
        )
        for photo in found.photos
    ]


def _rendition(view: ElectionView, photo: Photo, made: Rendition) -> RenditionOut:
    url = f"/api/v1/console/elections/{view.slug}/photos/{photo.id}/{made.name}"
    return RenditionOut(name=made.name, url=url, width_px=made.width_px, height_px=made.height_px)


def _redaction(view: ElectionView, redaction: Redaction, name: NameOf) -> PhotoRedactionOut:
    return PhotoRedactionOut(
        id=redaction.id,
        state=redaction.state,
        url=f"/api/v1/console/elections/{view.slug}/photos/{redaction.photo_id}/redactions/{redaction.id}",
        width_px=redaction.width_px,
        height_px=redaction.height_px,
        made_by=name(redaction.made_by),
        made_at=redaction.made_at,
    )


def _message(message: Message, name: NameOf) -> MessageOut:
    return MessageOut(
        id=message.id,
        at=message.at,
        from_team=message.from_team,
        actor=actor_of(message.account_id, name),
        text=message.text,
    )


def _source(source: Source) -> SourceOut:
    return SourceOut.model_validate(source)


def claim_members(claim: ClaimColumns, account_id: UUID, name: NameOf) -> ClaimOut:
    return ClaimOut(
        holder=name(claim.account_id),
        mine=claim.account_id == account_id,
        taken_at=claim.taken_at,
        renewed_at=claim.renewed_at,
        expires_at=claim.expires_at,
        on_call=claim.on_call,
    )


def _row(each: Listed, account_id: UUID, name: NameOf) -> ReportRow:
    report = each.report
    plain = (
        "id", "version", "received_at", "triage", "category", "severity", "occurred_at", "phase", "language",
        "due_at", "snoozed_until", "escalated_at", "alarmed_at", "urgent_for", "test", "late", "flags",
    )  # fmt: skip
    return ReportRow(
        **{member: getattr(report, member) for member in plain},
        assigned_to=actor_of(report.assigned_to, name),
        area=report.area_code,
        station=report.station_code,
        occurred_on=report.occurred_on.isoformat() if report.occurred_on else None,
        excerpt=report_queries.excerpt(report),
        photos=each.photos,
        source=each.source_key,
        incident=report.incident_id,
        claim=claim_members(each.claim, account_id, name) if each.claim else None,
    )
