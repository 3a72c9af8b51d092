"""What changed in an election since an event: ids, events and names, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.accounts.models import Account
from app.audit.models import AuditEvent, AuditPosition
from app.audit.record import Kind
from app.db.session import ReadSession

TOLD: Final = (Kind.REPORT, Kind.INCIDENT)
# Looking changes nothing, so nobody else's screen has to change.
LOOKING: Final = ("viewed", "candidates_viewed", "photo_viewed", "original_viewed", "exported")


@dataclass(frozen=True, slots=True)
class LiveEvent:
    number: int
    at: datetime
    kind: str
    object_id: str
    version: int | None
    event: str
    actor: str | None


def newest(session: ReadSession, election_id: int) -> int:
    """The number of the newest entry; 0 before the first."""
    statement = select(AuditPosition.last).where(AuditPosition.election_id == election_id)
    return session.scalar(statement) or 0


def after(session: ReadSession, election_id: int, number: int, limit: int) -> list[LiveEvent]:
    """The next ones, oldest first. No entry with a lower number will ever appear later."""
    statement = (
        select(AuditEvent, Account.name)
        .outerjoin(Account, Account.id == AuditEvent.account_id)
        .where(
            AuditEvent.election_id == election_id,
            AuditEvent.number > number,
            AuditEvent.kind.in_(TOLD),
            AuditEvent.event.not_in(LOOKING),
            AuditEvent.object_id.is_not(None),
        )
        .order_by(AuditEvent.number)
        .limit(limit)
    )
    return [
        LiveEvent(
            number=entry.number,
            at=entry.at,
            kind=entry.kind,
            object_id=entry.object_id or "",
            version=entry.version,
            event=entry.event,
            actor=name,
        )
        for entry, name in session.execute(statement)
    ]
