"""The life of an election, and what its mode allows. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ElectionStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Mode(StrEnum):
    REHEARSAL = "rehearsal"
    LIVE = "live"


# Every step but the first can be taken back: once strangers have seen an election, it is no draft again.
LEADS_TO: Final[Mapping[ElectionStatus, frozenset[ElectionStatus]]] = MappingProxyType(
    {
        ElectionStatus.DRAFT: frozenset({ElectionStatus.OPEN, ElectionStatus.ARCHIVED}),
        ElectionStatus.OPEN: frozenset({ElectionStatus.CLOSED}),
        ElectionStatus.CLOSED: frozenset({ElectionStatus.OPEN, ElectionStatus.ARCHIVED}),
        ElectionStatus.ARCHIVED: frozenset({ElectionStatus.CLOSED}),
    }
)


def may_become(current: ElectionStatus, wanted: ElectionStatus) -> bool:
    """What it is already, it may stay."""
    return wanted is current or wanted in LEADS_TO[current]


def four_eyes_may_be_off(mode: Mode) -> bool:
    return mode is Mode.REHEARSAL


def may_be_in_mode(status: ElectionStatus, current: Mode, wanted: Mode) -> bool:
    """A live election that has been opened stays live: nobody relabels what has happened as a rehearsal."""
    return wanted is current or status is ElectionStatus.DRAFT or wanted is Mode.LIVE
