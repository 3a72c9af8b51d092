"""The situations in which something about an election is refused."""

from app.core.errors import AppError, InvalidRequest, NotFound


class ElectionNotFound(NotFound):
    code = "election-not-found"
    title = "No such election"


class ElectionNotOpen(AppError):
    status = 409
    code = "election-not-open"
    title = "This election does not take reports yet"


class ElectionClosed(AppError):
    status = 410
    code = "election-closed"
    title = "This election takes no more reports"


class ElectionExists(AppError):
    status = 409
    code = "election-exists"
    title = "Another election has this slug or code"


class ImportRefused(InvalidRequest):
    """Nothing was imported; `errors` names each row and what is wrong with it."""

    code = "import-refused"
    title = "Some rows cannot be imported"


class ElectionArchived(AppError):
    status = 409
    code = "election-archived"
    title = "This election is archived"


class StatusNotAllowed(AppError):
    status = 409
    code = "election-status-not-allowed"
    title = "The election cannot go from what it is to that"


class VisitConflict(AppError):
    status = 409
    code = "visit-conflict"
    title = "Another visit has this id"


class VersionNotKept(NotFound):
    code = "version-not-kept"
    title = "There is no such version of what is public"

    def __init__(self, current: str, earliest: str) -> None:
        super().__init__(
            "Ask for a version as it stood in an answer, not before `earliest_version`.",
            current_version=current,
            earliest_version=earliest,
        )
