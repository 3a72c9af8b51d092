"""The situations in which something about a report is refused."""

from datetime import datetime

from app.core.errors import AppError, NotFound


class ReportNotFound(NotFound):
    code = "report-not-found"
    title = "No such report"


class ClaimRequired(AppError):
    status = 409
    code = "claim-required"
    title = "Claim this report first"


class ClaimHeld(AppError):
    """Says who holds it and until when, so that they can be asked."""

    status = 409
    code = "claim-held"
    title = "Somebody else is working on this"

    def __init__(self, holder: str, expires_at: datetime) -> None:
        super().__init__(
            "Wait until the claim runs out, or take it over with a reason.",
            holder=holder,
            expires_at=expires_at.isoformat(),
        )


class TransitionNotAllowed(AppError):
    status = 409
    code = "transition-not-allowed"
    title = "The report's state does not allow this decision"

    def __init__(self, current: str, decision: str) -> None:
        super().__init__(f"A report that is {current} cannot be decided as {decision}.", triage=current)


class ReasonRequired(AppError):
    status = 422
    code = "reason-required"
    title = "This decision needs a reason code"


class ReportIsATest(AppError):
    """A test is never counted, so no incident may hold it."""

    status = 409
    code = "test-report"
    title = "This report is a test"
