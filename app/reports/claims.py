"""Leases on reports: one person works on a report at a time, and a dead browser holds nothing for long."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from app.db.session import ReadSession, WriteSession
from app.reports.errors import ClaimHeld, ClaimRequired
from app.reports.models import Claim, Report

LEASE: Final = timedelta(minutes=5)
LEASE_CRITICAL: Final = timedelta(minutes=2)
LEASE_ON_CALL: Final = timedelta(minutes=20)
SILENT: Final = timedelta(minutes=2)  # without a heartbeat for so long, a moderator may take over
CRITICAL: Final = 5

NameOf = Callable[[UUID], str]


def find(session: ReadSession, report: Report, now: datetime) -> Claim | None:
    """The claim in force, if any."""
    claim = session.get(Claim, (report.election_id, report.id))
    return claim if claim is not None and claim.expires_at > now else None


def require(session: ReadSession, report: Report, account_id: UUID, now: datetime, name_of: NameOf) -> Claim:
    """Every write to a report by hand passes here."""
    claim = find(session, report, now)
    if claim is None:
        raise ClaimRequired("Take the claim, look at the report, then repeat this.")
    if claim.account_id != account_id:
        raise ClaimHeld(name_of(claim.account_id), claim.expires_at)
    return claim


def take(
    session: WriteSession,
    report: Report,
    account_id: UUID,
    now: datetime,
    name_of: NameOf,
    *,
    on_call: bool = False,
) -> Claim:
    """Take or renew; the caller holds the report's row lock. Somebody else's claim in force is refused."""
    claim = session.get(Claim, (report.election_id, report.id))
    if claim is not None and claim.expires_at > now and claim.account_id != account_id:
        raise ClaimHeld(name_of(claim.account_id), claim.expires_at)
    if claim is None:
        claim = Claim(
            election_id=report.election_id, report_id=report.id, account_id=account_id, taken_at=now
        )
        session.add(claim)
    elif claim.account_id != account_id or claim.expires_at <= now:
        claim.account_id, claim.taken_at = account_id, now
    claim.renewed_at, claim.on_call = now, on_call
    claim.expires_at = now + _lease(report, on_call=on_call)
    session.flush()
    return claim


def may_take_over(claim: Claim, now: datetime, *, lead: bool) -> bool:
    """A lead always; a moderator once the holder has been silent, unless they said they are on a call."""
    return lead or (not claim.on_call and now - claim.renewed_at >= SILENT)


def release(session: WriteSession, report: Report) -> None:
    session.execute(
        delete(Claim).where(Claim.election_id == report.election_id, Claim.report_id == report.id)
    )


def held(election_id: int, now: datetime) -> object:
    """Condition: the report is claimed by somebody at `now`. For `queue/next` and lists."""
    return (
        select(Claim.report_id)
        .where(Claim.election_id == election_id, Claim.report_id == Report.id, Claim.expires_at > now)
        .exists()
    )


def _lease(report: Report, *, on_call: bool) -> timedelta:
    if on_call:
        return LEASE_ON_CALL
    return LEASE_CRITICAL if report.severity >= CRITICAL else LEASE
