"""Stretches of days over which sums are kept, and those that make up a range of days exactly. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

DAYS_IN_A_BLOCK: Final = 8
_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """So many days from `starts` on, "2020-10-04" in the election's time zone."""

    days: int
    starts: str


WHOLE: Final = Span(0, "")  # all days, and what is undated
UNDATED: Final = Span(1, "")


@dataclass(frozen=True, slots=True)
class Cover:
    """The sums of `added` less those of `taken` are the sum of the range."""

    added: tuple[Span, ...]
    taken: tuple[Span, ...] = ()

    @property
    def size(self) -> int:
        return len(self.added) + len(self.taken)

    def less(self, *others: "Cover") -> "Cover":
        return Cover(
            (*self.added, *(span for other in others for span in other.taken)),
            (*self.taken, *(span for other in others for span in other.added)),
        )


@lru_cache(maxsize=4096)
def spans_of(day: str) -> tuple[Span, ...]:
    """All that hold what happened on a day, or on none that is known: "" """
    if not day:
        return WHOLE, UNDATED
    return WHOLE, Span(1, day), _block(_block_of(date.fromisoformat(day)))


def covering(first: date | None, end: date | None, known: tuple[date, date] | None) -> Cover:
    """`first <= day < end`, None is open; `known` are the first and last day on which anything happened.

    The fewest sums: those of the range, or the whole less what lies outside.
    """
    if known is None:
        return Cover(())
    begins, ends = known[0], known[1] + _DAY
    first, end = max(first or begins, begins), min(end or ends, ends)
    if first >= end:
        return Cover(())
    inside = _between(first, end)
    outside = Cover((WHOLE,)).less(Cover((UNDATED,)), _between(begins, first), _between(end, ends))
    return min(inside, outside, key=lambda cover: cover.size)


def _between(first: date, end: date) -> Cover:
    """Its days; or blocks up to the boundaries nearest to its ends, and the days by which they miss it."""
    days = Cover(tuple(_days(first, end)))
    low, high = _nearest_boundary(first), _nearest_boundary(end)
    numbers = range(low.toordinal(), high.toordinal(), DAYS_IN_A_BLOCK)
    blocks = Cover(
        (*(_block(date.fromordinal(number)) for number in numbers), *_days(first, low), *_days(high, end)),
        (*_days(low, first), *_days(end, high)),
    )
    return min(days, blocks, key=lambda cover: cover.size) if numbers else days


def _days(first: date, end: date) -> Iterator[Span]:
    return (
        Span(1, date.fromordinal(number).isoformat()) for number in range(first.toordinal(), end.toordinal())
    )


def _nearest_boundary(day: date) -> date:
    return _block_of(day + _DAY * (DAYS_IN_A_BLOCK // 2))


def _block_of(day: date) -> date:
    return date.fromordinal(day.toordinal() // DAYS_IN_A_BLOCK * DAYS_IN_A_BLOCK)


def _block(starts: date) -> Span:
    return Span(DAYS_IN_A_BLOCK, starts.isoformat())
