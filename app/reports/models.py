"""What senders sent, and what moderators conclude about it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import ElectionScoped, Model
from app.reports.facets import Channel, LocationPrecision, Occurrence, Phase, ReporterType, TimePrecision
from app.reports.lifecycle import Triage

# The condition of the queue's index, word for word that of its query: only so do both databases use it.
WAITING = text("triage IN ('received', 'in_triage', 'needs_info') AND NOT test")
PLACED, UNPLACED = text("h3_cell IS NOT NULL"), text("h3_cell IS NULL")
AT_A_STATION = text("station_code IS NOT NULL")
HAPPENING = text(
    "occurrence = 'occurring' AND triage IN ('received', 'in_triage', 'needs_info') AND NOT test"
)
BEFORE_LEADS = text("(escalated_at IS NOT NULL OR alarmed_at IS NOT NULL)")
SNOOZED = text("snoozed_until IS NOT NULL")
ASSIGNED = text("assigned_to IS NOT NULL")
FEW = {"happening": HAPPENING, "before_leads": BEFORE_LEADS, "snoozed": SNOOZED, "assigned": ASSIGNED}


def _near(place: str, where: TextClause, *further: str) -> Index:
    columns = ("election_id", place, *further, "occurred_on", "occurred_at", "id")
    return Index(f"ix_reports_near_{place}", *columns, postgresql_where=where, sqlite_where=where)


class Report(ElectionScoped, Model):
    """What one sender sent (`sent`, never changed) and its coding, which moderators keep beside it.

    `id` comes from the phone, so a retry is a no-op.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("latitude_deg BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude_deg BETWEEN -180 AND 180", name="longitude_range"),
        Index(None, "election_id", "received_at", "id"),  # the console's list, by keyset
        Index(None, "election_id", "due_at", "id"),  # the same by when they are due, of every state
        Index(
            "ix_reports_waiting",
            "election_id",
            "quarantined",  # so that no planner takes the list's index for as good
            "due_at",
            "id",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),  # queue/next
        Index(None, "election_id", "incident_id"),
        # What is near in place and time. Partial, because every report pays for them when it comes in.
        _near("h3_cell", PLACED),
        _near("station_code", AT_A_STATION),
        _near("area_code", UNPLACED, "category"),
        # Few among many: what the queues by name are found and counted by.
        *(
            Index(
                f"ix_reports_{name}",
                "election_id",
                "quarantined",
                "due_at",
                "id",
                postgresql_where=condition,
                sqlite_where=condition,
            )
            for name, condition in FEW.items()
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    identity: Mapped[bytes] = mapped_column(
        LargeBinary(32)
    )  # HMAC of the parsed body; tells a replay from a conflict
    content_sha256: Mapped[str] = mapped_column(String(64))  # of the body as canonical JSON, for the receipt
    sent: Mapped[dict[str, Any]] = mapped_column(
        JSON
    )  # as received, without contact, code and sender position
    search_text: Mapped[str] = mapped_column(Text)  # title, description and place as `core.text.search_key`
    channel: Mapped[Channel]
    language: Mapped[str | None] = mapped_column(String(12))
    source_id: Mapped[UUID | None]  # none: anonymous
    reporter_type: Mapped[ReporterType | None]
    test: Mapped[bool]
    late: Mapped[bool]
    quarantined: Mapped[bool]
    flags: Mapped[list[str]] = mapped_column(
        JSON
    )  # what intake noticed: "unknown-category", "area-disagrees", …

    triage: Mapped[Triage]
    version: Mapped[int]
    incident_id: Mapped[UUID | None]
    due_at: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    clock_from: Mapped[datetime]  # its time runs from here; a pause moves it on
    urgent_for: Mapped[list[str]] = mapped_column(JSON)  # see urgency.Because
    alarmed_at: Mapped[datetime | None]  # the leads were told that nobody had looked in time
    assigned_to: Mapped[UUID | None]

    # The coding. It starts from what was sent and changes only by a moderator's hand.
    category: Mapped[str] = mapped_column(String(64))
    category_confirmed: Mapped[bool]  # only categories set by a moderator become public
    secondary_categories: Mapped[list[str]] = mapped_column(JSON)
    counts_as: Mapped[str] = mapped_column(String(12))
    severity: Mapped[int]
    severity_override: Mapped[bool]
    area_code: Mapped[str | None] = mapped_column(String(40))
    station_code: Mapped[str | None] = mapped_column(String(40))
    latitude_deg: Mapped[float | None]
    longitude_deg: Mapped[float | None]
    h3_cell: Mapped[int | None] = mapped_column(BigInteger)  # resolution 9; coarser cells are its parents
    location_precision: Mapped[LocationPrecision]
    occurred_at: Mapped[datetime | None]
    occurred_on: Mapped[date | None]  # day in the election's time zone, stored so that grouping is portable
    occurred_hour: Mapped[int | None]  # hour 0–23 in the election's time zone, if known that finely
    time_precision: Mapped[TimePrecision]
    occurrence: Mapped[Occurrence]
    phase: Mapped[Phase]
    harm: Mapped[dict[str, Any]] = mapped_column(JSON)  # {deaths|hospitalised|injured|detained: {min, max}}
    tags: Mapped[list[str]] = mapped_column(JSON)


class ReportSecret(ElectionScoped, Model):
    """What could give a sender away, sealed to the team's key and kept apart from the report."""

    __tablename__ = "report_secrets"

    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact: Mapped[bytes | None]
    sender_position: Mapped[bytes | None]


class TrackingCode(Model):
    """Directory: from the HMAC of a tracking code to its report, over all elections."""

    __tablename__ = "tracking_codes"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("elections.id"))
    report_id: Mapped[UUID]


