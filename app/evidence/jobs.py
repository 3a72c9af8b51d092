"""What is done with photos after they were received: renditions, and clearing away what no row names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from app.core.clock import utc_now
from app.db.session import Database
from app.elections.directory import Directory
from app.evidence import queries, service, unnamed
from app.evidence.errors import PhotoNotFound
from app.evidence.neighbours import Neighbours
from app.evidence.sandbox import Inspected, Problem, inspect
from app.evidence.spares import Spares
from app.reports.models import PhotoState
from app.storage.base import PhotoStore, store_bytes
from app.storage.errors import PhotoMissing
from app.storage.sweep import Swept, sweep

SWEEP: Final = "storage.sweep"
DRAIN: Final = "storage.drain"
# Photo first, row second: longer than any request takes from the one to the other.
SWEPT_AFTER: Final = timedelta(hours=1)
# Longer than an upload may take to come in pieces.
PARTS_SWEPT_AFTER: Final = timedelta(hours=96)

log = structlog.get_logger("pollwatch.evidence")


@dataclass(frozen=True, slots=True)
class PhotoJobs:
    """The handlers, with what they work on."""

    database: Database
    store: PhotoStore
    directory: Directory
    neighbours: Neighbours = field(default_factory=Neighbours)
    spares: Spares = field(default_factory=Spares)
    may_be_unfiltered: bool = False

    def make_renditions(self, payload: Mapping[str, Any]) -> None:
        """Doing it again changes nothing. What is wrong with a picture is kept, and is no failure."""
        election_id, photo_id = int(payload["election_id"]), UUID(payload["photo_id"])
        key = self._key_of(election_id, photo_id)
        if key is None:
            return
        try:
            inspected = self._inspect(key)
        except Problem as problem:
            log.info("no rendition", problem=problem.code)
            with self.database.write.begin() as session:
                service.keep_problem(session, election_id, photo_id, problem.code)
        else:
            self._keep(election_id, photo_id, inspected)

    def reassess(self, payload: Mapping[str, Any]) -> None:
        """Doing it again changes nothing."""
        view = self.directory.get(int(payload["election_id"]))
        with self.database.write.begin() as session:
            service.reassess(session, view, UUID(payload["report_id"]), self.neighbours, utc_now())

    def sweep_store(self, _payload: Mapping[str, Any]) -> None:
        """A crash between photo and row leaves a blob that nobody knows: it is removed days later."""
        self.sweep()

    def sweep(self, *, however_many: bool = False) -> Swept:
        now = utc_now()
        swept = sweep(
            self.store,
            self._named,
            self._long_unnamed,
            now - SWEPT_AFTER,
            now - PARTS_SWEPT_AFTER,
            however_many=however_many,
        )
        if swept.kept_back:
            log.warning("many blobs without a row, kept: see pollwatch doctor", blobs=swept.kept_back)
        if swept.blobs or swept.parts:
            log.info("swept", blobs=swept.blobs, parts=swept.parts)
        return swept

    def drain_spool(self, _payload: Mapping[str, Any]) -> None:
        """What waits for the store goes over; while it is out, the next round tries again."""
        moved = self.store.drain()
        if moved:
            log.info("brought over", blobs=moved)

    def _key_of(self, election_id: int, photo_id: UUID) -> str | None:
        """Where the bytes are, if there is something to do. A replica may not know the photo yet."""
        with self.database.write.begin() as session:
            try:
                photo = queries.photo(session, election_id, photo_id)
            except PhotoNotFound:
                return None
            done = photo.problem is not None or photo.width_px is not None
            return None if done or photo.state is not PhotoState.RECEIVED else photo.store_key

    def _inspect(self, key: str) -> Inspected:
        try:
            with self.store.open(key) as content:
                return inspect(content, may_be_unfiltered=self.may_be_unfiltered, child=self.spares.take)
        except PhotoMissing:
            raise Problem("bytes-missing") from None

    def _keep(self, election_id: int, photo_id: UUID, inspected: Inspected) -> None:
        blobs = [store_bytes(self.store, content) for content in inspected.contents]
        with self.database.write.begin() as session:
            now = utc_now()
            unused = service.keep_inspection(session, election_id, photo_id, inspected.picture, blobs, now)
            service.assess(session, self.directory.get(election_id), photo_id, self.neighbours, now)
        for key in unused:
            self.store.delete(key)

    def _named(self, keys: list[str]) -> set[str]:
        """Asked of the primary: a replica that lags would have photos deleted that were just sent."""
        with self.database.write.begin() as session:
            return queries.named_keys(session, keys)

    def _long_unnamed(self, keys: list[str]) -> set[str]:
        with self.database.write.begin() as session:
            return unnamed.note(session, keys, utc_now())
