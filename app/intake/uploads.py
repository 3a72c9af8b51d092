"""Resumable uploads: which photo of which report they bring, and what became of them."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from app.db.session import ReadSession, WriteSession
from app.intake.models import Upload
from app.intake.photo_errors import PhotoTooLarge
from app.intake.photos import expect
from app.intake.standing import lock_standing
from app.intake.upload_errors import UploadExpired, UploadNotFound
from app.reports.models import Photo, PhotoState

KEPT_FOR: Final = timedelta(hours=72)


def create(
    session: WriteSession,
    election_id: int,
    report_id: UUID,
    sha256: str,
    size_bytes: int,
    now: datetime,
    *,
    max_bytes: int,
) -> Upload:
    """The upload for this photo of this report: a new one, or the one that is under way or has ended well."""
    if not 0 < size_bytes <= max_bytes:
        raise PhotoTooLarge(max_bytes)
    lock_standing(session, election_id, report_id)
    same = (
        Upload.election_id == election_id,
        Upload.report_id == report_id,
        Upload.sha256 == sha256,
        Upload.size_bytes == size_bytes,
    )
    under_way = Upload.ended_at.is_(None) & (Upload.expires_at > now)
    found = session.scalar(select(Upload).where(*same, under_way | Upload.received).limit(1))
    if found is not None:
        return found
    photo = expect(session, election_id, report_id, sha256, size_bytes)
    here = photo.state is PhotoState.RECEIVED  # it came another way
    if not here:
        photo.state = PhotoState.RECEIVING
    upload = Upload(
        id=uuid4(),
        election_id=election_id,
        report_id=report_id,
        sha256=sha256,
        size_bytes=size_bytes,
        store_key=None,
        expires_at=now + KEPT_FOR,
        ended_at=now if here else None,
        received=here,
    )
    session.add(upload)
    session.flush()
    return upload


def find(session: ReadSession, upload_id: UUID, now: datetime) -> Upload:
    upload = session.get(Upload, upload_id)
    if upload is None or (upload.ended_at is not None and not upload.received):
        raise UploadNotFound
    if not upload.received and upload.expires_at <= now:
        raise UploadExpired
    return upload


def began(session: WriteSession, upload_id: UUID, store_key: str | None) -> None:
    """Where its bytes are; None when they have to come from the first one again."""
    session.get_one(Upload, upload_id).store_key = store_key


def end(session: WriteSession, upload_id: UUID, state: PhotoState, now: datetime) -> None:
    """It has come, or will not: `state` is that of its photo."""
    upload = session.get_one(Upload, upload_id)
    upload.ended_at, upload.received = now, state is PhotoState.RECEIVED
    photo = session.scalar(
        select(Photo).where(
            Photo.election_id == upload.election_id,
            Photo.report_id == upload.report_id,
            Photo.sha256 == upload.sha256,
        )
    )
    if photo is not None and photo.state is PhotoState.RECEIVING:
        photo.state = state


def overdue(session: ReadSession, now: datetime) -> list[UUID]:
    expired = select(Upload.id).where(Upload.ended_at.is_(None), Upload.expires_at <= now)
    return list(session.scalars(expired.order_by(Upload.expires_at).limit(500)))
