"""Counts from the wide sums: of a range of days, a few rows for each kind and area."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal, select

from app.aggregation.figures import VERACITIES
from app.aggregation.question import By, Question
from app.aggregation.reading import column_names
from app.db.session import ReadSession
from app.elections.taxonomy import CountsAs
from app.incidents.grammar import Window
from app.incidents.selection import among
from app.incidents.veracity import Veracity
from app.tallies.models import PublicSum, StaffSum
from app.tallies.spans import UNDATED, WHOLE, Cover, covering
from app.tallies.sums import INCIDENTS, REPORTS

Sums = type[StaffSum] | type[PublicSum]
_UNKNOWN: Final = frozenset({By.HOUR, By.SEVERITY, By.PHASE, By.VERACITY, By.TRIAGE})


def answers(question: Question) -> bool:
    """Whether all it asks for is known here; otherwise the fine rollups say it."""
    filters = question.filters
    finer = _UNKNOWN.intersection(question.by) or filters.severities or filters.phases or question.triage
    return not finer and (filters.window is None or filters.window.whole_days)


def read(session: ReadSession, election_id: int, table: Sums, question: Question) -> Iterator[Sequence[Any]]:
    """As app.aggregation.rollups has them: one row per group, of its columns and its numbers. Groups of
    days that have to be taken away again have negative ones."""
    sums = table.__table__.c
    named = {"bucket": sums.starts, "category": sums.category, "area": sums.area}
    coordinates = [named[name] for name in column_names(question)]
    numbers = _numbers(sums, question)
    for stretch, sign in _stretches(session, election_id, sums, question):
        statement = select(*coordinates, *(sign * number for number in numbers)).where(
            sums.election_id == election_id,
            stretch,
            *among(question.filters, sums.category, sums.area, None, None),
        )
        yield from session.execute(statement.group_by(*coordinates))


def _stretches(
    session: ReadSession, election_id: int, sums: Any, question: Question
) -> Iterator[tuple[ColumnElement[bool], int]]:
    """Which rows to add up, and which to take away."""
    window = question.filters.window
    if By.DAY in question.by:
        yield and_(sums.days == 1, *_within(sums.starts, window)), 1
        return
    if window is None:
        cover = Cover((WHOLE,))
    else:
        known = _known_days(session, election_id, sums)
        cover = covering(window.first_day, window.end_day, known)
    for spans, sign in ((cover.added, 1), (cover.taken, -1)):
        for days in sorted({span.days for span in spans}):
            yield _among([span.starts for span in spans if span.days == days], days, sums), sign


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


def _numbers(sums: Any, question: Question) -> list[ColumnElement[int]]:
    """As app.aggregation.figures.Numbers has them, of the veracities asked for."""
    wanted: frozenset[str] = frozenset(question.filters.veracities or REPORTS.keys() | INCIDENTS.keys())
    incidents = {
        veracity: func.sum(sums[column]) for veracity, column in INCIDENTS.items() if veracity in wanted
    }
    reports = [sums[column] for veracity, column in REPORTS.items() if veracity in wanted]
    context = [sums[INCIDENTS[veracity]] for veracity in VERACITIES if veracity in wanted]
    found = [
        func.sum(_added(reports)),
        func.sum(_added(context)).filter(sums.counts_as == CountsAs.CONTEXT),
        incidents.get(Veracity.REFUTED, literal(0)),
        *(incidents.get(veracity, literal(0)) for veracity in VERACITIES),
    ]
    return [func.coalesce(number, 0) for number in found]


def _added(columns: Sequence[Any]) -> Any:
    return sum(columns[1:], columns[0]) if columns else literal(0)
