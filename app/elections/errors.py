"""The situations in which something about an election is refused."""

from app.core.errors import AppError, InvalidRequest, NotFound


class ElectionNotFound(NotFound):
    code = "election-not-found"
    title = "No such election"


class ElectionExists(AppError):
    status = 409
    code = "election-exists"
    title = "Another election has this slug or code"


class ImportRefused(InvalidRequest):
    """Nothing was imported; `errors` names each row and what is wrong with it."""

    code = "import-refused"
    title = "Some rows cannot be imported"
