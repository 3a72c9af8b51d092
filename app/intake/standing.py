"""Whether a sender may still add something to a report."""

from uuid import UUID

from app.db.session import WriteSession
from app.intake.errors import ReportWithdrawn
from app.reports import queries
from app.reports.lifecycle import Triage
from app.reports.models import Report


def lock_standing(session: WriteSession, election_id: int, report_id: UUID) -> Report:
    """The report, held until commit. What was taken back or erased takes nothing more."""
    report = queries.lock(session, election_id, report_id)
    if report.triage in {Triage.WITHDRAWN, Triage.ERASED}:
        raise ReportWithdrawn("Send it as a new report if you want us to have it again.")
    return report
