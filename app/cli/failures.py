"""How a command ends when it did not do what it was asked."""

from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    OK = 0
    FAILED = 1
    USAGE = 2
    PARTLY = 3
    VERIFICATION_FAILED = 4
    NOT_MIGRATED = 5
    INTERRUPTED = 130


class CommandFailed(Exception):
    """One line for a person, who learns from it what to do next."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code


NOT_MIGRATED: Final = (
    "The database is not up to date. Run `pollwatch migrate`, or `pollwatch serve --migrate`."
)
