"""Why a photo, or the form that carries it, is not taken."""

from app.core.errors import AppError


class PhotoTypeNotAllowed(AppError):
    status = 415
    code = "photo-type-not-allowed"
    title = "Only JPEG, PNG, WebP and HEIC photos are taken"

    def __init__(self) -> None:
        super().__init__("The content of the file is none of these, whatever its name says.")


class PhotoTooLarge(AppError):
    status = 413
    code = "photo-too-large"
    title = "This photo is too large"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"A photo may have at most {max_bytes} bytes.", max_bytes=max_bytes)


class PhotoHashMismatch(AppError):
    status = 422
    code = "photo-hash-mismatch"
    title = "These bytes are not the photo that was announced"

    def __init__(self, declared: str, received: str) -> None:
        super().__init__("Send the photo again.", declared_sha256=declared, received_sha256=received)


class TooManyPhotos(AppError):
    status = 422
    code = "too-many-photos"
    title = "A report takes five photos"

    def __init__(self) -> None:
        super().__init__("Send the most telling five.")


class MalformedMultipart(AppError):
    status = 422
    code = "malformed-multipart"
    title = "The form cannot be read"
