"""Proposing that a photo be shown with parts of it black, and a second person's word on it."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from app.accounts.actor import Actor
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.evidence import queries
from app.evidence.errors import RedactionDecided
from app.evidence.redactor import Redacted
from app.evidence.schemas import RedactionIn
from app.incidents.errors import SamePerson
from app.reports import history
from app.reports import queries as reports
from app.reports.models import Redaction, RedactionState

MADE: Final = "redaction_made"
EVENTS: Final = {
    RedactionState.APPROVED: "redaction_approved",
    RedactionState.REJECTED: "redaction_rejected",
}


def propose(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    photo_id: UUID,
    wanted: RedactionIn,
    redacted: Redacted,
    now: datetime,
) -> Redaction:
    """Name the file that was made in a row."""
    redaction = Redaction(
        election_id=view.id,
        id=uuid4(),
        photo_id=queries.photo(session, view.id, photo_id).id,
        state=RedactionState.PROPOSED,
        shapes=[shape.kept() for shape in wanted.shapes],
        answers=wanted.answers.model_dump(),
        store_key=redacted.blob.key,
        sha256=redacted.blob.sha256,
        size_bytes=redacted.blob.size_bytes,
        width_px=redacted.width_px,
        height_px=redacted.height_px,
        made_by=actor.account_id,
        made_at=now,
        decided_by=None,
        decided_at=None,
    )
    session.add(redaction)
    _note(session, actor, redaction, MADE, now)
    return redaction


def decide(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    photo_id: UUID,
    redaction_id: UUID,
    state: RedactionState,
    now: datetime,
) -> Redaction:
    """Approve or reject, once and for good; the same person saying the same again changes nothing.

    What is approved replaces what was approved before.
    """
    redaction = queries.lock_redaction(session, view.id, photo_id, redaction_id)
    if view.four_eyes and redaction.made_by == actor.account_id:
        raise SamePerson("You made this redaction. Another moderator has to look at it.")
    if (redaction.state, redaction.decided_by) == (state, actor.account_id):
        return redaction
    if redaction.state is not RedactionState.PROPOSED:
        raise RedactionDecided(f"It was {redaction.state}. Make a new one if it should be otherwise.")
    if state is RedactionState.APPROVED:
        for older in queries.lock_approved(session, view.id, photo_id):
            older.state = RedactionState.REPLACED
    redaction.state, redaction.decided_by, redaction.decided_at = state, actor.account_id, now
    _note(session, actor, redaction, EVENTS[state], now)
    return redaction


def _note(session: WriteSession, actor: Actor, redaction: Redaction, event: str, now: datetime) -> None:
    photo = queries.photo(session, redaction.election_id, redaction.photo_id)
    report = reports.lock(session, redaction.election_id, photo.report_id)
    history.note_event(
        session,
        report,
        account_id=actor.account_id,
        event=event,
        at=now,
        changes={name: [None, answer] for name, answer in (redaction.answers or {}).items()},
        note=f"Redaction {redaction.id} of photo {photo.id}",
    )
