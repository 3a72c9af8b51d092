"""The situations in which moderation refuses something."""

from app.core.errors import AppError, NotFound


class NotLinked(AppError):
    status = 409
    code = "not-linked"
    title = "This incident does not hold this report"


class CannotSetApart(AppError):
    """They stand for one event as it is: that is undone by taking them apart, not by saying so."""

    status = 409
    code = "cannot-set-apart"
    title = "These two cannot be called different events"


class TooManyTags(AppError):
    status = 409
    code = "too-many-tags"
    title = "A report can carry only so many tags"


class UndoNotPossible(AppError):
    status = 409
    code = "undo-not-possible"
    title = "This cannot be taken back any more"


class DraftNotFound(NotFound):
    code = "draft-not-found"
    title = "No draft is kept"


class ConsentRequired(AppError):
    status = 409
    code = "consent-required"
    title = "A sender has not agreed to this"

    def __init__(self, reports: int) -> None:
        super().__init__(
            "Ask the senders first; only a lead may hand it over without, and says why in `consent_reason`.",
            reports_without_consent=reports,
        )


class ReferralNotFound(NotFound):
    code = "referral-not-found"
    title = "No such referral"


class SourceNotFound(NotFound):
    code = "source-not-found"
    title = "No such source"
