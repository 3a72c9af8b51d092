"""Counts from the rollups: however many reports there are, only cells are read."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.aggregation.figures import VERACITIES
from app.aggregation.question import By, Question
from app.aggregation.reading import column_names, in_batches
from app.db.session import ReadSession
from app.elections.taxonomy import CountsAs
from app.incidents.grammar import Hour, Window
from app.incidents.lifecycle import Publication
from app.incidents.selection import among
from app.incidents.veracity import Veracity
from app.reports.lifecycle import NEVER_COUNTED
from app.tallies.cells import UNDATED, Grain
from app.tallies.models import PublicTally, StaffTally

Tally = type[StaffTally] | type[PublicTally]
_DAY_CHARACTERS: Final = 10  # of a bucket that is a day; one that is an hour has more


def grain(question: Question) -> Grain:
    """The coarsest that answers it."""
    filters = question.filters
    window = filters.window
    if By.HOUR in question.by or (window is not None and not window.whole_days):
        return Grain.HOUR
    finer_than_total = {By.DAY, By.SEVERITY, By.PHASE}.intersection(question.by)
    return Grain.DAY if finer_than_total or window or filters.severities or filters.phases else Grain.TOTAL


def read(session: ReadSession, election_id: int, tally: Tally, question: Question) -> Iterator[Any]:
    """One row per group: its columns, then its numbers.

    The question must not need rows. Otherwise the names of app.aggregation.reading are those of a rollup.
    """
    cells, size = _columns(tally), grain(question)
    coordinates = [cells[name] for name in column_names(question)]
    conditions = [cells.election_id == election_id, cells.grain == size, *_where(cells, question)]
    if size is Grain.TOTAL:
        conditions.append(
            cells.bucket == UNDATED
        )  # so it is anyway; said, the rows lie sorted by area and kind
    if tally is StaffTally:
        conditions += _inside(cells, question)
    statement = select(*coordinates, *_numbers(tally)).where(*conditions).group_by(*coordinates)
    yield from in_batches(session.execute(statement))


def _columns(tally: Tally) -> Any:
    """Of the table itself: rows that go through the mapper take twice as long."""
    return tally.__table__.c


@cache
def _numbers(tally: Tally) -> list[ColumnElement[int]]:
    """As app.aggregation.figures.Numbers has them."""
    cells = _columns(tally)
    counts = cells.veracity != Veracity.REFUTED
    sums = [
        func.sum(cells.reports).filter(counts),
        func.sum(cells.incidents).filter(counts, cells.counts_as == CountsAs.CONTEXT),
        func.sum(cells.incidents).filter(cells.veracity == Veracity.REFUTED),
        *(func.sum(cells.incidents).filter(cells.veracity == each) for each in VERACITIES),
    ]
    return [func.coalesce(found, 0) for found in sums]


def _where(cells: Any, question: Question) -> list[ColumnElement[bool]]:
    filters = question.filters
    found = among(filters, cells.category, cells.area, cells.severity, cells.phase)
    found.append(cells.counts_as != CountsAs.NONE)
    if filters.veracities:
        found.append(cells.veracity.in_(filters.veracities))
    if filters.window:
        found.append(_within(cells.bucket, filters.window))
    return found


def _inside(cells: Any, question: Question) -> list[ColumnElement[bool]]:
    """What only the staff's rollup has to be told not to count."""
    found: list[ColumnElement[bool]] = [cells.publication != Publication.WITHDRAWN]
    if question.triage:
        found.append(cells.triage.in_(question.triage))
    elif not question.about_triage:
        found.append(cells.triage.not_in(sorted(NEVER_COUNTED)))
    return found


def _within(bucket: Any, window: Window) -> ColumnElement[bool]:
    """As app.incidents.selection says it of rows. Compares only buckets of one length, which sort alike in
    every collation."""
    if window.whole_days:
        return and_(bucket != UNDATED, *_range(bucket, _day(window.first_day), _day(window.end_day)))
    is_hour = func.length(bucket) > _DAY_CHARACTERS
    hours = _range(bucket, _hour(window.first_hour), _hour(window.end_hour))
    days = _range(bucket, _day(window.first_day), _day(window.end_day))
    return or_(and_(is_hour, *hours), and_(func.length(bucket) == _DAY_CHARACTERS, *days))


def _range(bucket: Any, first: str | None, end: str | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(bucket >= first)
    if end is not None:
        found.append(bucket < end)
    return found


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _hour(hour: Hour | None) -> str | None:
    return None if hour is None else f"{hour[0].isoformat()}T{hour[1]:02d}"
