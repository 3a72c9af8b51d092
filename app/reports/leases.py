"""Leases: one person works on a thing at a time, and a dead browser holds nothing for long.

The same rules for reports and for incidents, each with its own table of claims.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db.session import ReadSession, WriteSession
from app.reports.errors import ClaimHeld, ClaimRequired
from app.reports.models import ClaimColumns

LEASE: Final = timedelta(minutes=5)
LEASE_CRITICAL: Final = timedelta(minutes=2)
LEASE_ON_CALL: Final = timedelta(minutes=20)
SILENT: Final = timedelta(minutes=2)  # without a heartbeat for so long, a moderator may take over
CRITICAL: Final = 5

NameOf = Callable[[UUID], str]


class Thing(Protocol):
    """What can be claimed."""

    @property
    def election_id(self) -> Any: ...

    @property
    def id(self) -> Any: ...

    @property
    def severity(self) -> Any: ...


ClaimRow = TypeVar("ClaimRow", bound=ClaimColumns)


class Leases(Generic[ClaimRow]):
    """The claims of one kind of thing. `item` is the column of `row` that names the thing."""

    def __init__(
        self, row: type[ClaimRow], item: InstrumentedAttribute[UUID], thing: InstrumentedAttribute[UUID]
    ) -> None:
        self._row, self._item, self._thing = row, item, thing

    def find(self, session: ReadSession, thing: Thing, now: datetime) -> ClaimRow | None:
        """The claim in force, if any."""
        claim = session.get(self._row, (thing.election_id, thing.id))
        return claim if claim is not None and claim.expires_at > now else None

    def require(
        self, session: ReadSession, thing: Thing, account_id: UUID, now: datetime, name_of: NameOf
    ) -> ClaimRow:
        """Every write to a report by hand passes here."""
        claim = self.find(session, thing, now)
        if claim is None:
            raise ClaimRequired("Take the claim, look at the report, then repeat this.")
        if claim.account_id != account_id:
            raise ClaimHeld(name_of(claim.account_id), claim.expires_at)
        return claim

    def check_not_held_by_another(
        self, session: ReadSession, thing: Thing, account_id: UUID, now: datetime, name_of: NameOf
    ) -> None:
        _check_not_held(self.find(session, thing, now), account_id, now, name_of)

    def take(
        self,
        session: WriteSession,
        thing: Thing,
        account_id: UUID,
        now: datetime,
        name_of: NameOf,
        *,
        on_call: bool = False,
    ) -> ClaimRow:
        """Take or renew; the caller holds the row lock. Somebody else's claim in force is refused."""
        claim = session.get(self._row, (thing.election_id, thing.id))
        _check_not_held(claim, account_id, now, name_of)
        if claim is None:
            key = {"election_id": thing.election_id, self._item.key: thing.id}
            claim = self._row(**key, account_id=account_id, taken_at=now)
            session.add(claim)
        elif claim.account_id != account_id or claim.expires_at <= now:
            claim.account_id, claim.taken_at = account_id, now
        claim.renewed_at, claim.on_call = now, on_call
        claim.expires_at = now + _lease(thing, on_call=on_call)
        session.flush()
        return claim

    def release(self, session: WriteSession, thing: Thing) -> None:
        session.execute(
            delete(self._row).where(self._row.election_id == thing.election_id, self._item == thing.id)
        )

    def held(self, election_id: int, now: datetime, *, by: UUID | None = None) -> ColumnElement[bool]:
        """Condition: it is claimed at `now`, by anybody or by this account. For queues and lists."""
        claim = select(self._item).where(
            self._row.election_id == election_id, self._item == self._thing, self._row.expires_at > now
        )
        return (claim if by is None else claim.where(self._row.account_id == by)).exists()


def may_take_over(claim: ClaimColumns, now: datetime, *, lead: bool) -> bool:
    """A lead always; a moderator once the holder has been silent, unless they said they are on a call."""
    return lead or (not claim.on_call and now - claim.renewed_at >= SILENT)


def _check_not_held(claim: ClaimColumns | None, account_id: UUID, now: datetime, name_of: NameOf) -> None:
    if claim is not None and claim.expires_at > now and claim.account_id != account_id:
        raise ClaimHeld(name_of(claim.account_id), claim.expires_at)


def _lease(thing: Thing, *, on_call: bool) -> timedelta:
    if on_call:
        return LEASE_ON_CALL
    return LEASE_CRITICAL if thing.severity >= CRITICAL else LEASE
