"""The situations in which intake refuses something."""

from app.core.errors import AppError, NotFound


class IdConflict(AppError):
    status = 409
    code = "id-conflict"
    title = "Another report has this id"


class IdempotencyKeyMissing(AppError):
    status = 422
    code = "idempotency-key-missing"
    title = "Send an Idempotency-Key"


class IdempotencyKeyReused(AppError):
    status = 422
    code = "idempotency-key-reused"
    title = "This Idempotency-Key belongs to another report"


class ReportWithdrawn(AppError):
    status = 410
    code = "report-withdrawn"
    title = "The sender took this report back"


class CodeUnknown(NotFound):
    """The same answer for every wrong code."""

    code = "code-unknown"
    title = "We have no report under this code"


class MediaTypeNotTaken(AppError):
    status = 415
    code = "media-type-not-taken"
    title = "Reports are JSON, sealed JSON or multipart forms"
