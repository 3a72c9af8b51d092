"""Expected failures. Anything that is not an AppError is a bug and becomes a 500."""

from typing import Any, ClassVar


class AppError(Exception):
    """Subclass per situation; the class fixes status, code and title, the instance the detail.

    `extra` becomes further members of the problem document (RFC 9457).
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class Unauthenticated(AppError):
    status = 401
    code = "unauthenticated"
    title = "Sign in first"


class Forbidden(AppError):
    status = 403
    code = "forbidden"
    title = "Your role does not allow this"


class NotFound(AppError):
    """Does not exist, or is not visible to this caller: the same answer, so ids cannot be probed."""

    status = 404
    code = "not-found"
    title = "No such resource"


class PreconditionFailed(AppError):
    """`If-Match` names a version that is no longer current; the answer carries the current one."""

    status = 412
    code = "version-changed"
    title = "Someone else changed this first"

    def __init__(self, current_version: int) -> None:
        super().__init__(
            "Read it again and repeat your change on what is there now.", current_version=current_version
        )


class PreconditionRequired(AppError):
    status = 428
    code = "if-match-required"
    title = "Say which version you are changing"


class InvalidRequest(AppError):
    """`errors` is a list of {pointer, code, message}; never an echo of the input."""

    status = 422
    code = "invalid-request"
    title = "The request is not valid"

    def __init__(self, detail: str, errors: list[dict[str, str]] | None = None, **extra: Any) -> None:
        super().__init__(detail, errors=errors or [], **extra)


class UnknownParameter(AppError):
    status = 422
    code = "unknown-parameter"
    title = "This parameter or value is not known"


class TooManyRequests(AppError):
    status = 429
    code = "too-many-requests"
    title = "Slow down"

    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(AppError):
    status = 503
    code = "unavailable"
    title = "Not available for a moment"

    def __init__(self, detail: str, retry_after_seconds: int = 5) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds
