"""Handing out an original: first the entry in the history, then the address."""

from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.actor import Actor
from app.db.session import ReadSession, WriteSession
from app.elections.view import ElectionView
from app.evidence import queries
from app.evidence.errors import OriginalLinkRefused
from app.evidence.original_links import VALID_FOR, OriginalLinks
from app.evidence.schemas import OriginalLink
from app.reports import history
from app.reports import queries as reports
from app.reports.models import Photo

VIEWED: Final = "original_viewed"


def link(
    session: WriteSession,
    view: ElectionView,
    actor: Actor,
    photo_id: UUID,
    links: OriginalLinks,
    now: datetime,
) -> OriginalLink:
    """An address for this account alone. It counts as a view, whether or not it is used."""
    photo = queries.photo(session, view.id, photo_id)
    queries.stored(photo)
    report = reports.lock(session, view.id, photo.report_id)
    history.note_event(
        session, report, account_id=actor.account_id, event=VIEWED, at=now, note=f"Photo {photo_id}"
    )
    expires_at = (now + VALID_FOR).replace(microsecond=0)
    token = links.issue(view.id, photo_id, actor.account_id, expires_at)
    return OriginalLink(url=f"/api/v1/console/elections/{view.slug}/originals/{token}", expires_at=expires_at)


def opened(
    session: ReadSession,
    view: ElectionView,
    actor: Actor,
    token: str,
    links: OriginalLinks,
    now: datetime,
) -> Photo:
    photo_id = links.open(view.id, actor.account_id, token, now)
    if photo_id is None:
        raise OriginalLinkRefused("It has expired or was made for somebody else. Ask for a new one.")
    return queries.photo(session, view.id, photo_id)
