"""Keeping what the sandbox made of a photo."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from app.db.portable import insert_if_absent
from app.db.session import WriteSession
from app.elections.view import ElectionView
from app.evidence import queries
from app.evidence.claim import claim_of
from app.evidence.facts import FileFacts, Position
from app.evidence.findings import RULES_VERSION, findings
from app.evidence.neighbours import Neighbours, signed
from app.evidence.sandbox import Picture
from app.reports import queries as reports
from app.reports.models import Photo, PhotoFinding, Rendition
from app.storage.base import StoredBlob


def keep_problem(session: WriteSession, election_id: int, photo_id: UUID, code: str) -> None:
    """Why there is no rendition; a photo that has gone meanwhile needs no reason."""
    photo = session.get(Photo, (election_id, photo_id))
    if photo is not None:
        photo.problem = code


def keep_inspection(
    session: WriteSession,
    election_id: int,
    photo_id: UUID,
    picture: Picture,
    blobs: list[StoredBlob],
    now: datetime,
) -> list[str]:
    """Keep the facts and name the blobs in rows; returns the keys of those that are not needed, because
    others were first."""
    photo = session.get(Photo, (election_id, photo_id))
    if photo is None:
        return [blob.key for blob in blobs]
    photo.width_px, photo.height_px, photo.problem = picture.width_px, picture.height_px, None
    photo.facts = picture.facts.model_dump(mode="json", exclude_none=True)
    photo.dhash, photo.inspected_at = signed(int(picture.facts.dhash, 16)), now
    rows: dict[str, dict[str, Any]] = {
        made.name: {
            "election_id": election_id,
            "photo_id": photo_id,
            "name": made.name,
            "store_key": blob.key,
            "sha256": blob.sha256,
            "size_bytes": blob.size_bytes,
            "width_px": made.width_px,
            "height_px": made.height_px,
        }
        for made, blob in zip(picture.renditions, blobs, strict=True)
    }
    added = {row["name"] for row in insert_if_absent(session, Rendition, list(rows.values()))}
    return [row["store_key"] for name, row in rows.items() if name not in added]


def assess(
    session: WriteSession, view: ElectionView, photo_id: UUID, neighbours: Neighbours, now: datetime
) -> None:
    """Write the photo's findings anew, and those of photos that look like it, for which it is news too."""
    photo = session.get(Photo, (view.id, photo_id))
    if photo is None or photo.facts is None:
        return
    session.flush()
    near = neighbours.of(session, photo)
    _assess(session, view, photo, neighbours, now)
    for other_id in (UUID(found.photo_id) for found in near):
        _assess(session, view, session.get_one(Photo, (view.id, other_id)), neighbours, now)


def reassess(
    session: WriteSession, view: ElectionView, report_id: UUID, neighbours: Neighbours, now: datetime
) -> None:
    """Write the findings about a report's photos anew, because the report says otherwise now."""
    for photo in queries.inspected(session, view.id, report_id):
        _assess(session, view, photo, neighbours, now)


def _assess(
    session: WriteSession, view: ElectionView, photo: Photo, neighbours: Neighbours, now: datetime
) -> None:
    if photo.facts is None:
        return
    claim = claim_of(view, reports.get(session, view.id, photo.report_id), photo)
    found = findings(claim, facts_of(photo), neighbours.of(session, photo), view.time_zone)
    own = (PhotoFinding.election_id == view.id, PhotoFinding.photo_id == photo.id)
    session.execute(delete(PhotoFinding).where(*own))
    rows = [
        {
            "election_id": view.id,
            "photo_id": photo.id,
            "number": number,
            "code": finding.code,
            "level": finding.level.value,
            "text": finding.text,
            "facts": finding.facts,
            "rules_version": RULES_VERSION,
            "found_at": now,
        }
        for number, finding in enumerate(found)
    ]
    session.execute(insert(PhotoFinding), rows)


def facts_of(photo: Photo) -> FileFacts:
    """From the row; `facts` must be there."""
    facts = photo.facts or {}
    taken_at = facts.get("taken_at")
    has_position = "latitude_deg" in facts and "longitude_deg" in facts
    return FileFacts(
        media_type=facts["media_type"],
        size_bytes=photo.size_bytes,
        width_px=photo.width_px or 0,
        height_px=photo.height_px or 0,
        dhash=photo.dhash,
        has_exif=facts["has_exif"],
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        position=Position(facts["latitude_deg"], facts["longitude_deg"]) if has_position else None,
        position_problem=facts.get("position_problem"),
        software=facts.get("software"),
        camera=facts.get("camera"),
        has_c2pa=facts["has_c2pa"],
        further_pictures=facts.get("further_pictures", 0),
    )
