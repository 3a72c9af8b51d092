"""Every 15 minutes the public's totals, its coverage and its numbers of reports and sources move, at once."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Table, bindparam, delete, func, or_, select

from app.db.portable import upsert
from app.db.session import ReadSession, WriteSession
from app.elections.models import Election, ElectionStatus, Tick
from app.elections.public_state import to_the_minute
from app.elections.queries import lock_election
from app.incidents import history
from app.incidents.coverage import Visited, visited_in_public, visited_now
from app.incidents.lifecycle import Publication
from app.incidents.public import PublicIncident, VisitedStation
from app.incidents.veracity import Veracity
from app.publication import steps, versions
from app.publication.intake_totals import IntakeTotals, StaffCell, intake_totals
from app.tallies.cells import Grain
from app.tallies.models import PublicTally, StaffTally

EVERY: Final = timedelta(minutes=15)


def tick(session: WriteSession, election_id: int, now: datetime) -> Tick:
    """Move everything that waits for a tick, whenever the last one was."""
    election = lock_election(session, election_id)
    _move_numbers(session, election_id, now)
    session.flush()
    _move_coverage(session, election_id)
    totals = current_totals(session, election_id)
    versions.tick(session, election, now)
    made = Tick(
        election_id=election_id,
        number=election.tick,
        at=to_the_minute(now),
        received=totals.received,
        waiting=totals.waiting,
        counted=totals.counted,
        not_counted=totals.not_counted,
    )
    session.add(made)
    return made


def tick_if_due(session: WriteSession, election_id: int, now: datetime) -> Tick | None:
    """The job's way: asked too often or by two workers at once, it ticks no more often than it should."""
    lock_election(session, election_id)
    last_at = session.scalar(select(func.max(Tick.at)).where(Tick.election_id == election_id))
    if last_at is not None and now < last_at + EVERY:
        return None
    return tick(session, election_id, now)


def due(session: ReadSession, now: datetime) -> list[int]:
    """Elections whose last tick is 15 minutes old: open ones, and closed ones that are still worked on."""
    recent = select(Tick.election_id).where(Tick.at > now - EVERY)
    ticking = (ElectionStatus.OPEN, ElectionStatus.CLOSED)
    elections = select(Election.id).where(Election.status.in_(ticking), Election.id.not_in(recent))
    return list(session.scalars(elections.order_by(Election.id)))


def current_totals(session: ReadSession, election_id: int) -> IntakeTotals:
    """From the rollups: no report is looked at, however many there are."""
    coordinates = (StaffTally.triage, StaffTally.publication, StaffTally.veracity, StaffTally.counts_as)
    staff = (
        select(*coordinates, func.sum(StaffTally.reports))
        .where(StaffTally.election_id == election_id, StaffTally.grain == Grain.TOTAL)
        .group_by(*coordinates)
    )
    cells = [
        StaffCell(triage, publication, veracity, counts_as, int(reports))
        for triage, publication, veracity, counts_as, reports in session.execute(staff)
    ]
    public = select(func.sum(PublicIncident.reports)).where(
        PublicIncident.election_id == election_id, PublicIncident.state == Publication.PUBLISHED
    )
    counted = select(func.sum(PublicTally.reports)).where(
        PublicTally.election_id == election_id,
        PublicTally.grain == Grain.TOTAL,
        PublicTally.veracity != Veracity.REFUTED,  # has a cell, and never counts
    )
    return intake_totals(
        cells,
        public_reports=int(session.scalar(public) or 0),
        counted=int(session.scalar(counted) or 0),
    )


def _move_numbers(session: WriteSession, election_id: int, now: datetime) -> None:
    waiting = select(PublicIncident).where(
        PublicIncident.election_id == election_id,
        PublicIncident.state == Publication.PUBLISHED,
        or_(
            PublicIncident.reports != PublicIncident.reports_next,
            PublicIncident.sources != PublicIncident.sources_next,
        ),
    )
    for record in session.scalars(waiting.order_by(PublicIncident.ref)).all():
        with history.public_change(session, record):
            record.reports, record.sources = record.reports_next, record.sources_next
        steps.ticked(session, record, now)


def _move_coverage(session: WriteSession, election_id: int) -> None:
    """Write what differs: between two ticks that is little."""
    table: Table = VisitedStation.__table__  # type: ignore[assignment]  # mapped classes here are plain tables
    shown, found = set(visited_in_public(session, election_id)), set(visited_now(session, election_id))
    gone = {_key(each) for each in shown} - {_key(each) for each in found}
    if gone:
        columns = (table.c.station_code, table.c.organisation, table.c.method)
        one = [column == bindparam(f"its_{column.name}") for column in columns]
        rows = [dict(zip((f"its_{column.name}" for column in columns), key, strict=True)) for key in gone]
        session.execute(delete(table).where(table.c.election_id == election_id, *one), rows)
    fresh = [
        {
            "election_id": election_id,
            "station_code": each.station,
            "organisation": each.organisation,
            "method": each.method,
            "recorded": each.recorded,
        }
        for each in found - shown
    ]
    upsert(session, VisitedStation, fresh)


def _key(each: Visited) -> tuple[str, str, str]:
    return each.station, each.organisation, each.method
