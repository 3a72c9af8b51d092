"""What could be the same event as a report or an incident: found by index, scored, and only suggested."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from app.db.session import ReadSession
from app.elections import grid
from app.elections.view import ElectionView
from app.incidents import queries as incident_queries
from app.incidents.models import Incident
from app.moderation import candidate_queries as finding
from app.moderation.candidate_queries import Compared
from app.moderation.incident_queries import related_to
from app.moderation.similarity import (
    HOURS,
    RADIUS_M,
    THRESHOLD,
    Described,
    Part,
    described_by,
    in_common,
    score,
)
from app.reports.facets import HOUR_IS_KNOWN, LocationPrecision
from app.reports.models import Report

MOST_SHOWN: Final = 10
_MOST_READ: Final = 25  # texts, of those that place, time and photo put first
_ON_THE_SPOT: Final = frozenset({LocationPrecision.EXACT, LocationPrecision.STATION})


class Candidate(NamedTuple):
    """One suggestion; `through` is the report of an incident that has most in common."""

    id: UUID
    parts: list[Part]
    through: UUID | None = None

    @property
    def score(self) -> int:
        return score(self.parts)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The most alike first. Reports that an incident holds stand there as that incident."""

    reports: list[Candidate]
    incidents: list[Candidate]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is compared with all others, and what is never to be suggested for it."""

    described: Described
    sought: finding.Sought
    reports: Collection[UUID]  # its own
    not_reports: Collection[UUID]
    not_incidents: Collection[UUID]


def of_report(session: ReadSession, view: ElectionView, report: Report) -> Candidates:
    """Not the incident that holds it, and nothing it was taken out of by hand."""
    not_incidents = finding.incidents_taken_out_of(session, view.id, report.id)
    not_reports: set[UUID] = set()
    its = _merged_in(session, view, report.incident_id) if report.incident_id is not None else set()
    if report.incident_id is not None:
        not_incidents |= {report.incident_id} | finding.parted_from(session, view.id, report.incident_id)
        not_reports = finding.reports_taken_out_of(session, view.id, its)
    apart = finding.set_apart_from(session, view.id, {report.id} | its)
    return _found(
        session,
        view,
        _Subject(
            described=_described(view, report, [report.search_text]),
            sought=_sought(view, report),
            reports=(report.id,),
            not_reports={report.id} | not_reports | apart,
            not_incidents=not_incidents | apart,
        ),
    )


def of_incident(session: ReadSession, view: ElectionView, incident: Incident) -> Candidates:
    """Not its own reports, nor those taken out of it by hand, nor incidents that are known to be others."""
    linked = incident_queries.reports_of(session, incident)
    own = {report.id for report in linked}
    its = _merged_in(session, view, incident.id)
    apart = finding.set_apart_from(session, view.id, own | its)
    return _found(
        session,
        view,
        _Subject(
            described=_described(view, incident, [report.search_text for report in linked]),
            sought=_sought(view, incident),
            reports=own,
            not_reports=own | finding.reports_taken_out_of(session, view.id, its) | apart,
            not_incidents={
                incident.id,
                *related_to(session, incident),
                *finding.parted_from(session, view.id, incident.id),
                *apart,
            },
        ),
    )


def _merged_in(session: ReadSession, view: ElectionView, incident_id: UUID) -> set[UUID]:
    """It, and what was merged into it."""
    return {incident_id} | incident_queries.merged_ids(session, view.id, incident_id)


def _found(session: ReadSession, view: ElectionView, subject: _Subject) -> Candidates:
    photos = finding.with_a_photo_of(session, view.id, subject.reports)
    rows = _looked_at(session, view, Report, subject, photos)
    others = [row for row in rows if row.id not in subject.not_reports]
    alike = _compared(session, view, subject, others, photos)
    incident_of = {row.id: row.incident_id for row in others}
    through: dict[UUID, Candidate] = {}
    for candidate in alike:
        if (incident_id := incident_of[candidate.id]) is not None:
            through.setdefault(incident_id, candidate)
    return Candidates(
        reports=_shown(candidate for candidate in alike if incident_of[candidate.id] is None),
        incidents=_shown(_incidents(session, view, subject, through)),
    )


def _looked_at(
    session: ReadSession,
    view: ElectionView,
    kind: finding.Kind,
    subject: _Subject,
    further: Collection[UUID],
) -> Iterable[Compared]:
    """What is near, and `further` ones wherever they are."""
    found = finding.near(session, kind, view.id, subject.sought)
    elsewhere = [each for each in further if each not in found]
    return (found | finding.compared(session, kind, view.id, elsewhere)).values()


def _compared(
    session: ReadSession,
    view: ElectionView,
    subject: _Subject,
    rows: Iterable[Compared],
    photos: Mapping[UUID, int],
) -> list[Candidate]:
    """The most alike first. Texts are read only of those that are alike without them."""

    def compared(row: Compared, *texts: str) -> Candidate:
        parts = in_common(subject.described, _described(view, row, texts), photos.get(row.id))
        return Candidate(row.id, parts)

    by_id = {row.id: row for row in rows}
    first = _ordered(compared(row) for row in by_id.values())[:_MOST_READ]
    texts = finding.texts(session, view.id, [candidate.id for candidate in first])
    return _ordered(compared(by_id[report_id], text) for report_id, text in texts.items())


def _incidents(
    session: ReadSession, view: ElectionView, subject: _Subject, through: Mapping[UUID, Candidate]
) -> list[Candidate]:
    """By their own coding or by the report in them that has most in common, whichever is more."""
    found = []
    for row in _looked_at(session, view, Incident, subject, through):
        if row.id in subject.not_incidents:
            continue
        own = Candidate(row.id, in_common(subject.described, _described(view, row)))
        best = through.get(row.id)
        if best is not None and best.score >= own.score:
            own = Candidate(row.id, best.parts, best.id)
        found.append(own)
    return _ordered(found)


def _ordered(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.id))


def _shown(candidates: Iterable[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.score >= THRESHOLD][:MOST_SHOWN]


def _described(
    view: ElectionView, coded: Report | Incident | Compared, texts: Iterable[str] = ()
) -> Described:
    """Of a report, an incident, or what of one is compared."""
    point = None
    if coded.latitude_deg is not None and coded.longitude_deg is not None:
        point = (coded.latitude_deg, coded.longitude_deg)
    area = view.areas.get(coded.area_code) if coded.area_code else None
    return Described(
        category=coded.category,
        station=coded.station_code,
        point=point if coded.location_precision in _ON_THE_SPOT else None,
        area=area.code if area is not None and area.parent_code is not None else None,
        at=coded.occurred_at if coded.time_precision in HOUR_IS_KNOWN else None,
        day=coded.occurred_on,
        texts=tuple(found for text in texts for found in described_by(text)),
    )


def _sought(view: ElectionView, coded: Report | Incident) -> finding.Sought:
    """On its day, and on the neighbouring one if that is within hours; undated, on the day it came in."""
    at, day = coded.occurred_at, coded.occurred_on
    if day is None:
        came_in = coded.received_at if isinstance(coded, Report) else coded.created_at
        days = {came_in.astimezone(view.time_zone).date()}
    elif at is None:
        days = {day}
    else:
        hours = timedelta(hours=HOURS)
        days = {day, *(moment.astimezone(view.time_zone).date() for moment in (at - hours, at + hours))}
    return finding.Sought(
        cells=grid.around(coded.h3_cell, RADIUS_M) if coded.h3_cell is not None else (),
        station=coded.station_code,
        area=coded.area_code,
        category=coded.category,
        days=sorted(days),
        at=at,
    )
