"""Finding one report."""

from uuid import UUID

from sqlalchemy import select

from app.db.session import ReadSession, WriteSession
from app.reports.errors import ReportNotFound
from app.reports.models import Report, ReportEvent


def get(session: ReadSession, election_id: int, report_id: UUID) -> Report:
    report = session.get(Report, (election_id, report_id))
    if report is None:
        raise ReportNotFound("This election has no report under this id.")
    return report


def exists(session: ReadSession, election_id: int, report_id: UUID) -> bool:
    known = select(Report.id).where(Report.election_id == election_id, Report.id == report_id)
    return session.scalar(known) is not None


def lock(session: WriteSession, election_id: int, report_id: UUID) -> Report:
    """The report, held until commit: a row lock on PostgreSQL, BEGIN IMMEDIATE on SQLite."""
    statement = select(Report).where(Report.election_id == election_id, Report.id == report_id)
    report = session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if report is None:
        raise ReportNotFound("This election has no report under this id.")
    return report


def reason_code(session: ReadSession, report: Report) -> str | None:
    """Of the decision that led to where the report stands; None if that one gave none."""
    events = select(ReportEvent.changes, ReportEvent.reason_code).where(
        ReportEvent.election_id == report.election_id, ReportEvent.report_id == report.id
    )
    for changes, code in session.execute(events.order_by(ReportEvent.number.desc())):
        if code is not None or "triage" in changes:
            found: str | None = code
            return found
    return None
