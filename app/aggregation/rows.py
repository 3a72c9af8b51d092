"""Counts from the rows themselves, for what the rollups do not know: station, point, text, sender."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
)

from app.aggregation.figures import numbers_of
from app.aggregation.question import Question
from app.aggregation.reading import column_names
from app.core.text import search_key
from app.db.session import ReadSession
from app.elections.taxonomy import CountsAs
from app.incidents import word_index
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident
from app.incidents.public import PublicIncident, SnapshotIncident, Told
from app.incidents.seen import Seen
from app.incidents.selection import coded_as
from app.reports.lifecycle import NEVER_COUNTED, Triage
from app.reports.models import Report, Source
from app.tallies.cells import UNDATED

ANONYMOUS: Final = "anonymous"
_AT_A_TIME: Final = 2000
_SORTED_BY: Final = ("sorted_as", "sorted_how_sure")  # decide to which of the numbers a group belongs
_CODING: Final = (
    "category",
    "counts_as",
    "severity",
    "area_code",
    "station_code",
    "latitude_deg",
    "longitude_deg",
    "occurred_on",
    "occurred_hour",
    "phase",
)
_HELD: Final = and_(Incident.election_id == Report.election_id, Incident.id == Report.incident_id)
_SENT: Final = and_(Source.election_id == Report.election_id, Source.id == Report.source_id)
_SOURCE: Final = case(
    (Report.id.is_(None), null()), else_=func.coalesce(Source.key, literal_column(f"'{ANONYMOUS}'"))
)


def read_public(
    session: ReadSession, election_id: int, question: Question, seen: Seen
) -> Iterator[Sequence[Any]]:
    """Published incidents, from the public's own rows."""
    published = and_(seen.rows.state == Publication.PUBLISHED, *seen.conditions)
    return _read_shown(session, election_id, question, seen.rows, published)


def read_kept(
    session: ReadSession, election_id: int, question: Question, sequence: int, tick: int
) -> Iterator[Sequence[Any]]:
    """The same, from the rows of a snapshot: also what was withdrawn since counts as it did."""
    version = and_(SnapshotIncident.sequence == sequence, SnapshotIncident.tick == tick)
    return _read_shown(session, election_id, question, SnapshotIncident, version)


def _read_shown(
    session: ReadSession,
    election_id: int,
    question: Question,
    shown: type[Told] | type[SnapshotIncident],
    among: ColumnElement[bool],
) -> Iterator[Sequence[Any]]:
    filters, names = question.filters, column_names(question)
    columns = _columns([*names, *_SORTED_BY], shown, shown.veracity)
    conditions = [shown.election_id == election_id, among, shown.counts_as != CountsAs.NONE]
    conditions += coded_as(filters, shown)
    if filters.veracities:
        conditions.append(shown.veracity.in_(filters.veracities))
    if filters.q is not None:
        conditions.append(word_index.holding(session, election_id, shown, filters.q, all_of_them=True))
    if filters.q is None or shown is PublicIncident:
        found = select(*columns, shown.reports).where(*conditions).subquery()
        cells = [column for column in found.c if column is not found.c.reports]
        summed = select(*cells, func.sum(found.c.reports), func.count()).group_by(*cells)
        for *row, reports, incidents in session.execute(summed):
            yield _read(row, names, int(reports), incidents)
        return
    texts = select(*columns, shown.public_text, shown.reports).where(*conditions)
    for *row, public_text, reports in session.execute(texts.execution_options(yield_per=_AT_A_TIME)):
        if filters.found_in(public_text):
            yield _read(row, names, reports, 1)


def read_staff(session: ReadSession, election_id: int, question: Question) -> Iterator[Sequence[Any]]:
    """Reports in the cell of their incident, or in their own; then incidents.

    An incident is counted once for each kind of sender among its reports, if that is what is asked.
    """
    names = column_names(question)
    for row in session.execute(_reports(election_id, question, names)):
        yield _read(row[:-1], names, row[-1], 0)
    for row in session.execute(_incidents(election_id, question, names)):
        yield _read(row[:-1], names, 0, row[-1])


