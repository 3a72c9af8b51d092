"""What changed since an event, for those who ask."""

from app.activity import live_queries
from app.activity.schemas import Changes
from app.activity.streams import change
from app.core.pagination import cut
from app.db.session import ReadSession
from app.elections.view import ElectionView


def since(session: ReadSession, view: ElectionView, number: int | None, limit: int) -> Changes:
    """Nothing is left out between one answer's `last` and the next answer's items."""
    newest = live_queries.newest(session, view.id)
    if number is None or number > newest:
        return Changes(items=[], last=newest, more=False, reset=number is not None)
    found = live_queries.after(session, view.id, number, limit + 1)
    page, following = cut(found, limit)
    last = newest if following is None else following.number
    return Changes(
        items=[change(event) for event in page], last=last, more=following is not None, reset=False
    )
