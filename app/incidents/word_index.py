"""Which public incidents hold a word: looked up, so that no search reads the texts of all of them."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, exists, false, func, select, update
from sqlalchemy.orm import aliased

from app.core.text import words_of
from app.db.portable import upsert
from app.db.session import ReadSession, WriteSession
from app.elections.public_state import Step
from app.incidents.lifecycle import Publication
from app.incidents.public import PublicIncident, PublicWord
from app.incidents.sought import Sought, sought
from app.incidents.steps import changed_since

# Incidents that are named one by one; where there are more, a list soon finds a page of them.
_FEW: Final = 2000
_WORD: Final = aliased(PublicWord)  # made once, as in app.incidents.seen
_PROBED: Final = 8  # words of a search whose frequency is looked up


def follow(session: WriteSession, election_id: int, since: Step) -> None:
    """Whatever was published or withdrawn after the version `since` is found by its words, or by none."""
    moved = select(PublicIncident.ref, PublicIncident.state, PublicIncident.public_text).where(
        PublicIncident.election_id == election_id,
        changed_since(PublicIncident, since),
    )
    for ref, state, texts in session.execute(moved).all():
        if state is Publication.WITHDRAWN:
            session.execute(delete(PublicWord).where(*_of(election_id, ref)))
        else:
            _keep(session, election_id, ref, words_of(texts))


def holding(
    session: ReadSession, election_id: int, rows: Any, q: str, *, all_of_them: bool = False
) -> ColumnElement[bool]:
    """Of `rows` under their `ref`, those whose text holds `q`: exactly those of the current ones; of an
    earlier version also some whose text held it in another, so that their texts have to be read.

    Where a word is common each row is looked up, which suits a page of them; with `all_of_them` the index
    names them, which suits a count."""
    wanted = sought(q)
    if not wanted:
        return false()
    current = rows is PublicIncident
    frequencies = []
    for each in wanted[:_PROBED]:
        frequency = _up_to_many(session, election_id, each, current)
        if frequency == 0:
            return false()
        frequencies.append(frequency)
    least = frequencies.index(min(frequencies))
    many = frequencies[least] > _FEW
    if many and not all_of_them:
        return and_(*(_held(election_id, rows.ref, each, current) for each in wanted))
    others = (each for each in wanted if each is not wanted[least])
    named = select(PublicWord.ref).where(
        *_posted(PublicWord, election_id, wanted[least], current),
        *(_held(election_id, PublicWord.ref, each, current) for each in others),
    )
    found: ColumnElement[bool] = rows.ref.in_(named if many else session.scalars(named.distinct()).all())
    return found


def _up_to_many(session: ReadSession, election_id: int, each: Sought, current: bool) -> int:
    posted = select(PublicWord.ref).where(*_posted(PublicWord, election_id, each, current))
    return session.scalars(select(func.count()).select_from(posted.limit(_FEW + 1).subquery())).one()


def _held(election_id: int, ref: Any, each: Sought, current: bool) -> ColumnElement[bool]:
    return exists().where(*_posted(_WORD, election_id, each, current), _WORD.ref == ref)


def _posted(word: Any, election_id: int, each: Sought, current: bool) -> list[ColumnElement[bool]]:
    found = [word.election_id == election_id]
    if each.whole:
        found.append(word.word == each.word)
    else:
        found += [word.word >= each.word, word.word < each.beyond]
    return [*found, word.current.is_(True)] if current else found


def _keep(session: WriteSession, election_id: int, ref: str, held: frozenset[str]) -> None:
    among = (*_of(election_id, ref), PublicWord.word.not_in(held))
    session.execute(update(PublicWord).where(*among).values(current=False))
    posted = [
        {"election_id": election_id, "ref": ref, "word": word, "current": True} for word in sorted(held)
    ]
    upsert(session, PublicWord, posted)


def _of(election_id: int, ref: str) -> list[ColumnElement[bool]]:
    return [PublicWord.election_id == election_id, PublicWord.ref == ref]
