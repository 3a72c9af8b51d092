"""From suggestions to the console's form of them."""

from typing import Any
from uuid import UUID

from app.db.session import ReadSession
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.moderation import candidate_queries
from app.moderation.candidate_schemas import CandidateIncident, CandidateReport, CandidatesOut, PartOut
from app.moderation.candidates import Candidate, Candidates
from app.moderation.similarity import RADIUS_M, THRESHOLD
from app.reports.models import Report
from app.reports.sent import facts


def candidates_out(session: ReadSession, view: ElectionView, found: Candidates) -> CandidatesOut:
    through = [candidate.through for candidate in found.incidents if candidate.through is not None]
    read = [*(candidate.id for candidate in found.reports), *through]
    reports = candidate_queries.reports(session, view.id, read)
    incidents = candidate_queries.incidents(session, view.id, [each.id for each in found.incidents])
    thumbnails = {
        report_id: [f"/api/v1/console/elections/{view.slug}/photos/{photo_id}/thumb" for photo_id in photos]
        for report_id, photos in candidate_queries.thumbnails(session, view.id, read).items()
    }
    return CandidatesOut(
        threshold=THRESHOLD,
        radius_m=RADIUS_M,
        reports=[_report(each, reports[each.id], thumbnails) for each in found.reports],
        incidents=[
            _incident(
                each, incidents[each.id], reports.get(each.through) if each.through else None, thumbnails
            )
            for each in found.incidents
        ],
    )


def _report(found: Candidate, report: Report, thumbnails: dict[UUID, list[str]]) -> CandidateReport:
    return CandidateReport(
        **_scored(found),
        **_placed(report),
        received_at=report.received_at,
        triage=report.triage,
        language=report.language,
        description=_description(report),
        thumbnails=thumbnails.get(report.id, []),
    )


def _incident(
    found: Candidate, incident: Incident, through: Report | None, thumbnails: dict[UUID, list[str]]
) -> CandidateIncident:
    return CandidateIncident(
        **_scored(found),
        **_placed(incident),
        through=found.through,
        work_ref=incident.work_ref,
        ref=incident.ref,
        version=incident.version,
        veracity=incident.veracity,
        publication=incident.publication,
        reports=incident.report_count,
        public_text=incident.public_text,
        description=_description(through) if through else "",
        thumbnails=thumbnails.get(through.id, []) if through else [],
    )


def _scored(found: Candidate) -> dict[str, Any]:
    parts = [
        PartOut(code=part.code, points=part.points, text=part.text, facts=part.facts) for part in found.parts
    ]
    return {"id": found.id, "score": found.score, "parts": parts}


def _placed(coded: Report | Incident) -> dict[str, Any]:
    return {
        "category": coded.category,
        "area": coded.area_code,
        "station": coded.station_code,
        "latitude_deg": coded.latitude_deg,
        "longitude_deg": coded.longitude_deg,
        "occurred_at": coded.occurred_at,
        "occurred_on": coded.occurred_on.isoformat() if coded.occurred_on else None,
    }


def _description(report: Report) -> str:
    return facts(report.sent).description or ""
