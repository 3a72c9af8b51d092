"""Published incidents, put where publishing puts them, without the work that leads there."""

from datetime import date, datetime
from typing import Any

from app.elections.models import Election, Tick
from app.elections.view import ElectionView
from app.incidents import history
from app.incidents.lifecycle import Publication
from app.incidents.public import PublicIncident
from app.incidents.veracity import Veracity
from app.publication import versions
from app.reports.facets import Phase, TimePrecision
from tests.factories import NOW, Factory


def published(make: Factory, view: ElectionView, **given: Any) -> str:
    """One more; answers its reference."""
    with make.session() as session:
        election = session.get_one(Election, view.id)
        election.incidents_published += 1
        ref = f"INC-{view.code}-{election.incidents_published:04d}"
        values: dict[str, Any] = {
            "state": Publication.PUBLISHED,
            "category": "voter_transport.carousel_voting",
            "counts_as": "violation",
            "severity": 3,
            "veracity": Veracity.UNVERIFIABLE,
            "disputed": False,
            "area_code": "KG-GO",
            "station_code": None,
            "location_precision": "area",
            "h3_cell": None,
            "latitude_deg": None,
            "longitude_deg": None,
            "occurred_on": date(2020, 10, 4),
            "occurred_hour": 9,
            "time_precision": TimePrecision.HOUR,
            "phase": Phase.VOTING,
            "public_text": {"en": "Minibuses carried the same people from station to station."},
            "harm": {},
            "statements": [],
            "related_refs": [],
            "continuations": {},
            "reports": 1,
            "sources": 1,
            "published_at": NOW,
            "changed_at": NOW,
            "published_sequence": election.public_sequence + 1,
            "changed_sequence": election.public_sequence + 1,
            "changed_tick": election.tick,
        } | given
        values |= {"reports_next": values["reports"], "sources_next": values["sources"]}
        record = PublicIncident(election_id=view.id, ref=ref, **values)
        with history.public_change(session, record, new=True):
            session.add(record)
        versions.publish(session, election, given.get("changed_at", NOW))
    return ref


def changed(make: Factory, view: ElectionView, ref: str, at: datetime = NOW, **given: Any) -> None:
    """What publishing again or withdrawing makes of its public row."""
    with make.session() as session:
        record = session.get_one(PublicIncident, (view.id, ref))
        with history.public_change(session, record):
            for name, value in given.items():
                setattr(record, name, value)
        election = session.get_one(Election, view.id)
        record.changed_at, record.changed_sequence = at, election.public_sequence + 1
        record.changed_tick = election.tick
        versions.publish(session, election, at, withdrawal=record.state is Publication.WITHDRAWN)


def ticked(make: Factory, view: ElectionView, at: datetime = NOW, **totals: int) -> None:
    with make.session() as session:
        election = session.get_one(Election, view.id)
        versions.tick(session, election, at)
        numbers = {"received": 0, "waiting": 0, "counted": 0, "not_counted": 0} | totals
        session.add(Tick(election_id=view.id, number=election.tick, at=at, **numbers))