def _reports(election_id: int, question: Question, names: Sequence[str]) -> Select[Any]:
    inside = Report.incident_id.is_not(None)
    coding = SimpleNamespace(
        **{name: case((inside, getattr(Incident, name)), else_=getattr(Report, name)) for name in _CODING}
    )
    veracity = func.coalesce(type_coerce(Incident.veracity, String), literal_column("''"))
    statement = select(*_columns([*names, *_SORTED_BY], coding, veracity, triage=Report.triage)).select_from(
        Report
    )
    conditions = [
        Report.election_id == election_id,
        Report.test.is_(False),
        coding.counts_as != CountsAs.NONE,
        or_(Incident.publication.is_(None), Incident.publication != Publication.WITHDRAWN),
        *coded_as(question.filters, coding),
        *_of_reports(question),
    ]
    if question.filters.veracities:
        conditions.append(Incident.veracity.in_(question.filters.veracities))
    if question.triage:
        conditions.append(Report.triage.in_(question.triage))
    elif not question.about_triage:
        conditions.append(Report.triage.not_in(sorted(NEVER_COUNTED)))
    found = statement.outerjoin(Incident, _HELD).outerjoin(Source, _SENT).where(*conditions).subquery()
    return select(*found.c, func.count()).group_by(*found.c)


def _incidents(election_id: int, question: Question, names: Sequence[str]) -> Select[Any]:
    triage: Any = literal_column(f"'{Triage.LINKED.value}'")  # an incident stands where its reports do
    columns = _columns([*names, *_SORTED_BY], Incident, Incident.veracity, triage=triage)
    statement = select(*columns, Incident.id.label("incident_id")).select_from(Incident)
    conditions = [
        Incident.election_id == election_id,
        Incident.counts_as != CountsAs.NONE,
        Incident.publication != Publication.WITHDRAWN,
        Incident.merged_into.is_(None),
        *coded_as(question.filters, Incident),
        *_of_reports(question),
    ]
    if question.filters.veracities:
        conditions.append(Incident.veracity.in_(question.filters.veracities))
    if question.triage and Triage.LINKED not in question.triage:
        conditions.append(false())
    if question.about_reports:
        linked = and_(_HELD, Report.test.is_(False))
        statement = statement.outerjoin(Report, linked).outerjoin(Source, _SENT)
    found = statement.where(*conditions).subquery()
    coordinates = [column for column in found.c if column.name != "incident_id"]
    return select(*coordinates, func.count(found.c.incident_id.distinct())).group_by(*coordinates)


def _columns(
    names: Sequence[str], coding: Any, veracity: Any, triage: Any = None
) -> list[ColumnElement[Any]]:
    """In the order of `names`; of a bucket, the day and the hour."""
    known = {
        "category": [coding.category],
        "area": [coding.area_code],
        "station": [coding.station_code],
        "bucket": [coding.occurred_on, coding.occurred_hour],
        "severity": [coding.severity],
        "phase": [coding.phase],
        "veracity": [veracity],
        "sorted_as": [coding.counts_as],
        "sorted_how_sure": [veracity],
        "triage": [triage],
        "reporter_type": [Report.reporter_type],
        "source": [_SOURCE],
    }
    found = [(name, number, column) for name in names for number, column in enumerate(known[name])]
    return [column.label(f"{name}_{number}") for name, number, column in found]


def _of_reports(question: Question) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if question.reporter_types:
        found.append(Report.reporter_type.in_(question.reporter_types))
    if question.sources:
        found.append(_SOURCE.in_(question.sources))
    if question.filters.q is not None:
        found.append(Report.search_text.contains(search_key(question.filters.q), autoescape=True))
    return found


def _read(row: Sequence[Any], names: Sequence[str], reports: int, incidents: int) -> list[Any]:
    """As from a rollup: day and hour are one column again, and the numbers stand where they belong."""
    *values, counts_as, veracity = row
    if "bucket" in names:
        at = names.index("bucket")
        values[at : at + 2] = [_bucket(values[at], values[at + 1])]
    return [*values, *numbers_of(counts_as, veracity, reports, incidents)]


def _bucket(day: date | None, hour: int | None) -> str:
    if day is None:
        return UNDATED
    return day.isoformat() if hour is None else f"{day.isoformat()}T{hour:02d}"
