"""What no longer matches a filter: whoever keeps a copy of a part of what is public has to learn of it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.db.session import ReadSession
from app.elections.public_state import Step
from app.incidents import word_index
from app.incidents.grammar import Filters
from app.incidents.lifecycle import Publication
from app.incidents.public import PastIncident, Told
from app.incidents.steps import changed_with
from app.publication import queries

_BATCH: Final = 200
_BEFORE: Final = aliased(PastIncident)  # made once, as in app.incidents.seen
_OTHER: Final = aliased(PastIncident)


def once_matching(
    session: ReadSession,
    election_id: int,
    rows: type[Told],
    filters: Filters,
    since: Step,
    among: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    limit: int,
) -> ColumnElement[bool]:
    """Of the rows that meet `among`, in this order, at least the first that were published and matched when
    the version `since` was the current one, or after that. If nothing is known of then, they may have."""
    then = [
        _BEFORE.election_id == rows.election_id,
        _BEFORE.ref == rows.ref,
        _BEFORE.state == Publication.PUBLISHED,
        changed_with(_BEFORE) < changed_with(rows),
        ~_followed(_BEFORE, since, changed_with(_BEFORE)),
        *queries.matching(filters, _BEFORE),
    ]
    unknown = and_(rows.published_sequence <= since[0], ~_followed(rows, since))
    if filters.q is None:
        return or_(exists().where(*then), unknown)
    then.append(word_index.holding(session, election_id, _BEFORE, filters.q))
    texts = select(rows.ref, _BEFORE.public_text).join(_BEFORE, and_(*then)).where(*among).order_by(*order)
    found: set[str] = set()
    with session.execute(texts.execution_options(yield_per=_BATCH)) as read:
        for ref, text in read:
            if filters.found_in(text):
                found.add(ref)
            if len(found) > limit:
                break
    return or_(rows.ref.in_(found), unknown)


def _followed(rows: Any, until: Step, after: Any = (-1, 0)) -> ColumnElement[bool]:
    """Whether a row of the same reference is kept from after one version until another."""
    return exists().where(
        _OTHER.election_id == rows.election_id,
        _OTHER.ref == rows.ref,
        changed_with(_OTHER) > after,
        changed_with(_OTHER) <= until,
    )
