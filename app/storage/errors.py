"""What a store can refuse."""

from app.core.errors import AppError, Unavailable


class PhotoMissing(AppError):
    """There is nothing under this key, although somebody expected it."""

    status = 410
    code = "photo-missing"
    title = "This photo is no longer stored"

    def __init__(self) -> None:
        super().__init__("Its bytes are gone from the store.")


class PhotoUnreadable(AppError):
    """The blob is there, but in a format this version cannot read: damage, or a newer writer."""

    status = 410
    code = "photo-unreadable"
    title = "This photo cannot be read from the store"

    def __init__(self, reason: str) -> None:
        super().__init__("Its bytes are damaged, or were written under another key or by a newer version.")
        self.reason = reason  # for whoever runs the service


class StoreUnavailable(Unavailable):
    """The disk or the service behind the store failed; nothing of the photo was kept."""

    code = "store-unavailable"
    title = "Photos cannot be stored at the moment"

    def __init__(self, retry_after_seconds: int = 30) -> None:
        super().__init__("The report can still be sent; send the photo again later.", retry_after_seconds)
