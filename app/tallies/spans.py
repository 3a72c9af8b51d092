"""Stretches of days over which sums are kept, and those that make up a range of days exactly. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

DAYS_IN_A_BLOCK: Final = 8


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
    return WHOLE, Span(1, day), _block(_block_of(date.fromisoformat(day).toordinal()))


def covering(first: date | None, end: date | None, known: tuple[date, date] | None) -> Cover:
    """`first <= day < end`, None is open; `known` are the first and last day on which anything happened.

    The fewest sums: those of the range, or the whole less what lies outside.
    """
    if known is None:
        return Cover(())
    begins, ends = known[0].toordinal(), known[1].toordinal() + 1
    since = max(first.toordinal(), begins) if first else begins
    until = min(end.toordinal(), ends) if end else ends
    if since >= until:
        return Cover(())
    inside, before, after = _between(since, until), _between(begins, since), _between(until, ends)
    if inside.size <= 2 + before.size + after.size:
        return inside.cover()
    return Cover((WHOLE,)).less(Cover((UNDATED,)), before.cover(), after.cover())


class _Plan(NamedTuple):
    """A cover whose days are still ranges: it is counted before it is written out, and may be long."""

    blocks: range
    added: tuple[range, ...]
    taken: tuple[range, ...]

    @property
    def size(self) -> int:
        return sum(map(len, (self.blocks, *self.added, *self.taken)))

    def cover(self) -> Cover:
        days = (_day(number) for number in chain(*self.added))
        return Cover((*map(_block, self.blocks), *days), tuple(map(_day, chain(*self.taken))))


def _between(first: int, end: int) -> _Plan:
    """Its days; or blocks up to the boundaries nearest to its ends, and the days by which they miss it.

    Days are ordinals from here on: the calendar of `date` ends, and ranges may end with it.
    """
    days = _Plan(range(0), (_days(first, end),), ())
    low, high = _nearest_boundary(first), _nearest_boundary(end)
    numbers = range(low, high, DAYS_IN_A_BLOCK)
    blocks = _Plan(numbers, (_days(first, low), _days(high, end)), (_days(low, first), _days(end, high)))
    return min(days, blocks, key=lambda plan: plan.size) if numbers else days


def _days(first: int, end: int) -> range:
    """What lies after the last day of the calendar holds nothing."""
    return range(first, min(end, date.max.toordinal() + 1))


def _nearest_boundary(day: int) -> int:
    return _block_of(day + DAYS_IN_A_BLOCK // 2)


def _block_of(day: int) -> int:
    """Blocks are counted from the first day of the calendar."""
    return (day - 1) // DAYS_IN_A_BLOCK * DAYS_IN_A_BLOCK + 1


def _block(starts: int) -> Span:
    return Span(DAYS_IN_A_BLOCK, date.fromordinal(starts).isoformat())


def _day(number: int) -> Span:
    return Span(1, date.fromordinal(number).isoformat())
