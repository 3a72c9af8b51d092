"""What columns in memory can be split by: the value of each row as a number, and what it is called. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

import numpy as np

from app.aggregation.figures import Key, Value
from app.aggregation.question import By, Question
from app.aggregation.reading import COLUMN_OF, reader
from app.elections.view import ElectionView
from app.incidents.columns.rows import NAMED, UNKNOWN, Ints, Names

_LARGEST: Final = int(np.iinfo(np.int64).max)  # number of a combination


class Table(Protocol):
    """Rows, column by column."""

    def column(self, name: str) -> Ints: ...

    def names(self, name: str) -> Names: ...


class Axis(NamedTuple):
    """One thing to split by: which of `size` values some of the rows have, and what each is called."""

    places: Callable[[slice], Ints]
    size: int
    label: Callable[[int], Value]


def axis(by: By, table: Table, view: ElectionView, question: Question) -> Axis:
    name, read = COLUMN_OF[by], reader(by, view, question.level)
    if name in NAMED:
        return _of_names(table, name, read)
    if by is By.SEVERITY:
        severity = table.column(name)
        return Axis(lambda some: severity[some], int(severity.max(initial=0)) + 1, read)
    return _of_times(by, table, read)


def combined(axes: Sequence[Axis], some: slice) -> Ints:
    """Of each row, which combination of values it has."""
    found, possible = np.zeros((), np.int64), 1
    for each in axes:
        if possible * each.size > _LARGEST:
            found = np.unique(found, return_inverse=True)[1]
            possible = len(found)
        found = found * each.size + each.places(some)
        possible *= each.size
    return found


def keys(axes: Sequence[Axis], places: Sequence[Ints], cells: int) -> Iterator[Key]:
    """What so many combinations are called that have these places on each axis."""
    if not axes:
        return iter([()] * cells)
    labelled = [map(cache(each.label), of_one.tolist()) for each, of_one in zip(axes, places, strict=True)]
    return zip(*labelled, strict=True)


def _of_names(table: Table, name: str, read: Callable[[Any], Value]) -> Axis:
    column = table.column(name)
    called = [None if value is None else read(value) for value in table.names(name).values]
    labels = {label: place for place, label in enumerate(dict.fromkeys(called))}
    places = np.array([labels[label] for label in called])
    return Axis(lambda some: places.take(column[some]), len(labels), list(labels).__getitem__)


def _of_times(by: By, table: Table, read: Callable[[Any], Value]) -> Axis:
    """From the first day to the last; before them, what is known less exactly."""
    day = table.column("day")
    dated = day[day != UNKNOWN]
    if not len(dated):
        return Axis(lambda some: np.zeros(len(day[some]), np.int64), 1, lambda _place: None)
    first, last = int(dated.min()), int(dated.max())
    hours = table.column("hour") if by is By.HOUR else None
    hours_a_day = 1 if hours is None else 24

    def places(some: slice) -> Ints:
        place, known = (day[some] - first).astype(np.int64) * hours_a_day + 1, day[some] != UNKNOWN
        if hours is not None:
            place += hours[some]
            known &= hours[some] != UNKNOWN
        place[~known] = 0
        return place

    def label(place: int) -> Value:
        if place == 0:
            return None
        days, hour = divmod(place - 1, hours_a_day)
        on = date.fromordinal(first + days).isoformat()
        return read(f"{on}T{hour:02d}" if by is By.HOUR else on)

    return Axis(places, (last - first + 1) * hours_a_day + 1, label)
