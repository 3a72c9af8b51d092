"""Counts from the columns that are held in memory of a large election: of any filter, by anything. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from math import prod
from typing import Any, Final, NamedTuple

import numpy as np

from app.aggregation.errors import TooManyCells
from app.aggregation.figures import VERACITIES, Group, Key, Value
from app.aggregation.question import MAX_CELLS, By, Question
from app.aggregation.reading import COLUMN_OF, reader
from app.elections.public_state import PublicState
from app.elections.taxonomy import CountsAs
from app.elections.view import ElectionView
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import NAMED, UNKNOWN, Bools, Floats, Ints, Rows
from app.incidents.columns.selection import matching
from app.incidents.grammar import Filters
from app.incidents.veracity import Veracity

_MOST_PLACES: Final = 4_000_000  # for which a table of all that could be is cheaper than sorting what is
_SOME: Final = 20_000  # rows
_LARGEST: Final = int(np.iinfo(np.int64).max)  # number of a combination
_REPORTS, _CONTEXT, _REFUTED, _FIRST = 0, 1, 2, 3  # where figures.Numbers have them
_AT: Final[Mapping[str | None, int]] = {
    Veracity.REFUTED: _REFUTED,
    **{each: _FIRST + at for at, each in enumerate(VERACITIES)},
}
_WIDTH: Final = _FIRST + len(VERACITIES)


class _Axis(NamedTuple):
    """One thing to split by: of each row, which of `size` values it has, and what each is called."""

    places: Ints
    size: int
    label: Callable[[int], Value]


class _Chosen:
    """Some of the rows. What is read of them is kept: they are split by one thing after another."""

    def __init__(self, columns: Columns, rows: Rows, matches: Bools) -> None:
        self.columns = columns
        self.places = np.flatnonzero(matches)
        self._rows = rows
        self._read: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self.places)

    def column(self, name: str) -> Ints:
        if name not in self._read:
            whole = getattr(self._rows, name)
            self._read[name] = whole if len(self) == len(whole) else whole.take(self.places)
        return self._read[name]

    @cached_property
    def kinds(self) -> Ints:
        """Of each row, where figures.Numbers have its veracity; `_WIDTH` further on if it is context."""
        at = [_AT.get(veracity, 0) for veracity in self.columns.names["veracity"].values]
        context = self.columns.names["counts_as"].chosen([CountsAs.CONTEXT])
        found: Ints = np.array(at, np.int8).take(self.column("veracity"))
        found += (context * np.int8(_WIDTH)).take(self.column("counts_as"))
        return found

    @cached_property
    def reports(self) -> Floats:
        return self.column("reports").astype(np.float64)


class ColumnCounts:
    """Of what matches in one state, by one thing after another."""

    def __init__(self, columns: Columns, filters: Filters, state: PublicState) -> None:
        counts = ~columns.names["counts_as"].chosen([CountsAs.NONE])
        self._chosen = [
            _Chosen(columns, rows, matches & counts.take(rows.counts_as))
            for rows, matches in matching(columns, filters, state)
        ]

    def read(self, view: ElectionView, question: Question, most: int) -> Iterator[Group]:
        """As from the public's own rows. Raises TooManyCells before anything is read of more than `most`."""
        for chosen in self._chosen:
            axes = [_axis(by, view, question, chosen) for by in question.by]
            cell = _cells(axes, len(chosen), most)
            if cell is None or cell.max(initial=-1) >= most:
                raise TooManyCells(most, MAX_CELLS)
            numbers = _numbers(chosen, cell)
            examples = np.zeros(len(numbers), np.int64)
            examples[cell] = np.arange(len(cell))
            yield from zip(_keys(axes, examples), map(tuple, numbers.tolist()), strict=True)


def _axis(by: By, view: ElectionView, question: Question, chosen: _Chosen) -> _Axis:
    name, read = COLUMN_OF[by], reader(by, view, question.level)
    if name in NAMED:
        called = [None if value is None else read(value) for value in chosen.columns.names[name].values]
        labels = {label: place for place, label in enumerate(dict.fromkeys(called))}
        places = np.array([labels[label] for label in called])
        return _Axis(places.take(chosen.column(name)), len(labels), list(labels).__getitem__)
    if by is By.SEVERITY:
        severity = chosen.column(name).astype(np.int64)
        return _Axis(severity, int(severity.max(initial=0)) + 1, read)
    return _times(by, chosen, read)


def _times(by: By, chosen: _Chosen, read: Callable[[Any], Value]) -> _Axis:
    """From the first day to the last; before them, what is known less exactly."""
    day, hour = chosen.column("day"), chosen.column("hour")
    hours_a_day = 24 if by is By.HOUR else 1
    known = (day != UNKNOWN) & (hour != UNKNOWN) if by is By.HOUR else day != UNKNOWN
    if not known.any():
        return _Axis(np.zeros(len(day), np.int64), 1, lambda _place: None)
    first, last = int(day[known].min()), int(day[known].max())
    within = (day - first).astype(np.int64) * hours_a_day + (hour if by is By.HOUR else 0)

    def label(place: int) -> Value:
        if place == 0:
            return None
        days, hour = divmod(place - 1, hours_a_day)
        on = date.fromordinal(first + days).isoformat()
        return read(f"{on}T{hour:02d}" if by is By.HOUR else on)

    return _Axis(np.where(known, within + 1, 0), (last - first + 1) * hours_a_day + 1, label)


def _cells(axes: Sequence[_Axis], rows: int, most: int) -> Ints | None:
    """Of each row, which combination of values it has, of those that there are. None where some of the rows
    have more than `most` already: sorting all of them takes long."""
    combined, possible = np.zeros(rows, np.int64), 1
    for axis in axes:
        if possible * axis.size > _LARGEST:
            combined, possible = np.unique(combined, return_inverse=True)[1], rows
        combined = combined * axis.size + axis.places
        possible *= axis.size
    if possible > _MOST_PLACES:
        if len(np.unique(combined[:_SOME])) > most:
            return None
        return np.unique(combined, return_inverse=True)[1]
    there = np.zeros(possible, np.bool_)
    there[combined] = True
    cells = np.flatnonzero(there)
    numbered = np.zeros(possible, np.int64)
    numbered[cells] = np.arange(len(cells))
    return numbered[combined]


def _keys(axes: Sequence[_Axis], rows: Ints) -> Iterator[Key]:
    """What the combination is called that each of these rows has."""
    if not axes:
        return iter([()] * len(rows))
    labelled = []
    for axis in axes:
        label = cache(axis.label)
        labelled.append([label(place) for place in axis.places[rows].tolist()])
    return zip(*labelled, strict=True)


def _numbers(chosen: _Chosen, cell: Ints) -> Ints:
    """Of each cell, as app.aggregation.figures.Numbers has them."""
    shape = (int(cell.max(initial=-1)) + 1, 2, _WIDTH)
    at = cell * (2 * _WIDTH) + chosen.kinds
    by_kind = np.bincount(at, minlength=prod(shape)).reshape(shape)
    reports = np.bincount(at, chosen.reports, minlength=prod(shape)).reshape(shape)
    reports[:, :, _REFUTED] = 0
    numbers: Ints = by_kind.sum(axis=1)
    numbers[:, _CONTEXT] = by_kind[:, 1, _FIRST:].sum(axis=1)
    numbers[:, _REPORTS] = reports.sum(axis=(1, 2))
    return numbers
