"""Counts hour by hour or day by day, without gaps: what a chart draws. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.aggregation.errors import TooManyBuckets
from app.aggregation.figures import NOTHING, Cell, Figures
from app.aggregation.question import By, Question, read_question
from app.core.parameters import Pairs, Parameters
from app.elections.view import ElectionView
from app.incidents.grammar import Window

BUCKET: Final = "bucket"
BUCKETS: Final = (By.HOUR, By.DAY)
MAX_BUCKETS: Final = 5_000  # hours of some seven months
_NOT_HERE: Final = frozenset({"by", "level", "sort", "limit", "fields", "lang"})


def read_series(view: ElectionView, pairs: Pairs, *, staff: bool) -> Question:
    """A question split by hour unless `bucket=day` is given, and by nothing else. Raises UnknownParameter."""
    pairs = list(pairs)
    own = [pair for pair in pairs if pair[0] in _NOT_HERE or pair[0] == BUCKET]
    given = Parameters(own, {*_NOT_HERE, BUCKET})
    bucket = given.word(BUCKET, [by.value for by in BUCKETS]) or By.HOUR
    for name in sorted({name for name, _ in own} & _NOT_HERE):
        given.refuse(name, "not-in-a-series", "A series is split by its bucket alone; counts take this.")
    given.check()
    rest = [pair for pair in pairs if pair[0] != BUCKET]
    return replace(read_question(view, rest, staff=staff), by=(By(bucket),))


def filled(cells: Sequence[Cell], question: Question, zone: ZoneInfo) -> list[Cell]:
    """One cell for each bucket of the window, or from the first to the last that anything is in; then one
    of null for what is dated more coarsely than a bucket. Raises TooManyBuckets."""
    step = question.by[0]
    known = {cell.key[0]: cell.figures for cell in cells}
    undated = known.pop(None, Figures(NOTHING))
    found = sorted(map(_moment, known))
    window = question.filters.window
    first, end = _ends(step, found, window)
    if first is None or end is None or first >= end:
        names: list[str] = []
    else:
        if (end - first) / _length(step) > MAX_BUCKETS:
            raise TooManyBuckets(MAX_BUCKETS)
        names = list(_names(step, first, end, zone))
    buckets = [Cell((name,), known.get(name, Figures(NOTHING))) for name in names]
    return [*buckets, Cell((None,), undated)]


def _ends(
    step: By, found: Sequence[datetime], window: Window | None
) -> tuple[datetime | None, datetime | None]:
    """On the election's clock. An end that the window leaves open is where the last cell ends."""
    first = found[0] if found else None
    end = found[-1] + _length(step) if found else None
    if window is not None and step is By.DAY:
        first = _midnight(window.first_day) if window.first_day else first
        end = _midnight(window.end_day) if window.end_day else end
    elif window is not None:
        first = _midnight(*window.first_hour) if window.first_hour else first
        end = _midnight(*window.end_hour) if window.end_hour else end
    return first, end


def _names(step: By, first: datetime, end: datetime, zone: ZoneInfo) -> Iterator[str]:
    moment = first
    while moment < end:
        if step is By.DAY:
            yield moment.date().isoformat()
        elif _exists(moment, zone):
            yield moment.replace(tzinfo=zone).isoformat()
        moment += _length(step)


def _exists(moment: datetime, zone: ZoneInfo) -> bool:
    """Not in the hour that a clock leaps over when summer time begins."""
    return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment


def _length(step: By) -> timedelta:
    return timedelta(days=1) if step is By.DAY else timedelta(hours=1)


def _midnight(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001  # the election's clock, without zone


def _moment(name: object) -> datetime:
    return datetime.fromisoformat(str(name)).replace(tzinfo=None)
