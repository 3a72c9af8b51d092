"""Every 15 minutes the public's totals, its coverage and its numbers of reports and sources move, at once."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select

from app.db.session import ReadSession, WriteSession
from app.elections.models import Election, ElectionStatus, Tick
from app.elections.public_state import to_the_minute
from app.elections.queries import lock_election
from app.incidents import history
from app.incidents.coverage import moved_areas
from app.incidents.lifecycle import Publication
from app.incidents.public import PublicIncident
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
    session.add_all(moved_areas(session, election_id, election.tick + 1))
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
