"""Taking, renewing, taking over and releasing a claim, on a report or on an incident."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.accounts.actor import Actor
from app.accounts.queries import name_of
from app.accounts.roles import Role
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.incidents import claims as incident_claims
from app.incidents import history as incident_history
from app.incidents import queries as incident_queries
from app.reports import claims, history, queries
from app.reports.errors import ClaimHeld
from app.reports.leases import Leases, Thing, may_take_over
from app.reports.models import ClaimColumns


@dataclass(frozen=True, slots=True)
class Claimable:
    """Reports or incidents: how one is locked, claimed, and its history written."""

    lock: Callable[[WriteSession, int, UUID], Thing]
    leases: Leases[Any]
    note_event: Callable[..., object]


REPORTS: Final = Claimable(queries.lock, claims.REPORTS, history.note_event)
INCIDENTS: Final = Claimable(incident_queries.lock, incident_claims.INCIDENTS, incident_history.note_event)


def claim(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    thing_id: UUID,
    now: datetime,
    *,
    on_call: bool | None = None,
    take_over_reason: str | None = None,
    of: Claimable = REPORTS,
) -> ClaimColumns:
    """Take it, or renew one's own; sending it again is the heartbeat.

    With a reason, a lead takes over from anybody, a moderator from somebody who has been silent. `on_call`
    None keeps what the holder said before.
    """
    thing = of.lock(session, view.id, thing_id)
    held: ClaimColumns | None = of.leases.find(session, thing, now)
    mine = held is not None and held.account_id == actor.account_id
    if held is not None and not mine:
        note = _take_over(session, view, actor, held, take_over_reason, now)
        of.note_event(session, thing, account_id=actor.account_id, event="taken_over", at=now, note=note)
    elif held is None:
        of.note_event(session, thing, account_id=actor.account_id, event="claimed", at=now)
    keep_call = mine and held is not None and held.on_call
    calling = keep_call if on_call is None else on_call
    taken: ClaimColumns = of.leases.take(
        session, thing, actor.account_id, now, name_of(session), on_call=calling
    )
    return taken


def release(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    thing_id: UUID,
    now: datetime,
    *,
    of: Claimable = REPORTS,
) -> None:
    """Give one's own claim back; nothing happens if there is none any more."""
    thing = of.lock(session, view.id, thing_id)
    check_not_held_by_another(session, thing, actor, now, of)
    if of.leases.find(session, thing, now) is not None:
        of.note_event(session, thing, account_id=actor.account_id, event="released", at=now)
    of.leases.release(session, thing)


def check_not_held_by_another(
    session: WriteSession, thing: Thing, actor: Actor, now: datetime, of: Claimable = REPORTS
) -> None:
    of.leases.check_not_held_by_another(session, thing, actor.account_id, now, name_of(session))


def _take_over(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    held: ClaimColumns,
    reason: str | None,
    now: datetime,
) -> str:
    """End the other's claim, if this person may, and say from whom and why."""
    holder = name_of(session)(held.account_id)
    lead = Role.LEAD in actor.roles_in(view.id)
    if not reason or not may_take_over(held, now, lead=lead):
        raise ClaimHeld(holder, held.expires_at)
    held.expires_at = now
    return f"From {holder}: {reason}"
