"""The situations in which something about an incident is refused."""

from app.core.errors import AppError, NotFound


class IncidentNotFound(NotFound):
    code = "incident-not-found"
    title = "No such incident"


class SamePerson(AppError):
    """A pair rule: the second step needs another account than the first."""

    status = 403
    code = "same-person"
    title = "This needs a second person"


class StepRequired(AppError):
    status = 409
    code = "step-required"
    title = "Record what was checked first"


class VerdictRequired(AppError):
    status = 409
    code = "verdict-required"
    title = "Nobody has given a verdict yet"


class PublicTextRequired(AppError):
    status = 409
    code = "public-text-required"
    title = "Write the public text first"


class NotPublishable(AppError):
    status = 409
    code = "not-publishable"
    title = "This incident cannot be published now"


class IncidentWithdrawn(AppError):
    """A tombstone, for ever."""

    status = 410
    code = "withdrawn"
    title = "Withdrawn by the editors"


class IncidentClosed(AppError):
    """Its tombstone stays as it is; what happened gets a new incident."""

    status = 409
    code = "incident-closed"
    title = "This incident was withdrawn"


class IncidentMerged(AppError):
    """It stays as it was until it is taken out again; `into` holds its reports."""

    status = 409
    code = "incident-merged"
    title = "This incident was merged into another"


class CannotMerge(AppError):
    status = 409
    code = "cannot-merge"
    title = "These incidents cannot be merged"


class NotMerged(AppError):
    status = 409
    code = "not-merged"
    title = "This incident is not merged into another"


class CannotRelate(AppError):
    status = 409
    code = "cannot-relate"
    title = "An incident is not related to itself"


class ContinuesItself(AppError):
    """Through others; `circle` names them in the order in which each continues the next."""

    status = 409
    code = "continues-itself"
    title = "An incident does not continue itself"
