"""Corroboration: how many sources that do not depend on one another stand behind an incident. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

ENOUGH_CHARACTERS: Final = 30  # two strangers may well write the same five words

# What two reports must not share if they are to be independent.
SHARED: Final = {
    "source": "The same source.",
    "organisation": "Sources of one organisation or outlet.",
    "text": "The same text: one has it from the other.",
    "photo": "The same photo or one that looks the same.",
}
ANONYMOUS: Final = (
    "Anonymous reports are one source, and not a known one: nobody can say that they are not one person."
)
RELAYED: Final = "Relayed, and where it comes from is not named: a claim counts at its origin."

# Every reason for counting several reports as one, by its code.
REASONS: Final = {**SHARED, "anonymous": ANONYMOUS, "relayed": RELAYED}

Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one linked report came from. `source` is None for an anonymous report."""

    source: str | None
    organisation: str | None = None
    text: str = ""  # normalised
    photos: frozenset[str] = frozenset()  # names of pictures; those that look the same share one
    relayed: bool = False  # its sender passes on what somebody else has said, who is not named
    report: str = ""


@dataclass(frozen=True, slots=True)
class OneSource:
    """What counts as one source, and why several reports do: codes of `REASONS`."""

    known: bool
    sources: tuple[str, ...]
    reports: tuple[str, ...]
    because: tuple[str, ...]


def independent_sources(origins: Iterable[Origin]) -> int:
    """The known ones."""
    return sum(found.known for found in counted_as_one(origins))


def counted_as_one(origins: Iterable[Origin]) -> list[OneSource]:
    """The known sources, counted once each and once for all that copy one another; then those not known.

    One organisation or outlet is one source; so are two that sent the same text or the same photo.
    Anonymous reports, however many, are one source that nobody knows.
    """
    given = list(origins)
    groups: list[list[Origin]] = []
    for origin in given:
        if origin.source is None or origin.relayed:
            continue
        marks = _marks(origin)
        sharing = [group for group in groups if any(marks & _marks(member) for member in group)]
        groups = [group for group in groups if group not in sharing]
        groups.append([*(member for group in sharing for member in group), origin])
    unknown = [
        _one([origin for origin in given if origin.source is None], "anonymous"),
        _one([origin for origin in given if origin.source is not None and origin.relayed], "relayed"),
    ]
    return [_known(group) for group in groups] + [found for found in unknown if found.reports]


def _known(group: Sequence[Origin]) -> OneSource:
    often: dict[Mark, int] = {}
    for origin in group:
        for mark in _marks(origin):
            often[mark] = often.get(mark, 0) + 1
    shared = {kind for (kind, _), number in often.items() if number > 1}
    return OneSource(
        known=True,
        sources=_sources(group),
        reports=tuple(origin.report for origin in group),
        because=tuple(kind for kind in SHARED if kind in shared),
    )


def _one(group: Sequence[Origin], because: str) -> OneSource:
    return OneSource(
        known=False,
        sources=_sources(group),
        reports=tuple(origin.report for origin in group),
        because=(because,),
    )


def _sources(group: Sequence[Origin]) -> tuple[str, ...]:
    return tuple(sorted({origin.source for origin in group if origin.source is not None}))


def _marks(origin: Origin) -> set[Mark]:
    marks = {("source", origin.source or "")} | {("photo", name) for name in origin.photos}
    if origin.organisation:
        marks.add(("organisation", origin.organisation))
    if len(origin.text) >= ENOUGH_CHARACTERS:
        marks.add(("text", origin.text))
    return marks
