"""From the bytes of a request to a report that is ready to be stored. No database, no clock."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from pydantic import ValidationError

from app.core.errors import AppError
from app.core.keyring import Keyring
from app.core.strict_json import loads
from app.core.text import search_key
from app.elections.limits import PHOTOS_PER_REPORT
from app.elections.view import ElectionView
from app.intake.codes import Codes, normalise
from app.intake.coding import code
from app.intake.photo_errors import TooManyPhotos
from app.intake.schemas import DeclaredPhoto, ReportIn, SealedReportIn
from app.reports.facets import Channel
from app.reports.lifecycle import Triage

SOURCES: Final = UUID("6d0f6b55-6f9f-5a34-9d39-3f0f6a1f7f10")
STAFF_ONLY: Final = ("channel", "source", "reported_at", "related", "parties")
SEALED_APART: Final = ("contact", "sender_position", "tracking_code")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as far as it matters to intake."""

    account_id: UUID | None = None
    staff: bool = False


@dataclass(frozen=True, slots=True)
class ReceivedPhoto:
    """Bytes that are already durable in the store."""

    store_key: str
    sha256: str
    size_bytes: int
    media_type: str


@dataclass(slots=True)
class Submission:
    """One item of a group commit."""

    election_id: int
    report: dict[str, Any]
    digests: tuple[bytes, ...]  # of the codes it may be found by, first choice first
    codes: tuple[str, ...]
    declared: list[DeclaredPhoto]
    received: list[ReceivedPhoto]
    contact: bytes | None
    sender_position: bytes | None
    source: dict[str, Any] | None
    related: list[str]


def canonical(parsed: Any) -> bytes:
    """Compact JSON with sorted keys, as its identity is taken."""
    return json.dumps(parsed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def prepare(
    view: ElectionView,
    report_id: UUID,
    parsed: Any,
    sender: Sender,
    received_at: datetime,
    *,
    codes: Codes,
    keyring: Keyring,
    photos: list[ReceivedPhoto] | None = None,
    sealed: bool = False,
    late: bool = False,
    identity: Any = None,
) -> Submission:
    """Raise pydantic.ValidationError when the form is wrong; what it says is never a reason to refuse.

    `identity` is what a repeat must equal, where that is not the body itself.
    """
    sent, body, flags = _open(parsed, keyring) if sealed else (ReportIn.model_validate(parsed), parsed, [])
    _require_few_photos(sent.photos, photos or [])
    coding = code(view, sent, received_at)
    flags += coding.flags
    own_code = normalise(sent.tracking_code) if sent.tracking_code else None
    if sent.tracking_code and own_code is None:
        flags.append("odd-tracking-code")
    made = codes.tracking_code(view.id, report_id)
    candidates = (own_code, made) if own_code else (made,)
    content = canonical(parsed)
    context = f"{view.id}/{report_id}".encode()
    position = sent.sender_position
    report = {
        "election_id": view.id,
        "id": report_id,
        "received_at": received_at,
        "identity": codes.identity_of(content if identity is None else canonical(identity)),
        "content_sha256": hashlib.sha256(content).hexdigest(),
        "sent": _kept(body, staff=sender.staff),
        "search_text": search_key(" ".join(filter(None, (sent.title, sent.description, sent.place_text)))),
        "channel": _channel(sent, sender),
        "language": sent.language,
        "source_id": None,
        "test": sent.test,
        "late": late,
        "quarantined": False,
        "flags": flags,
        "triage": Triage.RECEIVED,
        "version": 1,
        "incident_id": None,
        "snoozed_until": None,
        "escalated_at": None,
        "alarmed_at": None,
        "assigned_to": None,
        **coding.columns,
    }
    source = _source(view, sent, sender)
    if source:
        report["source_id"] = source["id"]
    return Submission(
        election_id=view.id,
        report=report,
        digests=tuple(codes.digest_of(candidate) for candidate in candidates),
        codes=candidates,
        declared=sent.photos,
        received=photos or [],
        contact=keyring.seal(sent.contact.encode(), context) if sent.contact else None,
        sender_position=keyring.seal(position.model_dump_json().encode(), context) if position else None,
        source=source,
        related=sent.related if sender.staff else [],
    )


def _require_few_photos(declared: list[DeclaredPhoto], received: list[ReceivedPhoto]) -> None:
    names = {photo.sha256 for photo in declared} | {photo.sha256 for photo in received}
    if len(names) > PHOTOS_PER_REPORT:
        raise TooManyPhotos


def _open(parsed: Any, keyring: Keyring) -> tuple[ReportIn, Any, list[str]]:
    """A sealed report whose inside is malformed is kept, because its sender can no longer correct it."""
    envelope = SealedReportIn.model_validate(parsed)
    try:
        inside = loads(keyring.open_report(envelope.model_dump()))
        return ReportIn.model_validate(inside), inside, ["sealed"]
    except (ValueError, InvalidTag, ValidationError, AppError):
        kept = {"sealed": envelope.model_dump()}
        return ReportIn(category="other.other"), kept, ["sealed", "sealed-malformed"]


def _kept(body: Any, *, staff: bool) -> dict[str, Any]:
    apart = SEALED_APART if staff else (*SEALED_APART, *STAFF_ONLY)
    return {name: value for name, value in body.items() if name not in apart}


def _channel(sent: ReportIn, sender: Sender) -> Channel:
    if sender.staff and sent.channel in set(Channel):
        return Channel(sent.channel)
    return Channel.WEB


def _source(view: ElectionView, sent: ReportIn, sender: Sender) -> dict[str, Any] | None:
    """A known source: the monitor's own pseudonym, or what staff say. Anonymous reports have none."""
    if sender.staff:
        if sent.source is None:
            return None
        key, name, kind = sent.source.key, sent.source.name, sent.source.kind or "other"
        organisation, account_id = sent.source.organisation, None
    elif sender.account_id is not None:
        key, name, kind = (
            f"monitor-{uuid5(SOURCES, f'{view.id}/{sender.account_id}').hex[:12]}",
            "",
            "monitor",
        )
        organisation, account_id = None, sender.account_id  # storing says which, as of then
    else:
        return None
    return {
        "election_id": view.id,
        "id": uuid5(SOURCES, f"{view.id}/{key}"),
        "key": key,
        "name": name or key,
        "kind": kind,
        "organisation": organisation,
        "account_id": account_id,
        "accredited": False,
    }
