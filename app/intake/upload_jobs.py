"""Gives up uploads that nobody went on with for 72 hours."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from app.core.clock import utc_now
from app.db.session import Database
from app.intake import uploads
from app.intake.models import Upload
from app.reports.models import PhotoState
from app.storage.base import PhotoStore
from app.storage.errors import StoreUnavailable

EXPIRE: Final = "uploads.expire"


def expirer(database: Database, store: PhotoStore) -> Callable[[Mapping[str, Any]], None]:
    def expire(_payload: Mapping[str, Any]) -> None:
        now = utc_now()
        with database.read() as session:
            overdue = uploads.overdue(session, now)
        for upload_id in overdue:
            with database.write.begin() as session:
                key = session.get_one(Upload, upload_id).store_key
                uploads.end(session, upload_id, PhotoState.EXPIRED, now)
            if key is not None:
                with suppress(StoreUnavailable):  # then the sweeper does it
                    store.discard_part(key)

    return expire
