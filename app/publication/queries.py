"""Reads the public's own rows, and the private ones that decide what goes into them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_, union_all

from app.db.session import ReadSession
from app.elections.models import Election, Visit
from app.elections.public_state import PublicState
from app.incidents import word_index
from app.incidents.continuation import together
from app.incidents.errors import IncidentNotFound, IncidentWithdrawn
from app.incidents.extent import EVERYWHERE, Extent
from app.incidents.grammar import Filters
from app.incidents.lifecycle import Publication
from app.incidents.models import Incident, IncidentRelation, PublicRef, RelationKind, Revision
from app.incidents.public import PublicIncident, Told
from app.incidents.queries import merged_ids
from app.incidents.seen import NOW, Seen, seen
from app.incidents.selection import coded_as, meeting
from app.reports.models import Report, Source

CURSOR: Final = (datetime, str)  # published_at and ref of the last incident on a page
_BATCH: Final = 200


def find(session: ReadSession, ref: str) -> PublicIncident | None:
    """Of any election, the tombstone of a withdrawn incident too."""
    known = session.get(PublicRef, ref)
    return None if known is None else session.get(PublicIncident, (known.election_id, ref))


def get(session: ReadSession, ref: str) -> PublicIncident:
    """A published incident of any election; a withdrawn one is a tombstone for ever."""
    record = find(session, ref)
    if record is None:
        raise IncidentNotFound("No incident was published under this reference.")
    if record.state is Publication.WITHDRAWN:
        raise IncidentWithdrawn("Withdrawn by the editors.")
    return record


def get_in(session: ReadSession, election_id: int, ref: str) -> PublicIncident:
    """The same, of this election only."""
    record = get(session, ref)
    if record.election_id != election_id:
        raise IncidentNotFound("No incident was published under this reference.")
    return record


def seen_in(session: ReadSession, election_id: int, ref: str, state: PublicState) -> Told:
    """The same, as the public saw it in this state; what was withdrawn since is a tombstone there too."""
    current = get_in(session, election_id, ref)
    record = _row(session, election_id, ref, seen(state)) if state.past else current
    if record is None:
        raise IncidentNotFound("No incident was published under this reference.")
    if record.state is Publication.WITHDRAWN:
        raise IncidentWithdrawn("Withdrawn by the editors.")
    return record


def page(
    session: ReadSession,
    election_id: int,
    filters: Filters,
    after: tuple[datetime, str] | None,
    limit: int,
    *,
    seen: Seen = NOW,
    extent: Extent = EVERYWHERE,
) -> list[Told]:
    """Newest first, one more than `limit` if there is another page. Tombstones are in no list."""
    rows = seen.rows
    conditions = _published(election_id, filters, seen, extent)
    if after is not None:
        conditions.append(tuple_(rows.published_at, rows.ref) < after)
    newest_first = (rows.published_at.desc(), rows.ref.desc())
    if filters.q is not None:
        conditions.append(holding(session, election_id, seen, filters, conditions, newest_first, limit))
    statement = select(rows).where(*conditions).order_by(*newest_first)
    return list(session.scalars(statement.limit(limit + 1)))


def how_many(session: ReadSession, election_id: int, filters: Filters, extent: Extent) -> int:
    """That are published now and match."""
    conditions = _published(election_id, filters, NOW, extent)
    if filters.q is not None:
        found = word_index.holding(session, election_id, NOW.rows, filters.q, all_of_them=True)
        conditions.append(found)
    return session.scalars(select(func.count()).select_from(NOW.rows).where(*conditions)).one()


def _published(election_id: int, filters: Filters, seen: Seen, extent: Extent) -> list[ColumnElement[bool]]:
    rows = seen.rows
    return [
        rows.election_id == election_id,
        rows.state == Publication.PUBLISHED,
        *seen.conditions,
        *matching(filters, rows),
        *meeting(extent, rows),
    ]


def named(session: ReadSession, election_id: int, refs: Sequence[str], seen: Seen) -> list[Told]:
    """In this order, as they were seen then."""
    rows = seen.rows
    found = select(rows).where(rows.election_id == election_id, rows.ref.in_(refs), *seen.conditions)
    records = {record.ref: record for record in session.scalars(found)}
    return [records[ref] for ref in refs]


def matching(filters: Filters, rows: type[Told]) -> list[ColumnElement[bool]]:
    """All that SQL knows of, that is all but `q`."""
    conditions = coded_as(filters, rows)
    if filters.veracities:
        conditions.append(rows.veracity.in_(filters.veracities))
    return conditions


def holding(
    session: ReadSession,
    election_id: int,
    seen: Seen,
    filters: Filters,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    limit: int,
) -> ColumnElement[bool]:
    """Of the rows of this election that meet the conditions, in this order, at least the first whose text
    holds `q`. Of an earlier version the texts are read, no more of each than its text."""
    rows = seen.rows
    indexed = word_index.holding(session, election_id, rows, filters.q or "")
    if seen is NOW:
        return indexed
    texts = select(rows.ref, rows.public_text).where(*conditions, indexed).order_by(*order)
    with session.execute(texts.execution_options(yield_per=_BATCH)) as read:
        first = list(islice((ref for ref, text in read if filters.found_in(text)), limit + 1))
    return rows.ref.in_(first)


def newest_revision(session: ReadSession, incident: Incident) -> Revision:
    return session.get_one(Revision, (incident.election_id, incident.id, incident.revision))


def published_revisions(session: ReadSession, incident: Incident) -> Sequence[Revision]:
    found = select(Revision).where(
        Revision.election_id == incident.election_id,
        Revision.incident_id == incident.id,
        Revision.published_at.is_not(None),
    )
    return session.scalars(found.order_by(Revision.number)).all()


def published_so_far(session: ReadSession, election_id: int) -> int:
    """The running number in the latest public reference."""
    return session.scalars(select(Election.incidents_published).where(Election.id == election_id)).one()


def group_ids(session: ReadSession, election_id: int, incident_id: UUID) -> frozenset[UUID]:
    """The incident and all that are related to it or merged with it, also through others."""
    found, fresh = {incident_id}, {incident_id}
    while fresh:
        related = select(IncidentRelation.related_id).where(
            IncidentRelation.election_id == election_id, IncidentRelation.incident_id.in_(fresh)
        )
        within = select(Incident.id).where(
            Incident.election_id == election_id, Incident.merged_into.in_(fresh)
        )
        holding = select(Incident.merged_into).where(
            Incident.election_id == election_id, Incident.id.in_(fresh), Incident.merged_into.is_not(None)
        )
        fresh = set(session.scalars(union_all(related, within, holding))) - found
        found |= fresh
    return frozenset(found)


def incidents_of(session: ReadSession, election_id: int, ids: Collection[UUID]) -> Sequence[Incident]:
    found = select(Incident).where(Incident.election_id == election_id, Incident.id.in_(ids))
    return session.scalars(found.order_by(Incident.id)).all()


def related(session: ReadSession, incident: Incident) -> dict[str, RelationKind]:
    """Of those directly related to it or to what was merged into it, the references the public can follow,
    and how the incident stands to each."""
    inside = {incident.id} | merged_ids(session, incident.election_id, incident.id)
    beside = (
        select(PublicIncident, IncidentRelation.kind)
        .join(
            Incident,
            (Incident.election_id == PublicIncident.election_id) & (Incident.ref == PublicIncident.ref),
        )
        .join(
            IncidentRelation,
            (IncidentRelation.election_id == Incident.election_id)
            & (IncidentRelation.related_id == Incident.id),
        )
        .where(
            IncidentRelation.election_id == incident.election_id,
            IncidentRelation.incident_id.in_(inside),
            Incident.id.not_in(inside),
        )
    )
    said = ((survivor(session, record), kind) for record, kind in session.execute(beside))
    return in_public(incident.ref, said)


def in_public(ref: str | None, said: Iterable[tuple[Told, RelationKind]]) -> dict[str, RelationKind]:
    """By reference, what is published; nothing is related to itself."""
    kinds: defaultdict[str, list[RelationKind]] = defaultdict(list)
    for record, kind in said:
        if record.state is Publication.PUBLISHED and record.ref != ref:
            kinds[record.ref].append(kind)
    return {other: together(found) for other, found in sorted(kinds.items())}


def survivor(session: ReadSession, record: Told, seen: Seen = NOW) -> Told:
    """Where the reference of a merged incident leads; merges never make a ring."""
    while record.state is Publication.MERGED and record.merged_into is not None:
        following = _row(session, record.election_id, record.merged_into, seen)
        if following is None:
            raise LookupError(record.merged_into)
        record = following
    return record


def _row(session: ReadSession, election_id: int, ref: str, seen: Seen) -> Told | None:
    rows = seen.rows
    statement = select(rows).where(rows.election_id == election_id, rows.ref == ref, *seen.conditions)
    return session.scalar(statement)


def linked_categories(
    session: ReadSession, election_id: int, incident_ids: Collection[UUID]
) -> Mapping[UUID, frozenset[str]]:
    """The categories of the reports linked to each incident."""
    linked = select(Report.incident_id, Report.category).distinct()
    rows = session.execute(
        linked.where(Report.election_id == election_id, Report.incident_id.in_(incident_ids))
    )
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for incident_id, category in rows:
        if incident_id is not None:
            found[incident_id].add(category)
    return {incident_id: frozenset(categories) for incident_id, categories in found.items()}


def observers_at(
    session: ReadSession, election_id: int, station_code: str, during: tuple[datetime, datetime] | None
) -> int:
    """How many observers are known to have been at the station then, or ever if the day is not known."""
    visits = select(Visit).where(Visit.election_id == election_id, Visit.station_code == station_code)
    if during is not None:
        since, until = during
        visits = visits.where(Visit.started_at < until, Visit.ended_at >= since)
    found = session.scalars(visits)
    return len({visit.account_id or visit.organisation_id or visit.id for visit in found})


def names_of_sources(session: ReadSession, election_id: int) -> Sequence[str]:
    """Whom the public must not hear of as the sender of a report."""
    return session.scalars(select(Source.name).where(Source.election_id == election_id).distinct()).all()


def public_records(session: ReadSession, election_id: int, refs: Collection[str]) -> Sequence[PublicIncident]:
    found = select(PublicIncident).where(
        PublicIncident.election_id == election_id, PublicIncident.ref.in_(refs)
    )
    return session.scalars(found.order_by(PublicIncident.ref)).all()
