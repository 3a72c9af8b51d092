"""The publication axis of an incident."""

from enum import StrEnum


class Publication(StrEnum):
    INTERNAL = "internal"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def may_publish(current: Publication) -> bool:
    """A withdrawn incident keeps its tombstone for ever; what happened gets a new incident."""
    return current is not Publication.WITHDRAWN


def may_withdraw(current: Publication) -> bool:
    return current is Publication.PUBLISHED
