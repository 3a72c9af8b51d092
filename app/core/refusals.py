"""What is refused before any endpoint sees the request."""

from app.core.errors import AppError


class BodyTooLarge(AppError):
    status = 413
    code = "body-too-large"
    title = "The body is larger than this address takes"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"At most {limit_bytes} bytes are taken here.", limit_bytes=limit_bytes)


class BodyTooSlow(AppError):
    status = 408
    code = "body-too-slow"
    title = "The body did not arrive in time"

    def __init__(self) -> None:
        super().__init__("Send it again when the connection is better; what had arrived was thrown away.")


class MediaTypeNotSupported(AppError):
    status = 415
    code = "media-type-not-supported"
    title = "This address does not take this kind of body"


class CharsetNotSupported(AppError):
    status = 415
    code = "charset-not-supported"
    title = "Only UTF-8 is taken"

    def __init__(self) -> None:
        super().__init__("Send UTF-8 and leave the charset out of Content-Type, or name utf-8.")


class ContentEncodingNotSupported(AppError):
    status = 415
    code = "content-encoding-not-supported"
    title = "Compressed bodies are not taken"

    def __init__(self) -> None:
        super().__init__("Send the body as it is, without Content-Encoding.")


class MalformedRequest(AppError):
    status = 422
    code = "malformed-request"
    title = "The request is not HTTP that we can read"


class MalformedHttp(AppError):
    """Not even a request: 400 is what HTTP itself (RFC 9110) has for it."""

    status = 400
    code = "malformed-http"
    title = "This is not HTTP"

    def __init__(self) -> None:
        super().__init__("The connection was closed; send a request that follows RFC 9112.")
