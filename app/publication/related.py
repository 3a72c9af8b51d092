"""Relations between published incidents, shown from both sides at once."""

from collections.abc import Collection
from datetime import datetime

from app.db.session import WriteSession
from app.incidents.public import PublicIncident
from app.publication import queries, steps


def mirror(session: WriteSession, record: PublicIncident, now: datetime) -> None:
    """Have all that it is related to name it too."""
    replace(session, record, record.related_refs, now, new=record.ref)


def replace(
    session: WriteSession,
    record: PublicIncident,
    beside: Collection[str],
    now: datetime,
    *,
    gone: str = "",
    new: str = "",
) -> None:
    """In those of the references `beside`: take one out, put one in, and note which of them changed."""
    for other in queries.public_records(session, record.election_id, beside):
        refs = sorted({*other.related_refs, new} - {gone, other.ref, ""})
        if refs != other.related_refs:
            other.related_refs = refs
            steps.changed(session, other, now)
