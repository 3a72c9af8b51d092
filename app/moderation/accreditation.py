"""Accreditation of sources: an administrator's word about who is behind a report, never the sender's."""

from uuid import UUID

from sqlalchemy import select

from app.audit import record
from app.audit.record import Kind
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.moderation.errors import SourceNotFound
from app.moderation.watching import recheck_source
from app.reports.models import Source


def accredit(session: WriteSession, view: ElectionView, source_id: UUID, accredited: bool) -> Source:
    """From the next verdict on, an accredited witness counts; what was judged before stays as it is.

    What the source sent and nobody has decided moves in the queue.
    """
    statement = select(Source).where(Source.election_id == view.id, Source.id == source_id)
    source = session.scalar(statement.with_for_update())
    if source is None:
        raise SourceNotFound("Take the id from the list of this election's sources.")
    if source.accredited != accredited:
        source.accredited = accredited
        recheck_source(session, source)
        event = "accredited" if accredited else "accreditation_withdrawn"
        record.act(session, Kind.SOURCE, source.id, event, election_id=view.id)
    return source
