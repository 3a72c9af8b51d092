"""The reports of an incident as the rules read them: who is behind each, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.core.text import search_key, unique_key
from app.db.session import ReadSession
from app.incidents import queries
from app.incidents.corroboration import Origin
from app.incidents.disagreement import Said
from app.incidents.models import Incident
from app.reports.facets import HOUR_IS_KNOWN, Knowledge, LocationPrecision
from app.reports.models import Photo, PhotoFinding, Report, Source
from app.reports.sent import facts

# A monitor who passes these on is not where they come from.
PASSED_ON: Final = frozenset({Knowledge.MEDIA_REPORT, Knowledge.OFFICIAL_STATEMENT, Knowledge.PARTY_CLAIM})
_ON_THE_SPOT: Final = frozenset({LocationPrecision.EXACT, LocationPrecision.STATION})


@dataclass(frozen=True, slots=True)
class Linked:
    """The reports of an incident with who is behind each."""

    reports: Sequence[Report]
    sources: dict[UUID, Source]

    def source_of(self, report: Report) -> Source | None:
        return None if report.source_id is None else self.sources[report.source_id]


def linked_to(session: ReadSession, incident: Incident) -> Linked:
    reports = queries.reports_of(session, incident)
    ids = {report.source_id for report in reports if report.source_id is not None}
    sources = session.scalars(
        select(Source).where(Source.election_id == incident.election_id, Source.id.in_(ids))
    )
    return Linked(reports, {source.id: source for source in sources})


def of_both(session: ReadSession, one: Incident, other: Incident) -> Linked:
    """As if the two were one."""
    here, there = linked_to(session, one), linked_to(session, other)
    return Linked([*here.reports, *there.reports], here.sources | there.sources)


def origins(session: ReadSession, linked: Linked) -> list[Origin]:
    photos = _pictures(session, linked.reports)
    return [_origin(linked, report, frozenset(photos.get(report.id, ()))) for report in linked.reports]


def said(linked: Linked) -> list[Said]:
    """In the moderators' coding, which starts from what was sent."""
    return [_said(report, linked.source_of(report)) for report in linked.reports]


def _origin(linked: Linked, report: Report, photos: frozenset[str]) -> Origin:
    source = linked.source_of(report)
    if source is None:
        return Origin(None, report=str(report.id))
    sent = facts(report.sent)
    return Origin(
        source=source.key,
        organisation=unique_key(source.organisation) if source.organisation else None,
        text=search_key(sent.description or ""),
        photos=photos,
        relayed=source.account_id is not None and sent.knowledge in PASSED_ON,
        report=str(report.id),
    )


def _pictures(session: ReadSession, reports: Sequence[Report]) -> dict[UUID, set[str]]:
    """By report, names of its pictures: hashes of the file sent and of the one it was made from, and one
    name for each two photos that the inspection found to look the same.
    """
    if not reports:
        return {}
    election_id = reports[0].election_id
    sent = select(Photo.id, Photo.report_id, Photo.sha256, Photo.declared).where(
        Photo.election_id == election_id, Photo.report_id.in_([report.id for report in reports])
    )
    report_of: dict[UUID, UUID] = {}
    found: dict[UUID, set[str]] = {}
    for photo_id, report_id, sha256, declared in session.execute(sent):
        report_of[photo_id] = report_id
        names = {sha256, declared.get("original_sha256")}
        found.setdefault(report_id, set()).update(name for name in names if name)
    findings = select(PhotoFinding.photo_id, PhotoFinding.facts).where(
        PhotoFinding.election_id == election_id,
        PhotoFinding.photo_id.in_(report_of),
        PhotoFinding.code == "seen-before",
    )
    for photo_id, seen in session.execute(findings):
        for other_id in (UUID(hit["photo_id"]) for hit in seen.get("near", ())):
            if other_id in report_of:
                name = " ".join(sorted((str(photo_id), str(other_id))))
                found[report_of[photo_id]].add(name)
                found[report_of[other_id]].add(name)
    return found


def _said(report: Report, source: Source | None) -> Said:
    return Said(
        report=str(report.id),
        source=source.key if source else None,
        at=report.occurred_at if report.time_precision in HOUR_IS_KNOWN else None,
        day=report.occurred_on,
        station=report.station_code,
        area=report.area_code,
        point=_point(report),
        harm=report.harm,
    )


def _point(report: Report) -> tuple[float, float] | None:
    """Where it happened, not the middle of a town."""
    at: tuple[Any, Any] = (report.latitude_deg, report.longitude_deg)
    return at if None not in at and report.location_precision in _ON_THE_SPOT else None
