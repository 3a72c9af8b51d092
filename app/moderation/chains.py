"""Refuses what would make an incident continue itself. The election is locked, so chains stay as read."""

from collections.abc import Sequence
from uuid import UUID

from app.db.session import WriteSession
from app.incidents import queries
from app.incidents.continuation import way_back, with_merged
from app.incidents.errors import ContinuesItself
from app.incidents.models import Incident


def check_continues(session: WriteSession, one: Incident, other: Incident) -> None:
    """That `one` may continue `other`."""
    said = queries.continuing(session, one.election_id, instead_of=(other.id, one.id))
    _refuse(session, one.election_id, way_back(said, one.id, other.id))


def check_merge(session: WriteSession, incident: Incident, survivor: Incident) -> None:
    """That the two may be one, in the chains of both."""
    said = with_merged(queries.continuing(session, incident.election_id), {incident.id: survivor.id})
    for later, before in said:
        if later == survivor.id:
            _refuse(session, incident.election_id, way_back(said, survivor.id, before))


def _refuse(session: WriteSession, election_id: int, circle: Sequence[UUID]) -> None:
    if circle:
        names = [queries.get(session, election_id, each).work_ref for each in circle]
        raise ContinuesItself(
            f"It would continue itself through {', which continues '.join(names)}.",
            circle=[str(each) for each in circle],
        )
