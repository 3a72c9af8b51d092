"""Saying that two reports or incidents are not the same event: never suggested for each other again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.core.errors import NotFound
from app.db.portable import insert_if_absent
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.incidents import history as incident_history
from app.incidents import queries as incident_queries
from app.incidents.models import Incident
from app.moderation.errors import CannotSetApart
from app.moderation.models import ApartPair
from app.reports import history as report_history
from app.reports import queries as report_queries
from app.reports.models import Report


def set_apart(
    session: WriteSession, view: ElectionView, actor: Actor, one_id: UUID, other_id: UUID, now: datetime
) -> None:
    """Said of both at once; twice is once. It hinders nobody who finds out better from linking or merging."""
    one, other = _two_locked(session, view, one_id, other_id)
    _check_not_one(session, one, other)
    said = {"election_id": view.id, "set_by": actor.account_id, "set_at": now}
    pairs = [said | {"one_id": first, "other_id": second} for first, second in _both_ways(one_id, other_id)]
    if insert_if_absent(session, ApartPair, pairs):
        _note_both(session, actor, one, other, "set_apart", now)


def take_back(
    session: WriteSession, view: ElectionView, actor: Actor, one_id: UUID, other_id: UUID, now: datetime
) -> None:
    """They may be suggested for each other again."""
    one, other = _two_locked(session, view, one_id, other_id)
    both = (one_id, other_id)
    gone = delete(ApartPair).where(
        ApartPair.election_id == view.id, ApartPair.one_id.in_(both), ApartPair.other_id.in_(both)
    )
    if session.scalars(gone.returning(ApartPair.one_id)).all():
        _note_both(session, actor, one, other, "apart_taken_back", now)


def _both_ways(one_id: UUID, other_id: UUID) -> tuple[tuple[UUID, UUID], tuple[UUID, UUID]]:
    return (one_id, other_id), (other_id, one_id)


def _two_locked(
    session: WriteSession, view: ElectionView, one_id: UUID, other_id: UUID
) -> tuple[Report | Incident, Report | Incident]:
    """Reports before incidents, each in the order of their ids, as everywhere."""
    if one_id == other_id:
        raise CannotSetApart("Name another report or incident.")
    known = {each: session.get(Report, (view.id, each)) is not None for each in (one_id, other_id)}
    rows: dict[UUID, Report | Incident] = {}
    for each in sorted(known, key=lambda found: (not known[found], found)):
        rows[each] = (
            report_queries.lock(session, view.id, each)
            if known[each]
            else _lock_incident(session, view, each)
        )
    return rows[one_id], rows[other_id]


def _lock_incident(session: WriteSession, view: ElectionView, incident_id: UUID) -> Incident:
    if session.get(Incident, (view.id, incident_id)) is None:
        raise NotFound("This election has no report and no incident under one of these ids.")
    return incident_queries.lock(session, view.id, incident_id)


def _check_not_one(session: ReadSession, one: Report | Incident, other: Report | Incident) -> None:
    held_by = _stands_for(session, one)
    if held_by is None or held_by != _stands_for(session, other):
        return
    if isinstance(one, Incident) and isinstance(other, Incident):
        raise CannotSetApart("They are merged: take one out of the other instead.")
    raise CannotSetApart("One incident holds both: take the report out of it instead.")


def _stands_for(session: ReadSession, found: Report | Incident) -> UUID | None:
    """The incident that it is part of by now, if any."""
    if isinstance(found, Report):
        return found.incident_id
    while found.merged_into is not None:
        found = incident_queries.get(session, found.election_id, found.merged_into)
    return found.id


def _note_both(
    session: WriteSession,
    actor: Actor,
    one: Report | Incident,
    other: Report | Incident,
    event: str,
    now: datetime,
) -> None:
    """In both histories, without a new version: nothing about either has changed."""
    for found, counterpart in ((one, other), (other, one)):
        note = counterpart.work_ref if isinstance(counterpart, Incident) else str(counterpart.id)
        if isinstance(found, Report):
            report_history.note_event(
                session, found, account_id=actor.account_id, event=event, at=now, note=note
            )
        else:
            incident_history.note_event(
                session, found, account_id=actor.account_id, event=event, at=now, note=note
            )
