"""The sender's side after sending: what became of it, answering a question, adding, taking it back."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from app.db.session import ReadSession, WriteSession
from app.intake.codes import Codes, normalise
from app.intake.errors import CodeUnknown
from app.intake.standing import lock_standing
from app.reports import history, queries, reasons, urgency
from app.reports.lifecycle import SENDER_WITHDREW, Triage, may_withdraw
from app.reports.models import Message, Photo, Report, Supplement, TrackingCode

IN_WORDS: Final = {
    Triage.RECEIVED: "We have your report. Nobody has looked at it yet.",
    Triage.IN_TRIAGE: "Somebody is looking at your report.",
    Triage.LINKED: "Your report is part of an incident that is being checked.",
    Triage.NEEDS_INFO: "We have a question. Please read it below and answer if it is safe.",
    Triage.REJECTED: "We could not use this report.",
    Triage.DUPLICATE: "We have this report already; nothing is lost.",
    Triage.OUT_OF_SCOPE: "This is outside what we can check. We keep it.",
    Triage.WITHDRAWN: "You took this report back.",
    Triage.ERASED: "This report was erased.",
}


def find(session: ReadSession, codes: Codes, tracking_code: str) -> Report | None:
    """The same work for every wrong code, well-formed or not."""
    digest = codes.digest_of(normalise(tracking_code) or "")
    known = session.get(TrackingCode, digest)
    return None if known is None else queries.get(session, known.election_id, known.report_id)


def get(session: ReadSession, codes: Codes, tracking_code: str) -> Report:
    """The same refusal for every wrong code."""
    report = find(session, codes, tracking_code)
    if report is None:
        raise CodeUnknown(
            "Check the 20 digits. If they are right, the report has not reached us: send it again."
        )
    return report


def reason_of(session: ReadSession, report: Report) -> Mapping[str, str] | None:
    """Why the report stands where it does, in words for its sender, by language."""
    return reasons.to_sender(queries.reason_code(session, report))


def messages_of(session: ReadSession, report: Report) -> list[Message]:
    sent = select(Message).where(Message.election_id == report.election_id, Message.report_id == report.id)
    return list(session.scalars(sent.order_by(Message.at, Message.id)))


def photos_of(session: ReadSession, report: Report) -> list[Photo]:
    sent = select(Photo).where(Photo.election_id == report.election_id, Photo.report_id == report.id)
    return list(session.scalars(sent.order_by(Photo.sha256)))


def reply(session: WriteSession, codes: Codes, tracking_code: str, text: str, now: datetime) -> Report:
    """Answer the team; a report that waited for an answer goes back to triage. A repeat is kept once."""
    known = get(session, codes, tracking_code)
    report = queries.lock(session, known.election_id, known.id)
    if any(not message.from_team and message.text == text for message in messages_of(session, report)):
        return report
    message = Message(
        election_id=report.election_id,
        id=uuid4(),
        report_id=report.id,
        at=now,
        from_team=False,
        account_id=None,
        text=text,
    )
    session.add(message)
    if report.triage is Triage.NEEDS_INFO:
        with history.change(session, report, account_id=None, event="sender_replied", at=now):
            report.triage = Triage.IN_TRIAGE
            urgency.resume(report, now)
    else:
        history.note_event(session, report, account_id=None, event="sender_replied", at=now)
    return report


def withdraw(session: WriteSession, codes: Codes, tracking_code: str, now: datetime) -> Report:
    """Take the report back.

    One that an incident holds stays linked until a lead acts: it is escalated as urgent, because what is
    already public can only be withdrawn by a person.
    """
    known = get(session, codes, tracking_code)
    report = queries.lock(session, known.election_id, known.id)
    if not may_withdraw(report.triage):
        return report
    with history.change(session, report, account_id=None, event="sender_withdrew", at=now):
        if report.incident_id is None:
            report.triage = Triage.WITHDRAWN
        else:
            report.escalated_at = now
            report.due_at = now
            report.flags = [*report.flags, SENDER_WITHDREW]
    return report


def supplement(session: WriteSession, election_id: int, report_id: UUID, text: str, now: datetime) -> None:
    """More from the same sender; the same text twice is kept once."""
    report = lock_standing(session, election_id, report_id)
    name = hashlib.sha256(f"{report_id}/{text}".encode()).digest()[:16]
    supplement_id = UUID(bytes=name, version=4)
    if session.get(Supplement, (election_id, supplement_id)) is not None:
        return
    session.add(
        Supplement(
            election_id=election_id, id=supplement_id, report_id=report.id, received_at=now, description=text
        )
    )
    history.note_event(session, report, account_id=None, event="supplement", at=now)
