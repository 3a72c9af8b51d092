"""Which other photos of the election are this one, or look like it."""

import threading
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.db.session import ReadSession
from app.evidence.facts import Neighbour
from app.evidence.findings import NEAR_DUPLICATE_BITS
from app.reports.models import Photo

# A transaction may commit later than the instant it wrote: look back a little further than the last one seen.
_OVERLAP: Final = timedelta(minutes=10)


class Neighbours:
    """Keeps the hashes of each election in memory, and reads only those that came since."""

    def __init__(self) -> None:
        self._by_election: dict[int, _Known] = {}
        self._lock = threading.Lock()

    def of(self, session: ReadSession, photo: Photo) -> list[Neighbour]:
        """The same file first, then the nearest pictures; of this report and of others."""
        same = select(Photo).where(
            Photo.election_id == photo.election_id, Photo.sha256 == photo.sha256, Photo.id != photo.id
        )
        found = {row.id: _neighbour(photo, row, 0) for row in session.scalars(same.limit(20))}
        if photo.dhash is None:
            return list(found.values())
        with self._lock:
            known = self._by_election.setdefault(photo.election_id, _Known())
            known.refresh(session, photo.election_id)
            near = known.hashes.near(unsigned(photo.dhash), NEAR_DUPLICATE_BITS)
        distances = {hit.photo_id: hit.distance_bits for hit in near if hit.photo_id != photo.id}
        rows = select(Photo).where(Photo.election_id == photo.election_id, Photo.id.in_(distances))
        for row in session.scalars(rows):
            found.setdefault(row.id, _neighbour(photo, row, distances[row.id]))
        return sorted(found.values(), key=lambda hit: (not hit.same_file, hit.distance_bits, hit.photo_id))


class _Known:
    def __init__(self) -> None:
        from app.evidence.similar import Hashes  # with numpy behind it, loaded with the first photo

        self.hashes = Hashes()
        self._ids: set[UUID] = set()
        self._until: datetime | None = None

    def refresh(self, session: ReadSession, election_id: int) -> None:
        rows = select(Photo.id, Photo.dhash, Photo.inspected_at).where(
            Photo.election_id == election_id, Photo.dhash.is_not(None)
        )
        if self._until is not None:
            rows = rows.where(Photo.inspected_at >= self._until - _OVERLAP)
        new = [row for row in session.execute(rows) if row.id not in self._ids]
        self.hashes.add((row.id, unsigned(row.dhash)) for row in new)
        self._ids.update(row.id for row in new)
        instants = [row.inspected_at for row in new]
        self._until = max([*instants, self._until] if self._until else instants, default=None)


def signed(dhash: int) -> int:
    """As a database keeps 64 bits."""
    return dhash - (1 << 64) if dhash >= 1 << 63 else dhash


def unsigned(dhash: int) -> int:
    return dhash % (1 << 64)


def _neighbour(photo: Photo, other: Photo, distance_bits: int) -> Neighbour:
    return Neighbour(
        photo_id=str(other.id),
        report_id=str(other.report_id),
        same_file=other.sha256 == photo.sha256,
        distance_bits=distance_bits,
        same_report=other.report_id == photo.report_id,
    )
