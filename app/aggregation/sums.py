"""Counts from the wide sums: of a range of days, a few rows for each kind and area."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from app.aggregation.figures import VERACITIES
from app.aggregation.question import By, Question
from app.aggregation.reading import column_names, in_batches
from app.db.session import ReadSession
from app.elections.taxonomy import CountsAs
from app.incidents.grammar import Window
from app.incidents.selection import among
from app.incidents.veracity import Veracity
from app.tallies.models import PublicSum, StaffSum
from app.tallies.spans import UNDATED, WHOLE, Cover, covering
from app.tallies.sums import INCIDENTS, REPORTS

Sums = type[StaffSum] | type[PublicSum]
_KEY: Final = frozenset({"category", "area"})  # of a day or of all days; what counts otherwise has a row more
_UNKNOWN: Final = frozenset({By.HOUR, By.SEVERITY, By.PHASE, By.VERACITY, By.TRIAGE})


def answers(question: Question) -> bool:
    """Whether all it asks for is known here; otherwise the fine rollups say it."""
    filters = question.filters
    finer = _UNKNOWN.intersection(question.by) or filters.severities or filters.phases or question.triage
    return not finer and (filters.window is None or filters.window.whole_days)


def may_take_away(question: Question) -> bool:
    """Whether some of the groups may be negative. There are never more than kinds by areas."""
    return answers(question) and question.filters.window is not None and By.DAY not in question.by


def answer_from_few(session: ReadSession, election_id: int, table: Sums, question: Question) -> bool:
    """Whether two rows for each kind and area are enough, as they are for all days that are known."""
    if not answers(question) or By.DAY in question.by:
        return False
    cover = _cover(session, election_id, table.__table__.c, question.filters.window)
    return len(cover.added) + len(cover.taken) <= 2


def read(session: ReadSession, election_id: int, table: Sums, question: Question) -> Iterator[Sequence[Any]]:
    """As app.aggregation.rollups has them: one row per group, of its columns and its numbers, or a few.
    Groups of days that have to be taken away again have negative ones."""
    sums = table.__table__.c
    names, wanted = column_names(question), _wanted(question)
    for stretch, sign, single in _stretches(session, election_id, sums, question):
        statement = _selected(table, names, wanted, sign, added_up=not (single and set(names) >= _KEY))
        asked = statement.where(
            sums.election_id == election_id,
            stretch,
            *among(question.filters, sums.category, sums.area, None, None),
        )
        yield from in_batches(session.execute(asked))


@cache
def _selected(
    table: Sums, names: tuple[str, ...], wanted: frozenset[str], sign: int, *, added_up: bool
) -> Select[Any]:
    """Building it costs as much as reading a hundred rows. Rows that can be told apart by their names need
    not be added up."""
    sums = table.__table__.c
    named = {"bucket": sums.starts, "category": sums.category, "area": sums.area}
    coordinates = [named[name] for name in names]
    numbers = _numbers(sums, wanted)
    if added_up:
        numbers = [func.coalesce(func.sum(number), 0) for number in numbers]
    if sign < 0:
        numbers = [-number for number in numbers]
    statement = select(*coordinates, *numbers)
    return statement.group_by(*coordinates) if added_up else statement


def _stretches(
    session: ReadSession, election_id: int, sums: Any, question: Question
) -> Iterator[tuple[ColumnElement[bool], int, bool]]:
    """Which rows to add up, and which to take away; and whether an area and a category stand there once, or
    once for each bucket that is asked for."""
    window = question.filters.window
    if By.DAY in question.by:
        yield and_(sums.days == 1, *_within(sums.starts, window)), 1, True
        return
    cover = _cover(session, election_id, sums, window)
    for spans, sign in ((cover.added, 1), (cover.taken, -1)):
        for days in sorted({span.days for span in spans}):
            starts = [span.starts for span in spans if span.days == days]
            yield _among(starts, days, sums), sign, len(starts) == 1


def _cover(session: ReadSession, election_id: int, sums: Any, window: Window | None) -> Cover:
    if window is None:
        return Cover((WHOLE,))
    return covering(window.first_day, window.end_day, _known_days(session, election_id, sums))


def _among(starts: Sequence[str], days: int, sums: Any) -> ColumnElement[bool]:
    """Spelled so that both databases seek in the key, and find one stretch sorted by area and kind."""
    return and_(sums.days == days, sums.starts == starts[0] if len(starts) == 1 else sums.starts.in_(starts))


def _within(starts: Any, window: Window | None) -> list[ColumnElement[bool]]:
    if window is None:
        return []
    found = [starts != UNDATED.starts]
    if window.first_day is not None:
        found.append(starts >= window.first_day.isoformat())
    if window.end_day is not None:
        found.append(starts < window.end_day.isoformat())
    return found


def _known_days(session: ReadSession, election_id: int, sums: Any) -> tuple[date, date] | None:
    """The first and the last that have sums: each found at an end of the key."""
    dated = select(sums.starts).where(
        sums.election_id == election_id, sums.days == 1, sums.starts > UNDATED.starts
    )
    ends = [dated.order_by(order).limit(1).scalar_subquery() for order in (sums.starts, sums.starts.desc())]
    first, last = session.execute(select(*ends)).one()
    return None if first is None else (date.fromisoformat(first), date.fromisoformat(last))


def _wanted(question: Question) -> frozenset[str]:
    """The veracities asked for."""
    return frozenset(question.filters.veracities or REPORTS.keys() | INCIDENTS.keys())


def _numbers(sums: Any, wanted: frozenset[str]) -> list[ColumnElement[int]]:
    """Of one row, as app.aggregation.figures.Numbers has them."""
    incidents = {veracity: sums[column] for veracity, column in INCIDENTS.items() if veracity in wanted}
    reports = [sums[column] for veracity, column in REPORTS.items() if veracity in wanted]
    context = [incidents[veracity] for veracity in VERACITIES if veracity in incidents]
    return [
        _added(reports),
        case((sums.counts_as == CountsAs.CONTEXT, _added(context)), else_=0),
        incidents.get(Veracity.REFUTED, literal(0)),
        *(incidents.get(veracity, literal(0)) for veracity in VERACITIES),
    ]


def _added(columns: Sequence[Any]) -> Any:
    return sum(columns[1:], columns[0]) if columns else literal(0)
