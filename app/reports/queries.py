"""Finding one report."""

from uuid import UUID

from sqlalchemy import select

from app.db.session import ReadSession, WriteSession
from app.reports.errors import ReportNotFound
from app.reports.models import Report


def get(session: ReadSession, election_id: int, report_id: UUID) -> Report:
    report = session.get(Report, (election_id, report_id))
    if report is None:
        raise ReportNotFound("This election has no report under this id.")
    return report


def lock(session: WriteSession, election_id: int, report_id: UUID) -> Report:
    """The report, held until commit: a row lock on PostgreSQL, BEGIN IMMEDIATE on SQLite."""
    statement = select(Report).where(Report.election_id == election_id, Report.id == report_id)
    report = session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if report is None:
        raise ReportNotFound("This election has no report under this id.")
    return report
