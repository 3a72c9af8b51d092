"""Counts from the columns that are held in memory of a large election: of any filter, by anything. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Final

import numpy as np

from app.aggregation.column_axes import Axis, axis, combined, keys
from app.aggregation.errors import TooManyCells
from app.aggregation.figures import VERACITIES, Group
from app.aggregation.question import MAX_CELLS, Question
from app.elections.public_state import PublicState
from app.elections.taxonomy import CountsAs
from app.elections.view import ElectionView
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import Bools, Ints, Names, Rows
from app.incidents.columns.selection import matching
from app.incidents.grammar import Filters
from app.incidents.veracity import Veracity

_AT_A_TIME: Final = 16_000  # rows
# Combinations: that are cheap to count whether there are any or not, and that are cheap to have a table of.
_FEW: Final = 2_000
_NOT_SORTED: Final = 4_000_000
_ALL: Final = slice(None)
_REPORTS, _CONTEXT, _REFUTED, _FIRST = 0, 1, 2, 3  # where figures.Numbers have them
_AT: Final[Mapping[str | None, int]] = {
    Veracity.REFUTED: _REFUTED,
    **{each: _FIRST + at for at, each in enumerate(VERACITIES)},
}
_WIDTH: Final = _FIRST + len(VERACITIES)


class _Chosen:
    """Some of the rows. What is read of them is kept: they are split by one thing after another."""

    def __init__(self, columns: Columns, rows: Rows, matches: Bools) -> None:
        self._columns, self._rows = columns, rows
        self._places = np.flatnonzero(matches)
        self._read: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self._places)

    def column(self, name: str) -> Ints:
        if name not in self._read:
            whole = getattr(self._rows, name)
            self._read[name] = whole if len(self) == len(whole) else whole.take(self._places)
        return self._read[name]

    def names(self, name: str) -> Names:
        return self._columns.names[name]

    def parts(self) -> Iterator[slice]:
        """All rows, a few thousand at a time: what is reckoned of them then stays in the processor's cache,
        and needs no memory that the kernel would have to find first."""
        return (slice(first, first + _AT_A_TIME) for first in range(0, len(self), _AT_A_TIME))

    @cached_property
    def kinds(self) -> Ints:
        """Of each row, where figures.Numbers have its veracity; `_WIDTH` further on if it is context."""
        at = [_AT.get(veracity, 0) for veracity in self.names("veracity").values]
        context = self.names("counts_as").chosen([CountsAs.CONTEXT])
        found: Ints = np.array(at, np.int8).take(self.column("veracity"))
        found += (context * np.int8(_WIDTH)).take(self.column("counts_as"))
        return found


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
            axes = [axis(by, chosen, view, question) for by in question.by]
            possible = prod(each.size for each in axes)
            count = _of_few if possible <= _FEW else _of_many
            numbers, places = count(chosen, axes, possible, most)
            yield from zip(keys(axes, places, len(numbers)), map(tuple, numbers.tolist()), strict=True)


def _of_few(chosen: _Chosen, axes: Sequence[Axis], possible: int, most: int) -> tuple[Ints, Sequence[Ints]]:
    """The numbers of each combination that there is, and its places on the axes."""
    tally = _Tally(possible)
    for some in chosen.parts():
        tally.add(combined(axes, some), chosen, some)
    cells = np.flatnonzero(tally.incidents.any(axis=(1, 2)))
    _check(len(cells), most)
    return tally.numbers()[cells], np.unravel_index(cells, [each.size for each in axes] or [1])


def _of_many(chosen: _Chosen, axes: Sequence[Axis], possible: int, most: int) -> tuple[Ints, Sequence[Ints]]:
    """As of few; only those that there are have a number."""
    _check(len(np.unique(combined(axes, slice(_AT_A_TIME)))), most)  # before all are read
    cell = _numbered(combined(axes, _ALL), possible)
    cells = int(cell.max(initial=-1)) + 1
    _check(cells, most)
    tally = _Tally(cells)
    tally.add(cell, chosen, _ALL)
    examples = np.zeros(cells, np.int64)
    examples[cell] = np.arange(len(cell))
    return tally.numbers(), [each.places(_ALL)[examples] for each in axes]


def _numbered(combinations: Ints, possible: int) -> Ints:
    """The same combinations by other numbers: of those that there are, from zero on."""
    if possible > _NOT_SORTED:
        return np.unique(combinations, return_inverse=True)[1]
    there = np.zeros(possible, np.bool_)
    there[combinations] = True
    found = np.flatnonzero(there)
    numbered = np.zeros(possible, np.int32)
    numbered[found] = np.arange(len(found))
    return numbered.take(combinations)


def _check(cells: int, most: int) -> None:
    if cells > most:
        raise TooManyCells(most, MAX_CELLS)


class _Tally:
    """Of each cell how many incidents of each kind there are, and how many reports they have."""

    def __init__(self, cells: int) -> None:
        self._shape = (cells, 2, _WIDTH)
        self.incidents = np.zeros(self._shape, np.int64)
        self._reports = np.zeros(self._shape, np.float64)

    def add(self, cell: Ints, chosen: _Chosen, some: slice) -> None:
        """Some of the rows, of each of which the cell is given."""
        at = cell * np.int64(2 * _WIDTH) + chosen.kinds[some]
        size = prod(self._shape)
        self.incidents += np.bincount(at, minlength=size).reshape(self._shape)
        self._reports += np.bincount(at, chosen.column("reports")[some], size).reshape(self._shape)

    def numbers(self) -> Ints:
        """As app.aggregation.figures.Numbers has them."""
        found: Ints = self.incidents.sum(axis=1)
        found[:, _CONTEXT] = self.incidents[:, 1, _FIRST:].sum(axis=1)
        found[:, _REPORTS] = self._reports.sum(axis=(1, 2)) - self._reports[:, :, _REFUTED].sum(axis=1)
        return found
