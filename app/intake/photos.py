"""Photos that arrive after their report: attached to it, once."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.db.session import ReadSession, WriteSession
from app.elections.limits import PHOTOS_PER_REPORT
from app.intake.photo_errors import TooManyPhotos
from app.intake.prepare import ReceivedPhoto
from app.intake.standing import lock_standing
from app.intake.store import arrived, ask_for_renditions
from app.reports import history
from app.reports.models import Photo, PhotoState


def attach(
    session: WriteSession, election_id: int, report_id: UUID, received: list[ReceivedPhoto], now: datetime
) -> list[str]:
    """Give the report these photos. One it already has stays one; returns the blobs that no row needs."""
    report = lock_standing(session, election_id, report_id)
    unused: list[str] = []
    for photo in received:
        row = _find(session, election_id, report_id, photo.sha256)
        if row is not None and row.state is PhotoState.RECEIVED:
            unused.append(photo.store_key)
            continue
        if row is None:
            row = _undeclared(session, election_id, report_id, photo.sha256, photo.size_bytes)
        for name, value in arrived(photo, now).items():
            setattr(row, name, value)
        ask_for_renditions(session, election_id, row.id, now)
        history.note_event(session, report, account_id=None, event="photo_received", at=now)
    return unused


def expect(session: WriteSession, election_id: int, report_id: UUID, sha256: str, size_bytes: int) -> Photo:
    """The report's row for this photo; a new one when it was not declared. The caller holds the report."""
    row = _find(session, election_id, report_id, sha256)
    return row or _undeclared(session, election_id, report_id, sha256, size_bytes)


def _find(session: ReadSession, election_id: int, report_id: UUID, sha256: str) -> Photo | None:
    return session.scalar(
        select(Photo).where(
            Photo.election_id == election_id, Photo.report_id == report_id, Photo.sha256 == sha256
        )
    )


def _undeclared(
    session: WriteSession, election_id: int, report_id: UUID, sha256: str, size_bytes: int
) -> Photo:
    _require_room(session, election_id, report_id)
    row = Photo(
        election_id=election_id,
        id=uuid4(),
        report_id=report_id,
        sha256=sha256,
        size_bytes=size_bytes,
        media_type="",
        state=PhotoState.EXPECTED,
        store_key=None,
        received_at=None,
        declared={},
        width_px=None,
        height_px=None,
        problem=None,
        facts=None,
        dhash=None,
        inspected_at=None,
    )
    session.add(row)
    return row


def _require_room(session: WriteSession, election_id: int, report_id: UUID) -> None:
    count = select(func.count()).where(Photo.election_id == election_id, Photo.report_id == report_id)
    if (session.scalar(count) or 0) >= PHOTOS_PER_REPORT:
        raise TooManyPhotos
