"""Incidents as moderation leaves them: coded, judged, with a text, and reports linked to them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from app.elections import grid
from app.elections.view import ElectionView
from app.incidents import history, queries
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, IncidentRelation, RelationKind
from app.incidents.veracity import Veracity
from app.reports import history as reports
from app.reports.facets import LocationPrecision, Occurrence, Phase, TimePrecision
from app.reports.lifecycle import Triage
from app.reports.models import Report
from tests.factories import NOW, OSH, Factory

AUTHOR = UUID(int=1, version=4)
QUEUES = "polling_procedure.queues_crowding"  # public_precision: station
BUSES = "voter_transport.organised_busing"  # cell
THREATS = "coercion.threats_to_voters"  # area


def incident_in(
    make: Factory, view: ElectionView, *, author_id: UUID = AUTHOR, reports: int = 1, **given: Any
) -> Incident:
    """Seen at exactly one place in Osh at half past nine, long before `NOW`, and called unverifiable.

    `reports` say so, taken in at `NOW`.
    """
    kind = view.taxonomy.kinds[given.get("category", BUSES)]
    values: dict[str, Any] = {
        "election_id": view.id,
        "id": uuid4(),
        "work_ref": f"W-{uuid4().hex[:8]}",
        "ref": None,
        "created_at": NOW,
        "created_by": AUTHOR,
        "changed_at": NOW,
        "version": 1,
        "category": kind.slug,
        "counts_as": kind.counts_as,
        "severity": kind.default_severity,
        "severity_override": False,
        "area_code": "KG-GO",
        "station_code": None,
        "latitude_deg": OSH[0],
        "longitude_deg": OSH[1],
        "h3_cell": grid.fine_cell(*OSH),
        "location_precision": LocationPrecision.EXACT,
        "occurred_at": datetime(2020, 10, 4, 9, 30, tzinfo=view.time_zone),
        "occurred_on": date(2020, 10, 4),
        "occurred_hour": 9,
        "time_precision": TimePrecision.MINUTE,
        "occurrence": Occurrence.OCCURRED,
        "phase": Phase.VOTING,
        "harm": {},
        "masked": False,
        "single_observer": False,
        "public_text": {"en": "Three minibuses brought the same people twice."},
        "veracity": Veracity.UNVERIFIABLE,
        "disputed": False,
        "before_lead": False,
        "report_count": 0,
        "source_count": 0,
        "publication": Publication.INTERNAL,
        "revision": 0,
        "published_revision": 0,
    } | given
    incident = Incident(**values)
    with make.session() as session:
        history.created(session, incident, account_id=author_id, at=NOW)
    if not reports:
        return incident
    return linked(
        make, incident, [make.report(view, category=kind.slug) for _ in range(reports)], author_id=author_id
    )


def edited(
    make: Factory, incident: Incident, *, author_id: UUID = AUTHOR, at: datetime = NOW, **changes: Any
) -> Incident:
    """A change to something public: a new draft by `author_id`."""
    with make.session() as session:
        found = queries.lock(session, incident.election_id, incident.id)
        with history.change(session, found, account_id=author_id, event="edited", at=at, drafts=True):
            for name, value in changes.items():
                setattr(found, name, value)
    return found


def linked(
    make: Factory,
    incident: Incident,
    given: Iterable[Report],
    *,
    sources: int = 0,
    author_id: UUID = AUTHOR,
) -> Incident:
    """These reports describe it too; `sources` of all are independent and known."""
    with make.session() as session:
        found = queries.lock(session, incident.election_id, incident.id)
        with history.change(session, found, account_id=author_id, event="linked", at=NOW, drafts=True):
            for one in given:
                report = session.get_one(Report, (one.election_id, one.id))
                with reports.change(session, report, account_id=author_id, event="linked", at=NOW):
                    report.triage, report.incident_id = Triage.LINKED, found.id
                found.report_count += not report.test
            found.source_count = sources
    return found


def related(make: Factory, one: Incident, other: Incident, kind: RelationKind = RelationKind.RELATED) -> None:
    with make.session() as session:
        for this, that, stands in ((one, other, kind), (other, one, kind.from_the_other_side)):
            session.add(
                IncidentRelation(
                    election_id=this.election_id, incident_id=this.id, related_id=that.id, kind=stands
                )
            )
