"""Since when blobs have been without a row, as this database knows it.

A database restored from a backup has forgotten, or never knew: the time begins anew, with every photo there.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import delete, func, select

from app.db.portable import insert_if_absent
from app.db.session import ReadSession, WriteSession
from app.evidence.models import UnnamedBlob

KEPT_FOR: Final = timedelta(days=3)
_BATCH: Final = 500


def note(session: WriteSession, keys: list[str], now: datetime) -> set[str]:
    """These are all that have no row now; returns those that have had none for `KEPT_FOR`."""
    since = {row.store_key: row.seen_at for row in session.scalars(select(UnnamedBlob))}
    for batch in _batches(since.keys() - set(keys)):
        session.execute(delete(UnnamedBlob).where(UnnamedBlob.store_key.in_(batch)))
    for batch in _batches(set(keys) - since.keys()):
        insert_if_absent(session, UnnamedBlob, [{"store_key": key, "seen_at": now} for key in batch])
    return {key for key in keys if since.get(key, now) <= now - KEPT_FOR}


def count(session: ReadSession) -> int:
    """As of the last sweep."""
    return session.scalar(select(func.count()).select_from(UnnamedBlob)) or 0


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(keys))
    while batch := list(islice(rest, _BATCH)):
        yield batch
