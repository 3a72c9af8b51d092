"""Relations between published incidents, shown from both sides at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from app.db.session import ReadSession, WriteSession
from app.incidents.models import RelationKind
from app.incidents.public import PublicIncident
from app.publication import queries, steps

Relations = Mapping[str, RelationKind]  # by reference, how the incident stands to it


def columns(relations: Relations) -> dict[str, Any]:
    """Of the public row."""
    told = {ref: kind.value for ref, kind in relations.items() if kind is not RelationKind.RELATED}
    return {"related_refs": sorted(relations), "continuations": dict(sorted(told.items()))}


def of(record: PublicIncident) -> dict[str, RelationKind]:
    told = record.continuations
    return {ref: RelationKind(told.get(ref, RelationKind.RELATED)) for ref in record.related_refs}


def mirror(session: WriteSession, record: PublicIncident, now: datetime) -> None:
    """Have all that it is related to say the same of it from their side."""
    relations = of(record)
    for other in queries.public_records(session, record.election_id, relations):
        kind = relations[other.ref].from_the_other_side
        _say(session, other, {**of(other), record.ref: kind}, now)


def forget(session: WriteSession, record: PublicIncident, beside: Collection[str], now: datetime) -> None:
    """In those of the references `beside`, name it no longer."""
    for other in queries.public_records(session, record.election_id, beside):
        _say(session, other, {ref: kind for ref, kind in of(other).items() if ref != record.ref}, now)


def still_public(session: ReadSession, record: PublicIncident) -> Relations:
    """Of what a record kept while it was merged: what is published now, under the reference it has now."""
    kept = of(record)
    records = queries.public_records(session, record.election_id, kept)
    said = ((queries.survivor(session, other), kept[other.ref]) for other in records)
    return queries.in_public(record.ref, said)


def _say(session: WriteSession, record: PublicIncident, relations: Relations, now: datetime) -> None:
    """And note with which version it became so."""
    if relations != of(record):
        for name, value in columns(relations).items():
            setattr(record, name, value)
        steps.changed(session, record, now)
