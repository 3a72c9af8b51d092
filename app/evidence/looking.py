"""Looking at pictures made of a photo is on record before the answer."""

from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.actor import Actor
from app.audit import record
from app.audit.record import Kind
from app.db.session import WriteSession
from app.reports.models import Photo

VIEWED: Final = "photo_viewed"


def note(
    session: WriteSession,
    actor: Actor,
    photo: Photo,
    now: datetime,
    *,
    rendition: str | None = None,
    redaction: UUID | None = None,
) -> None:
    """Which of its pictures: a rendition, or a redaction that nobody has agreed to yet."""
    of = {"rendition": rendition} if redaction is None else {"redaction": str(redaction)}
    record.note(
        session,
        photo.election_id,
        Kind.REPORT,
        photo.report_id,
        VIEWED,
        account_id=actor.account_id,
        at=now,
        facts={"photo": str(photo.id), **of},
    )
