"""What a merge, or its undoing, does in public once the survivor is published.

The numbers that were public add up to the same before and after; the next tick brings them up to date.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db.session import WriteSession
from app.incidents import history, queries
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, PublicRef
from app.incidents.public import PublicIncident
from app.publication import related, steps


def follow_merges(session: WriteSession, record: PublicIncident, incident: Incident, now: datetime) -> None:
    """Make the public's incidents one, or several again, as the moderators' are now. All are locked."""
    inside = queries.merged_ids(session, record.election_id, incident.id)
    parted = []
    for taken_in in _records_inside(session, record):
        member = _incident_of(session, taken_in)
        if member.id not in inside:
            _part(session, record, taken_in, member, now)
            parted.append(taken_in)
    for member_id in sorted(inside):
        member = queries.get(session, record.election_id, member_id)
        if member.publication is Publication.PUBLISHED:
            public = session.get_one(PublicIncident, (member.election_id, member.ref))
            _join(session, record, public, member, now)
    _relate_again(session, parted, now)


def _join(
    session: WriteSession, record: PublicIncident, taken_in: PublicIncident, member: Incident, now: datetime
) -> None:
    with history.change(session, member, account_id=None, event="merged_in_public", at=now):
        member.publication = Publication.MERGED
    with history.public_change(session, taken_in):
        taken_in.state, taken_in.merged_into = Publication.MERGED, record.ref
        steps.changed(session, taken_in, now)
    with history.public_change(session, record):
        record.reports += taken_in.reports
    related.forget(session, taken_in, taken_in.related_refs, now)


def _part(
    session: WriteSession, record: PublicIncident, taken_in: PublicIncident, member: Incident, now: datetime
) -> None:
    """It is as it was published; what has changed about it since waits for its own publication."""
    with history.change(session, member, account_id=None, event="shown_again", at=now):
        member.publication = Publication.PUBLISHED
    with history.public_change(session, record):
        record.reports = max(1, record.reports - taken_in.reports)
    with history.public_change(session, taken_in):
        taken_in.state, taken_in.merged_into = Publication.PUBLISHED, None
        steps.changed(session, taken_in, now)


def _relate_again(session: WriteSession, parted: Sequence[PublicIncident], now: datetime) -> None:
    """As they were, as far as the public still sees the others. All of them stand by themselves now."""
    for record in parted:
        for name, value in related.columns(related.still_public(session, record)).items():
            setattr(record, name, value)
        related.mirror(session, record, now)


def _records_inside(session: WriteSession, record: PublicIncident) -> list[PublicIncident]:
    found = select(PublicIncident).where(
        PublicIncident.election_id == record.election_id,
        PublicIncident.state == Publication.MERGED,
        PublicIncident.merged_into == record.ref,
    )
    return list(session.scalars(found.order_by(PublicIncident.ref)))


def _incident_of(session: WriteSession, record: PublicIncident) -> Incident:
    known = session.get_one(PublicRef, record.ref)
    return queries.lock(session, record.election_id, known.incident_id)