class Source(ElectionScoped, Model):
    """Who is behind a report, as a pseudonym. Accreditation is set by an admin, never taken from a sender."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("election_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str | None] = mapped_column(String(200))
    account_id: Mapped[UUID | None]
    accredited: Mapped[bool]


class PhotoState(StrEnum):
    EXPECTED = "expected"
    RECEIVING = "receiving"
    RECEIVED = "received"
    REFUSED = "refused"
    EXPIRED = "expired"


class Photo(ElectionScoped, Model):
    """Evidence of a report: declared with it, received with it or later."""

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("election_id", "report_id", "sha256"),
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
        CheckConstraint("size_bytes >= 0", name="size"),
        Index(None, "election_id", "inspected_at"),  # near-identical pictures are looked for among these
        Index(None, "election_id", "sha256"),  # who else sent the same file
        Index(None, "election_id", "store_key"),  # the sweeper asks which row names a blob
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    state: Mapped[PhotoState]
    store_key: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[datetime | None]
    declared: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the phone said of it
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    problem: Mapped[str | None] = mapped_column(String(64))  # why no rendition could be made
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # what the file says of itself
    dhash: Mapped[int | None] = mapped_column(BigInteger)  # 64 bits, as a signed number
    inspected_at: Mapped[datetime | None]


class PhotoFinding(ElectionScoped, Model):
    """What a moderator should look at in a photo; written anew whenever what it rests on has changed."""

    __tablename__ = "photo_findings"
    __table_args__ = (ForeignKeyConstraint(["election_id", "photo_id"], ["photos.election_id", "photos.id"]),)

    photo_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # their order
    code: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(10))  # ok, look, unknown
    text: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rules_version: Mapped[int]
    found_at: Mapped[datetime]


class Rendition(ElectionScoped, Model):
    """New pixels made from a photo: `thumb` (320 px), `view` (1280) and `large` (2000), without metadata."""

    __tablename__ = "renditions"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "photo_id"], ["photos.election_id", "photos.id"]),
        Index(None, "election_id", "store_key"),
    )

    photo_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(12), primary_key=True)
    store_key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]


class RedactionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    REPLACED = "replaced"  # was approved, until another of the same photo was


class Redaction(ElectionScoped, Model):
    """A photo's picture with parts of it black, as a file of its own; `shapes` never change."""

    __tablename__ = "redactions"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "photo_id"], ["photos.election_id", "photos.id"]),
        Index(None, "election_id", "photo_id"),
        Index(None, "election_id", "store_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    photo_id: Mapped[UUID]
    state: Mapped[RedactionState]
    shapes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # shares of the upright picture
    # What its maker looked for; none: made before that was asked.
    answers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    store_key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class ReportRelation(ElectionScoped, Model):
    """Two reports that belong together without being one incident."""

    __tablename__ = "report_relations"

    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    related_ref: Mapped[str] = mapped_column(
        String(64), primary_key=True
    )  # id or outside reference of the other


class ClaimColumns(ElectionScoped, Model):
    """Who is working on something, until when. A dead browser simply lets it run out."""

    __abstract__ = True

    account_id: Mapped[UUID]
    taken_at: Mapped[datetime]
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    on_call: Mapped[bool]


class Claim(ClaimColumns):
    """On a report."""

    __tablename__ = "claims"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
    )

    report_id: Mapped[UUID] = mapped_column(primary_key=True)


class Supplement(ElectionScoped, Model):
    """More from the same sender; never an edit of what was sent."""

    __tablename__ = "supplements"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
        Index(None, "election_id", "report_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    received_at: Mapped[datetime]
    description: Mapped[str] = mapped_column(Text)


class Message(ElectionScoped, Model):
    """Team and sender, through the tracking code."""

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
        Index(None, "election_id", "report_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    at: Mapped[datetime]
    from_team: Mapped[bool]
    account_id: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(Text)


class ReportEvent(ElectionScoped, Model):
    """The history of a report, append-only. Its receipt is the report row itself."""

    __tablename__ = "report_events"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "report_id"], ["reports.election_id", "reports.id"]),
    )

    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]  # none: the sender, or the service itself
    event: Mapped[str] = mapped_column(String(40))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)  # {field: [before, after]}
    reason_code: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text)
