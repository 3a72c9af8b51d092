"""Counts of what is published, for everybody; and of everything, for the staff."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from app.aggregation import rollups, rows, sums
from app.aggregation.errors import TooManyCells
from app.aggregation.figures import SPLIT, STAFF_SPLIT, Cell, Figures, Group, add_up, arrange
from app.aggregation.queries import Intake, intake
from app.aggregation.question import MAX_CELLS, OF_REPORTS, Question
from app.aggregation.reading import groups
from app.db.session import ReadSession
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView
from app.incidents.columns.held import HeldColumns
from app.incidents.grammar import Filters
from app.incidents.seen import seen
from app.tallies.models import PublicSum, PublicTally, StaffSum, StaffTally

EVERYTHING: Final = Question()


@dataclass(frozen=True, slots=True)
class Counts:
    """`cells` in the order of their keys unless the question says otherwise; `totals` are of all cells, also
    of those that `limit` cut off. `split` are the veracities that incidents are split by."""

    as_of: datetime
    version: str
    intake: Intake
    cells: Sequence[Cell]
    totals: Figures
    split: tuple[str, ...]


class PublicCounting:
    """Of published incidents and the reports shown with them: of a version asked for, or of now, which is
    the same until something is published, withdrawn, or a tick goes by. What a large election's incidents
    are chosen by is looked up once for all questions about the same."""

    def __init__(
        self, session: ReadSession, view: ElectionView, state: PublicState, held: HeldColumns | None
    ) -> None:
        self._session, self._view, self._state, self._held = session, view, state, held
        self._columns: dict[Filters, Any] = {}  # None: not held
        self._chosen: dict[Filters, Any] = {}  # of column_counts, which loads numpy

    def counts(self, question: Question, most: int = MAX_CELLS) -> Counts:
        """Raises TooManyCells."""
        state = self._state
        cells, totals = _added_up(self._groups(question, most), question, most)
        return Counts(state.changed_at, state.version, self._intake, cells, totals, SPLIT)

    @cached_property
    def _intake(self) -> Intake:
        return intake(self._session, self._view.id, self._state.tick if self._state.past else None)

    def _groups(self, question: Question, most: int) -> Iterator[Group]:
        """From wherever it costs least."""
        session, view, state = self._session, self._view, self._state
        may_add_up = not (state.past or question.needs_rows)
        columns = self._find(question.filters)
        if columns is not None and not (
            may_add_up and sums.answer_from_few(session, view.id, PublicSum, question)
        ):
            found: Iterator[Group] = self._choose(columns, question.filters).read(view, question, most)
            return found
        if may_add_up and sums.answers(question):
            read: Iterator[Sequence[Any]] = sums.read(session, view.id, PublicSum, question)
        elif may_add_up:
            read = rollups.read(session, view.id, PublicTally, question)
        else:
            read = rows.read_public(session, view.id, question, seen(state))
        return groups(read, view, question)

    def _find(self, filters: Filters) -> Any:
        if self._held is not None and filters not in self._columns:
            self._columns[filters] = self._held.find(self._session, self._view.id, filters, self._state)
        return self._columns.get(filters)

    def _choose(self, columns: Any, filters: Filters) -> Any:
        from app.aggregation.column_counts import ColumnCounts  # and numpy, where an election is large

        if filters not in self._chosen:
            self._chosen[filters] = ColumnCounts(columns, filters, self._state)
        return self._chosen[filters]


def public_counts(
    session: ReadSession,
    view: ElectionView,
    question: Question = EVERYTHING,
    state: PublicState | None = None,
    held: HeldColumns | None = None,
    *,
    most: int = MAX_CELLS,
) -> Counts:
    """One question, of now unless another state is given. Raises TooManyCells."""
    state = state or public_state(session, view.id)
    return PublicCounting(session, view, state, held).counts(question, most)


def kept_counts(session: ReadSession, view: ElectionView, question: Question, state: PublicState) -> Counts:
    """The public counts of a version of which there is a snapshot."""
    read = rows.read_kept(session, view.id, question, state.sequence, state.tick)
    cells, totals = _added_up(groups(read, view, question), question)
    totals_received = intake(session, view.id, state.tick)
    return Counts(state.changed_at, state.version, totals_received, cells, totals, SPLIT)


def staff_counts(session: ReadSession, view: ElectionView, question: Question, now: datetime) -> Counts:
    """Of everything, exact at this moment."""
    state = public_state(session, view.id)
    cells, totals = _added_up(_read_staff(session, view, question), question)
    if OF_REPORTS.intersection(question.by):
        totals = _distinct_totals(session, view, question)
    return Counts(now, state.version, intake(session, view.id), cells, totals, STAFF_SPLIT)


def _read_staff(session: ReadSession, view: ElectionView, question: Question) -> Iterator[Group]:
    if question.needs_rows:
        read: Iterator[Sequence[Any]] = rows.read_staff(session, view.id, question)
    elif sums.answers(question):
        read = sums.read(session, view.id, StaffSum, question)
    else:
        read = rollups.read(session, view.id, StaffTally, question)
    return groups(read, view, question)


def _distinct_totals(session: ReadSession, view: ElectionView, question: Question) -> Figures:
    """An incident told by two kinds of senders stands in two cells and is one."""
    whole = replace(question, by=tuple(by for by in question.by if by not in OF_REPORTS), sort=None)
    return _added_up(_read_staff(session, view, whole), whole)[1]


def _added_up(read: Iterator[Group], question: Question, most: int = MAX_CELLS) -> tuple[list[Cell], Figures]:
    found = add_up(read, most, taking_away=sums.may_take_away(question))
    if found is None:
        raise TooManyCells(most, MAX_CELLS)
    cells, totals = found
    return arrange(cells, question.by, question.sort)[: question.limit], totals
