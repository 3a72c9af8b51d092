"""The publication axis of an incident."""

from enum import StrEnum


class Publication(StrEnum):
    INTERNAL = "internal"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # its reference leads on to the incident that it was merged into


def may_publish(current: Publication) -> bool:
    """A withdrawn incident keeps its tombstone for ever; what happened gets a new incident.

    One that is part of another in public comes out of it with that one.
    """
    return current in (Publication.INTERNAL, Publication.PUBLISHED)


def may_withdraw(current: Publication) -> bool:
    """Also one that was merged: what was once public of it must be removable on its own."""
    return current in (Publication.PUBLISHED, Publication.MERGED)


def may_merge(current: Publication, into: Publication) -> bool:
    """What the public knows may only become part of what the public knows."""
    if into not in (Publication.INTERNAL, Publication.PUBLISHED):
        return False
    return current is Publication.INTERNAL or (current is into is Publication.PUBLISHED)
