"""The words of an earlier version: those of now, but for the texts that have changed since."""

from dataclasses import replace
from typing import Final

import numpy as np
from sqlalchemy import select

from app.core.text import words_of
from app.db.session import ReadSession
from app.elections.public_state import PublicState
from app.incidents.columns.columns import Columns
from app.incidents.columns.following import by_incident
from app.incidents.columns.rows import sequences
from app.incidents.seen import seen

MOST_READ: Final = 1_000  # texts


def in_words_of(
    session: ReadSession, election_id: int, columns: Columns, state: PublicState
) -> Columns | None:
    """The same columns with the words of this state; None if too many texts would have to be read."""
    refs = _changed_since(columns, state)
    if len(refs) > MOST_READ:
        return None
    then = seen(state)
    texts = select(then.rows.ref, then.rows.public_text).where(
        then.rows.election_id == election_id, then.rows.ref.in_(refs), *then.conditions
    )
    found = {ref: words_of(held) for ref, held in session.execute(texts)}
    return replace(columns, words=columns.words.moving(by_incident(columns, found)))


def _changed_since(columns: Columns, state: PublicState) -> list[str]:
    """Whose text may be another now."""
    incidents = np.concatenate([rows.incident[shown] for rows, shown in columns.seen(state)])
    then = np.concatenate([rows.since[shown] for rows, shown in columns.seen(state)])
    changed = sequences(then) != sequences(columns.now.since[incidents])
    return [ref.decode() for ref in columns.refs[incidents[changed]].tolist()]
