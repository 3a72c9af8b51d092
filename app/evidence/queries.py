"""Finding photos, their renditions, and which blobs of the store they name."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from app.db.session import ReadSession, WriteSession
from app.elections.models import Election
from app.evidence.errors import PhotoNotFound, RedactionNotFound, RenditionNotMade
from app.reports.models import Photo, PhotoState, Redaction, RedactionState, Rendition


def photo(session: ReadSession, election_id: int, photo_id: UUID) -> Photo:
    found = session.get(Photo, (election_id, photo_id))
    if found is None:
        raise PhotoNotFound("This election has no photo under this id.")
    return found


def inspected(session: ReadSession, election_id: int, report_id: UUID) -> Sequence[Photo]:
    """Those of this report of which it is known what their files say."""
    rows = select(Photo).where(Photo.election_id == election_id, Photo.report_id == report_id)
    return session.scalars(rows.where(Photo.inspected_at.is_not(None)).order_by(Photo.id)).all()


def rendition(session: ReadSession, election_id: int, photo_id: UUID, name: str) -> Rendition:
    """The one of this name, or why there is none."""
    found = session.get(Rendition, (election_id, photo_id, name))
    if found is None:
        raise RenditionNotMade(_why_not(photo(session, election_id, photo_id)))
    return found


def _why_not(photo: Photo) -> str:
    if photo.state is not PhotoState.RECEIVED:
        return _not_here(photo)
    if photo.problem is not None:
        return f"The file cannot be shown ({photo.problem}). It is kept as it came."
    return "It is being made: ask again in a few seconds."


def stored(photo: Photo) -> str:
    """Where its bytes are; PhotoNotFound while they have not arrived."""
    if photo.store_key is None:
        raise PhotoNotFound(_not_here(photo))
    return photo.store_key


def _not_here(photo: Photo) -> str:
    return f"The photo is not here: it is {photo.state}."


def redactions(session: ReadSession, election_id: int, photo_id: UUID) -> Sequence[Redaction]:
    """All of this photo, the oldest first."""
    photo(session, election_id, photo_id)
    made = select(Redaction).where(Redaction.election_id == election_id, Redaction.photo_id == photo_id)
    return session.scalars(made.order_by(Redaction.made_at, Redaction.id)).all()


def redaction(session: ReadSession, election_id: int, photo_id: UUID, redaction_id: UUID) -> Redaction:
    return _of_photo(session.get(Redaction, (election_id, redaction_id)), photo_id)


def lock_redaction(session: WriteSession, election_id: int, photo_id: UUID, redaction_id: UUID) -> Redaction:
    """The same, held until commit."""
    held = select(Redaction).where(Redaction.election_id == election_id, Redaction.id == redaction_id)
    return _of_photo(session.scalar(held.with_for_update()), photo_id)


def _of_photo(redaction: Redaction | None, photo_id: UUID) -> Redaction:
    if redaction is None or redaction.photo_id != photo_id:
        raise RedactionNotFound("This photo has no redaction under this id.")
    return redaction


def newest_approved(session: ReadSession, election_id: int, photo_id: UUID) -> Redaction:
    """The one that was approved last is the one that counts."""
    photo(session, election_id, photo_id)
    found = session.scalar(_approved(election_id, photo_id).limit(1))
    if found is None:
        raise RedactionNotFound("No redaction of this photo has been approved.")
    return found


def lock_approved(session: WriteSession, election_id: int, photo_id: UUID) -> Sequence[Redaction]:
    """Those that count until another is approved, held until commit."""
    return session.scalars(_approved(election_id, photo_id).with_for_update()).all()


def _approved(election_id: int, photo_id: UUID) -> Select[Redaction]:
    approved = select(Redaction).where(
        Redaction.election_id == election_id,
        Redaction.photo_id == photo_id,
        Redaction.state == RedactionState.APPROVED,
    )
    return approved.order_by(Redaction.decided_at.desc(), Redaction.id)


def named_keys(session: ReadSession, keys: list[str]) -> set[str]:
    """Those of `keys` that a row of any election refers to."""
    named: set[str] = set()
    for table in (Photo, Rendition, Redaction):
        known = select(table.store_key).where(
            table.election_id.in_(select(Election.id)),  # every one; the index begins with it
            table.store_key.in_(keys),
        )
        named.update(key for key in session.scalars(known) if key is not None)
    return named
