"""Photos that arrive after their report: attached to it, once."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.db.session import WriteSession
from app.intake.photo_errors import TooManyPhotos
from app.intake.prepare import ReceivedPhoto
from app.intake.schemas import MAX_PHOTOS
from app.intake.store import arrived, ask_for_renditions
from app.reports import history, queries
from app.reports.models import Photo, PhotoState


def attach(
    session: WriteSession, election_id: int, report_id: UUID, received: list[ReceivedPhoto], now: datetime
) -> list[str]:
    """Give the report these photos. One it already has stays one; returns the blobs that no row needs."""
    report = queries.lock(session, election_id, report_id)
    unused: list[str] = []
    for photo in received:
        row = session.scalar(
            select(Photo).where(
                Photo.election_id == election_id, Photo.report_id == report_id, Photo.sha256 == photo.sha256
            )
        )
        if row is not None and row.state is PhotoState.RECEIVED:
            unused.append(photo.store_key)
            continue
        if row is None:
            _require_room(session, election_id, report_id)
            row = _undeclared(election_id, report_id, photo)
            session.add(row)
        for name, value in arrived(photo, now).items():
            setattr(row, name, value)
        ask_for_renditions(session, election_id, row.id, now)
        history.note_event(session, report, account_id=None, event="photo_received", at=now)
    return unused


def _require_room(session: WriteSession, election_id: int, report_id: UUID) -> None:
    count = select(func.count()).where(Photo.election_id == election_id, Photo.report_id == report_id)
    if (session.scalar(count) or 0) >= MAX_PHOTOS:
        raise TooManyPhotos


def _undeclared(election_id: int, report_id: UUID, photo: ReceivedPhoto) -> Photo:
    return Photo(
        election_id=election_id,
        id=uuid4(),
        report_id=report_id,
        sha256=photo.sha256,
        size_bytes=photo.size_bytes,
        media_type=photo.media_type,
        state=PhotoState.EXPECTED,
        store_key=None,
        received_at=None,
        declared={},
        width_px=None,
        height_px=None,
        problem=None,
    )
