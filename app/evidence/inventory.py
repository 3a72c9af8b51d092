"""Whether the store holds what the rows name, byte for byte, and nothing else."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from app.db.session import ReadSession
from app.evidence.queries import named_keys
from app.reports.models import Photo, Redaction, Rendition
from app.storage.base import PhotoStore
from app.storage.errors import PhotoMissing, PhotoUnreadable

_READ_BYTES: Final = 256 * 1024
_BATCH: Final = 500


class Fault(StrEnum):
    MISSING = "bytes-missing"  # a row without bytes
    UNREADABLE = "bytes-unreadable"  # damaged, or sealed under a key we do not have
    ALTERED = "bytes-altered"  # readable, but not what was received
    UNNAMED = "row-missing"  # bytes without a row


@dataclass(frozen=True, slots=True)
class Named:
    """A blob as a row knows it."""

    what: str  # "photo 0192…", "rendition 0192…/view" or "redaction 0192…"
    key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Damage:
    fault: Fault
    what: str
    key: str


def blobs_named(session: ReadSession) -> Iterator[Named]:
    """Of all elections, the originals first; streamed, so that a million rows stay in the database."""
    photos = select(Photo.id, Photo.store_key, Photo.sha256, Photo.size_bytes).where(
        Photo.store_key.is_not(None)
    )
    for photo in session.execute(photos.execution_options(yield_per=_BATCH)):
        yield Named(f"photo {photo.id}", photo.store_key or "", photo.sha256, photo.size_bytes)
    renditions = select(
        Rendition.photo_id, Rendition.name, Rendition.store_key, Rendition.sha256, Rendition.size_bytes
    )
    for made in session.execute(renditions.execution_options(yield_per=_BATCH)):
        yield Named(f"rendition {made.photo_id}/{made.name}", made.store_key, made.sha256, made.size_bytes)
    redactions = select(Redaction.id, Redaction.store_key, Redaction.sha256, Redaction.size_bytes)
    for redaction in session.execute(redactions.execution_options(yield_per=_BATCH)):
        yield Named(f"redaction {redaction.id}", redaction.store_key, redaction.sha256, redaction.size_bytes)


def count_named(session: ReadSession) -> int:
    photos = select(func.count()).where(Photo.store_key.is_not(None))
    made = [select(func.count(table.store_key)) for table in (Rendition, Redaction)]
    return sum(session.scalar(counted) or 0 for counted in (photos, *made))


def damaged(session: ReadSession, store: PhotoStore, seen: Callable[[], None]) -> Iterator[Damage]:
    """Reads every byte that a row names; `seen` is called after each blob."""
    for named in blobs_named(session):
        fault = fault_of(store, named)
        if fault is not None:
            yield Damage(fault, named.what, named.key)
        seen()


def unnamed(session: ReadSession, store: PhotoStore, stored_before: datetime) -> Iterator[Damage]:
    """Blobs that no row names. Younger ones may be about to get their row."""
    batch: list[str] = []
    for key in store.keys(stored_before):
        batch.append(key)
        if len(batch) == _BATCH:
            yield from _unnamed(session, batch)
            batch = []
    yield from _unnamed(session, batch)


def _unnamed(session: ReadSession, keys: list[str]) -> Iterator[Damage]:
    for key in sorted(set(keys) - named_keys(session, keys)):
        yield Damage(Fault.UNNAMED, "–", key)


def fault_of(store: PhotoStore, named: Named) -> Fault | None:
    """What is wrong with the blob, once every byte of it has been read."""
    seen, size_bytes = hashlib.sha256(), 0
    try:
        with store.open(named.key) as content:
            while piece := content.read(_READ_BYTES):
                seen.update(piece)
                size_bytes += len(piece)
    except PhotoMissing:
        return Fault.MISSING
    except PhotoUnreadable:
        return Fault.UNREADABLE
    if (seen.hexdigest(), size_bytes) != (named.sha256, named.size_bytes):
        return Fault.ALTERED
    return None
