"""Evidence bundles as they are sent: read report by report, photo by photo, never whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any, Final

from app import __version__
from app.db.engine import MAX_BUNDLES
from app.db.session import Database, ReadSession
from app.elections.view import ElectionView
from app.evidence import contents
from app.evidence.bundle import README, File, Numbers, Origin, Scope, document, with_sums
from app.evidence.inventory import fault_of
from app.evidence.zip_stream import zipped
from app.storage.base import PhotoStore

_READ_BYTES: Final = 256 * 1024


class Bundles:
    """Makes them from the database and the store."""

    def __init__(self, database: Database, store: PhotoStore) -> None:
        self._database, self._store = database, store
        self._turns = BoundedSemaphore(MAX_BUNDLES)  # their share of the readers' pool

    def stream(self, view: ElectionView, scope: Scope, origin: Origin, now: datetime) -> Iterator[bytes]:
        """The ZIP. Hold no session while reading it: it opens its own, briefly, one report at a time."""
        return zipped(with_sums(self._files(view, scope, origin, now)), now)

    def _files(self, view: ElectionView, scope: Scope, origin: Origin, now: datetime) -> Iterator[File]:
        numbers, missing = Numbers(), list[dict[str, str]]()
        yield File("README.txt", (README.encode(),))
        for report_id in scope.report_ids:
            with self._reading() as session:
                documents, photos = contents.of_report(session, view, report_id, numbers)
            yield from documents
            for photo in photos:
                # Read once before it is sent: half a photo would be worse than one that is named as missing.
                if fault := fault_of(self._store, photo):
                    missing.append({"file": photo.what, "sha256": photo.sha256, "why": fault})
                else:
                    yield File(photo.what, self._content(photo.key), compressible=False)
        if scope.incident_id is not None:
            with self._reading() as session:
                documents = contents.of_incident(session, view, scope.incident_id, numbers, origin.reader)
            yield from documents
        yield document("manifest.json", _manifest(view, scope, origin, now, numbers, missing))

    @contextmanager
    def _reading(self) -> Iterator[ReadSession]:
        with self._turns, self._database.read() as session:
            yield session

    def _content(self, key: str) -> Iterator[bytes]:
        with self._store.open(key) as content:
            while piece := content.read(_READ_BYTES):
                yield piece


def _manifest(
    view: ElectionView,
    scope: Scope,
    origin: Origin,
    now: datetime,
    numbers: Numbers,
    missing: list[dict[str, str]],
) -> dict[str, Any]:
    requested = {"person": numbers.person(origin.requested_by), "role": origin.requested_as}
    approved = {"person": numbers.person(origin.approved_by), "role": origin.approved_as}
    return {
        "created_at": now,
        "made_with": f"pollwatch {__version__}",
        "election": view.slug,
        "synthetic": view.synthetic,
        "reason": origin.reason,
        "requested_by": requested,
        "approved_by": approved if origin.approved_as else None,
        "four_eyes": view.four_eyes,
        "incident": scope.incident_id,
        "reports": scope.report_ids,
        "missing_photos": missing,
    }
