"""From rows to the documents of a bundle: what may leave the system, and nothing that could give a sender
away besides what they said."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select

from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.evidence import queries
from app.evidence.bundle import File, Numbers, document, photo_name
from app.evidence.inventory import Named
from app.incidents import queries as incidents
from app.incidents.models import Incident, IncidentEvent, IncidentLink
from app.incidents.veracity import Given, may_see_verdicts
from app.reports import queries as reports
from app.reports.models import (
    Photo,
    PhotoFinding,
    PhotoState,
    Redaction,
    Report,
    ReportEvent,
    Supplement,
)

_OF_REPORT: Final = (
    "id", "received_at", "channel", "language", "reporter_type", "test", "late", "flags", "triage",
)  # fmt: skip
_CODING: Final = (
    "category", "counts_as", "severity", "severity_override", "area_code", "station_code", "latitude_deg",
    "longitude_deg", "location_precision", "occurred_at", "occurred_on", "time_precision", "occurrence",
    "phase", "harm",
)  # fmt: skip
_OF_REPORT_CODING: Final = ("category_confirmed", "secondary_categories", "tags")
_OF_INCIDENT: Final = (
    "id", "work_ref", "ref", "created_at", "changed_at", "veracity", "disputed", "publication",
    "public_text", "report_count", "source_count",
)  # fmt: skip
# Their words are between the team and the sender, or within the team.
_KEPT_INSIDE: Final = frozenset({"note"})
_UNREADABLE: Final = "sealed-malformed"


def of_report(
    session: ReadSession, view: ElectionView, report_id: UUID, numbers: Numbers
) -> tuple[list[File], list[Named]]:
    """Its documents, and the photos that have arrived under the names of their files."""
    report = reports.get(session, view.id, report_id)
    photos = session.scalars(_of(Photo, report).order_by(Photo.received_at, Photo.sha256)).all()
    events = session.scalars(_of(ReportEvent, report).order_by(ReportEvent.number))
    names = {
        photo.id: photo_name(report.id, number, photo.sha256, photo.media_type)
        for number, photo in enumerate(photos, 1)
        if photo.state is PhotoState.RECEIVED
    }
    folder = f"reports/{report.id}"
    documents = [
        document(f"{folder}/report.json", _report(session, view, report, numbers)),
        document(f"{folder}/history.json", [_event(event, numbers) for event in events]),
        document(
            f"{folder}/photos/findings.json",
            [_photo(photo, names.get(photo.id), _findings(session, photo)) for photo in photos],
        ),
        document(
            f"{folder}/photos/redactions.json",
            [
                _redaction(photo, made, numbers)
                for photo in photos
                for made in queries.redactions(session, view.id, photo.id)
            ],
        ),
    ]
    return documents, [
        Named(names[photo.id], photo.store_key or "", photo.sha256, photo.size_bytes)
        for photo in photos
        if photo.id in names
    ]


def of_incident(
    session: ReadSession, view: ElectionView, incident_id: UUID, numbers: Numbers, reader: UUID | None
) -> list[File]:
    """The incident and how it was checked, as far as `reader` may see that."""
    incident = incidents.get(session, view.id, incident_id)
    events = select(IncidentEvent).where(
        IncidentEvent.election_id == view.id, IncidentEvent.incident_id == incident.id
    )
    return [
        document("incident/incident.json", _incident(session, incident, numbers)),
        document("incident/steps.json", _steps(session, incident, numbers)),
        document("incident/verdicts.json", _verdicts(session, incident, numbers, reader)),
        document(
            "incident/history.json",
            [_event(event, numbers) for event in session.scalars(events.order_by(IncidentEvent.number))],
        ),
        document("incident/statements.json", _statements(session, incident, numbers)),
    ]


def _report(session: ReadSession, view: ElectionView, report: Report, numbers: Numbers) -> dict[str, Any]:
    supplements = session.scalars(_of(Supplement, report).order_by(Supplement.received_at, Supplement.id))
    return {
        "election": view.slug,
        **_members(report, _OF_REPORT),
        "source": numbers.source(report.source_id),
        "incident": report.incident_id,
        "receipt_sha256": report.content_sha256,
        "sent": None if _UNREADABLE in report.flags else report.sent,
        "supplements": [_members(each, ("received_at", "description")) for each in supplements],
        "coding": _members(report, (*_CODING, *_OF_REPORT_CODING)),
    }


def _photo(photo: Photo, name: str | None, findings: Sequence[PhotoFinding]) -> dict[str, Any]:
    plain = ("id", "sha256", "size_bytes", "media_type", "state", "received_at", "width_px", "height_px")
    return {
        "file": name,
        **_members(photo, (*plain, "problem", "declared", "facts", "inspected_at")),
        "findings": [
            _members(each, ("code", "level", "text", "facts", "rules_version", "found_at"))
            for each in findings
        ],
    }


def _redaction(photo: Photo, made: Redaction, numbers: Numbers) -> dict[str, Any]:
    """What was shown instead of the photo, to whom it may be told that it comes from it."""
    plain = (
        "state",
        "shapes",
        "answers",
        "sha256",
        "size_bytes",
        "width_px",
        "height_px",
        "made_at",
        "decided_at",
    )
    return {
        "photo_sha256": photo.sha256,
        **_members(made, plain),
        "made_by": numbers.person(made.made_by),
        "decided_by": numbers.person(made.decided_by),
    }


def _findings(session: ReadSession, photo: Photo) -> Sequence[PhotoFinding]:
    made = select(PhotoFinding).where(
        PhotoFinding.election_id == photo.election_id, PhotoFinding.photo_id == photo.id
    )
    return session.scalars(made.order_by(PhotoFinding.number)).all()


def _incident(session: ReadSession, incident: Incident, numbers: Numbers) -> dict[str, Any]:
    inside = {incident.id} | incidents.merged_ids(session, incident.election_id, incident.id)
    links = select(IncidentLink).where(
        IncidentLink.election_id == incident.election_id, IncidentLink.incident_id.in_(inside)
    )
    return {
        **_members(incident, _OF_INCIDENT),
        "created_by": numbers.person(incident.created_by),
        "coding": _members(incident, _CODING),
        "links": [
            {
                "report": link.report_id,
                "linked_to": link.incident_id,
                "linked_at": link.linked_at,
                "linked_by": numbers.person(link.linked_by),
                "unlinked_at": link.unlinked_at,
                "unlinked_by": numbers.person(link.unlinked_by),
            }
            for link in session.scalars(links.order_by(IncidentLink.linked_at, IncidentLink.id))
        ],
    }


def _steps(session: ReadSession, incident: Incident, numbers: Numbers) -> list[dict[str, Any]]:
    return [
        {**_members(step, ("at", "kind", "result")), "person": numbers.person(step.account_id)}
        for step in incidents.steps_of(session, incident)
    ]


def _verdicts(
    session: ReadSession, incident: Incident, numbers: Numbers, reader: UUID | None
) -> dict[str, Any]:
    """The second verdict is given blind to the first: a bundle is no way round that."""
    given = incidents.verdicts_in_force(session, incident)
    seen = reader is None or may_see_verdicts(
        reader,
        [Given(verdict.account_id, verdict.veracity) for verdict in given],
        standing=incident.veracity,
        settles=False,
    )
    shown = [
        {**_members(verdict, ("at", "veracity", "note")), "person": numbers.person(verdict.account_id)}
        for verdict in given
    ]
    return {"in_force": len(given), "verdicts": shown if seen else None}


def _statements(session: ReadSession, incident: Incident, numbers: Numbers) -> list[dict[str, Any]]:
    return [
        {**_members(made, ("at", "by", "kind", "text")), "recorded_by": numbers.person(made.account_id)}
        for made in incidents.statements_of(session, incident)
    ]


def _event(event: ReportEvent | IncidentEvent, numbers: Numbers) -> dict[str, Any]:
    return {
        **_members(event, ("number", "at", "event", "changes", "reason_code")),
        "note": None if event.event in _KEPT_INSIDE else event.note,
        "person": numbers.person(event.account_id),
    }


def _of(row: Any, report: Report) -> Select[Any]:
    return select(row).where(row.election_id == report.election_id, row.report_id == report.id)


def _members(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
