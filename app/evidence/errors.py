"""Why a picture cannot be shown, redacted or handed out, or a bundle not be had."""

from app.core.errors import AppError, NotFound, Unavailable


class PhotoNotFound(NotFound):
    code = "photo-not-found"
    title = "No such photo"


class RenditionNotMade(NotFound):
    """There is a photo, but not yet, or never, a picture of it that can be shown."""

    code = "rendition-not-made"
    title = "There is no picture of this photo to show"


class RedactionNotFound(NotFound):
    code = "redaction-not-found"
    title = "No such redaction"


class RedactionDecided(AppError):
    """Approved or rejected for good; what should be otherwise is made anew."""

    status = 409
    code = "redaction-decided"
    title = "This redaction has been decided already"


class PhotoUnusable(AppError):
    """The file is no picture that can be redacted."""

    status = 409
    code = "photo-unusable"
    title = "No picture can be made of this file"


class PicturesUnavailable(Unavailable):
    """The process that opens pictures does not start."""

    code = "pictures-unavailable"
    title = "Pictures cannot be opened at the moment"


class OriginalLinkRefused(AppError):
    status = 403
    code = "original-link-refused"
    title = "This link does not open the original"


class ExportNotFound(NotFound):
    code = "export-not-found"
    title = "No such export"


class ExportNotApproved(AppError):
    status = 409
    code = "export-not-approved"
    title = "Nobody has approved this export yet"


class ExportExpired(AppError):
    status = 410
    code = "export-expired"
    title = "The time to download this export is over"
