"""Views of the list that somebody keeps under a name: one person's own questions in the one query grammar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from sqlalchemy import delete, func, select

from app.accounts.actor import Actor
from app.core.errors import InvalidRequest
from app.db.portable import upsert
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.moderation.list_filters import PAGING, report_filters
from app.moderation.models import SavedView

MOST: Final = 50  # of one person in one election


def of(session: ReadSession, view: ElectionView, actor: Actor) -> Sequence[SavedView]:
    statement = select(SavedView).where(
        SavedView.election_id == view.id, SavedView.account_id == actor.account_id
    )
    return session.scalars(statement.order_by(SavedView.name)).all()


def keep(
    session: WriteSession, view: ElectionView, actor: Actor, name: str, query: str, now: datetime
) -> SavedView:
    """In place of what stood under the name. Refused is what the list itself would refuse."""
    pairs = parse_qsl(query, keep_blank_values=True)
    report_filters(view, pairs)
    if any(given in PAGING for given, _ in pairs):
        raise _refused("/query", "names-a-page", "Leave out limit and cursor: a view is no page of it.")
    _check_room(session, view, actor, name)
    key = {"election_id": view.id, "account_id": actor.account_id, "name": name}
    upsert(session, SavedView, [{**key, "query": query, "saved_at": now}])
    return session.get_one(SavedView, tuple(key.values()), populate_existing=True)


def forget(session: WriteSession, view: ElectionView, actor: Actor, name: str) -> None:
    """Forgetting what is not there does nothing."""
    session.execute(
        delete(SavedView).where(
            SavedView.election_id == view.id,
            SavedView.account_id == actor.account_id,
            SavedView.name == name,
        )
    )


def _check_room(session: WriteSession, view: ElectionView, actor: Actor, name: str) -> None:
    others = select(func.count()).where(
        SavedView.election_id == view.id, SavedView.account_id == actor.account_id, SavedView.name != name
    )
    if (session.scalar(others) or 0) >= MOST:
        raise _refused("/name", "too-many-views", f"You keep {MOST} views: delete one first.")


def _refused(pointer: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, [{"pointer": pointer, "code": code, "message": message}])
