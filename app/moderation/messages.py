"""Questions to the sender, and notes that only the team sees."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from app.accounts.actor import Actor
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.moderation.once import SAME_WITHIN
from app.reports import history, queries
from app.reports.models import Message, ReportEvent

NOTE = "note"


def ask(
    session: WriteSession, view: ElectionView, actor: Actor, report_id: UUID, text: str, now: datetime
) -> Message:
    """Write to the sender, who reads it with the tracking code. A repeat within minutes is kept once."""
    report = queries.lock(session, view.id, report_id)
    earlier = session.scalar(
        select(Message).where(
            Message.election_id == view.id,
            Message.report_id == report.id,
            Message.account_id == actor.account_id,
            Message.text == text,
            Message.at > now - SAME_WITHIN,
        )
    )
    if earlier is not None:
        return earlier
    message = Message(
        election_id=view.id,
        id=uuid4(),
        report_id=report.id,
        at=now,
        from_team=True,
        account_id=actor.account_id,
        text=text,
    )
    session.add(message)
    history.note_event(session, report, account_id=actor.account_id, event="message", at=now)
    return message


def note(
    session: WriteSession, view: ElectionView, actor: Actor, report_id: UUID, text: str, now: datetime
) -> ReportEvent:
    """Add an internal note. A repeat within minutes is kept once."""
    report = queries.lock(session, view.id, report_id)
    same = select(ReportEvent).where(
        ReportEvent.election_id == view.id,
        ReportEvent.report_id == report.id,
        ReportEvent.event == NOTE,
        ReportEvent.account_id == actor.account_id,
        ReportEvent.note == text,
        ReportEvent.at > now - SAME_WITHIN,
    )
    return session.scalar(same.order_by(ReportEvent.number).limit(1)) or history.note_event(
        session, report, account_id=actor.account_id, event=NOTE, at=now, note=text
    )
