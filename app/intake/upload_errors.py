"""Why a resumable upload is not taken, or does not go on."""

from app.core.errors import AppError, NotFound


class UploadNotFound(NotFound):
    """Unknown, somebody else's, or terminated."""

    code = "upload-not-found"
    title = "No such upload"

    def __init__(self) -> None:
        super().__init__("Create it again; what is stored of the photo is found by its hash.")


class UploadExpired(AppError):
    status = 410
    code = "upload-expired"
    title = "This upload has expired"

    def __init__(self) -> None:
        super().__init__("Create it again and send the photo from its first byte.")


class UploadOffsetConflict(AppError):
    """`headers` carry the offset from which to go on."""

    status = 409
    code = "upload-offset-conflict"
    title = "The upload goes on from another byte"

    def __init__(self, offset_bytes: int) -> None:
        super().__init__("Ask for the offset with HEAD and go on from there.", offset_bytes=offset_bytes)
        self.headers = {"Upload-Offset": str(offset_bytes)}


class UploadChecksumMismatch(AppError):
    status = 460  # tus.io, "Checksum"
    code = "upload-checksum-mismatch"
    title = "This piece was damaged on its way"

    def __init__(self) -> None:
        super().__init__("Nothing of it was kept; send it again.")


class UploadPastItsLength(AppError):
    status = 413
    code = "upload-past-its-length"
    title = "More bytes than were announced"

    def __init__(self) -> None:
        super().__init__("The upload is as long as Upload-Length said; create another for another photo.")


class UploadPieceTooSmall(AppError):
    status = 422
    code = "upload-piece-too-small"
    title = "Send larger pieces"

    def __init__(self, min_bytes: int) -> None:
        super().__init__(f"Every piece but the last has at least {min_bytes} bytes.", min_bytes=min_bytes)


class UploadTakenOver(AppError):
    status = 409
    code = "upload-taken-over"
    title = "The upload goes on over another connection"

    def __init__(self) -> None:
        super().__init__("The newest connection sends; this one ends.")


class MalformedUpload(AppError):
    status = 422
    code = "malformed-upload"
    title = "A header of the upload cannot be read"


class TusVersionNotSupported(AppError):
    status = 412
    code = "tus-version-not-supported"
    title = "This version of tus is not spoken here"

    def __init__(self) -> None:
        super().__init__("Send Tus-Resumable: 1.0.0.")
        self.headers = {"Tus-Version": "1.0.0"}
