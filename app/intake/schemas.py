"""What senders may send, and what they hear back. Strict in form, liberal in meaning."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from app.core.schema import Lenient, Schema
from app.elections.limits import DESCRIPTION_CHARACTERS, PHOTOS_PER_REPORT

Latitude = Annotated[float, Field(ge=-90, le=90, description="WGS 84, degrees.", examples=[40.5283])]
Longitude = Annotated[float, Field(ge=-180, le=180, description="WGS 84, degrees.", examples=[72.7985])]
Word = Annotated[str, Field(max_length=64)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=10_000_000)]


class Range(Lenient):
    """At least `min`; `max` null means nobody said how many at most."""

    min: Count = Field(examples=[12])
    max: Count | None = Field(default=None, examples=[None])


class Harm(Lenient):
    deaths: Range | None = None
    hospitalised: Range | None = None
    injured: Range | None = None
    detained: Range | None = None


class SenderPosition(Lenient):
    """Where the sender was. Sealed on receipt; can never become public."""

    latitude_deg: Latitude
    longitude_deg: Longitude
    accuracy_m: float | None = Field(default=None, ge=0, le=1e7)
    captured_at: AwareDatetime | None = None


class DeclaredPhoto(Lenient):
    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=1, le=15 * 1024 * 1024)]
    media_type: Word
    original_sha256: Sha256 | None = None
    original_size_bytes: Annotated[int, Field(ge=1, le=2**40)] | None = None
    claimed: dict[str, Any] = Field(default_factory=dict)


class SourceIn(Lenient):
    """Staff and importers only."""

    key: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=40)] = ""
    organisation: Annotated[str, Field(max_length=200)] | None = None


class ReportIn(Lenient):
    """A report as sent. Only `category` is required; an unknown code is kept and flagged."""

    category: Annotated[str, Field(min_length=1, max_length=64, examples=["voter_transport.carousel_voting"])]
    tracking_code: Annotated[str, Field(max_length=40)] | None = None
    secondary_categories: Annotated[list[Word], Field(max_length=10)] = Field(default_factory=list)
    title: Annotated[str, Field(max_length=200)] | None = None
    description: Annotated[str, Field(max_length=DESCRIPTION_CHARACTERS)] | None = None
    language: Annotated[str, Field(max_length=12)] | None = None
    occurred_at: AwareDatetime | None = None
    occurred_on: date | None = None
    time_precision: Word | None = None
    occurrence: Word | None = None
    latitude_deg: Latitude | None = None
    longitude_deg: Longitude | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1e7)] | None = None
    location_precision: Word | None = None
    station: Annotated[str, Field(max_length=40)] | None = None
    area: Annotated[str, Field(max_length=40)] | None = None
    place_text: Annotated[str, Field(max_length=500)] | None = None
    sender_position: SenderPosition | None = None
    phase: Word | None = None
    knowledge: Word | None = None
    reporter_type: Word | None = None
    actor_type: Word | None = None
    target_type: Word | None = None
    police_response: Word | None = None
    journalist_victim: bool = False
    harm: Harm = Field(default_factory=Harm)
    property_damage: Annotated[str, Field(max_length=1000)] | None = None
    stations_affected: Range | None = None
    may_refer: Word = "no"
    test: bool = False
    photos: Annotated[list[DeclaredPhoto], Field(max_length=PHOTOS_PER_REPORT)] = Field(default_factory=list)
    device_time: AwareDatetime | None = None
    contact: Annotated[str, Field(max_length=500)] | None = None
    channel: Word | None = None
    source: SourceIn | None = None
    reported_at: str | None = Field(default=None, max_length=40)
    related: Annotated[list[Word], Field(max_length=50)] = Field(default_factory=list)
    parties: Annotated[list[Word], Field(max_length=50)] = Field(default_factory=list)


class SealedReportIn(Lenient):
    """A report sealed on the phone to the election's public key; binary members in base64."""

    key_id: Annotated[str, Field(max_length=64)]
    epk: Annotated[str, Field(max_length=200)]
    iv: Annotated[str, Field(max_length=64)]
    ciphertext: Annotated[str, Field(max_length=120_000)]


class PhotoOut(Schema):
    sha256: str
    state: str = Field(examples=["expected"])
    upload_url: str


class ReceiptOut(Schema):
    """`sha256` is that of the report as compact JSON with sorted keys: it says what was received."""

    sha256: str
    received_at: AwareDatetime


class ReportReceipt(Schema):
    id: str = Field(examples=["0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"])
    election: str = Field(examples=["kg-2020-10-04"])
    received_at: AwareDatetime = Field(description="Server clock, UTC.")
    triage: str = Field(examples=["received"])
    tracking_code: str = Field(examples=["4821 7730 1946 5500 3178"])
    upload_token: str
    photos: list[PhotoOut]
    receipt: ReceiptOut


class TrackingCodeIn(Schema):
    tracking_code: Annotated[str, Field(min_length=1, max_length=40, examples=["4821 7730 1946 5500 3178"])]


class ReplyIn(TrackingCodeIn):
    text: Annotated[str, Field(min_length=1, max_length=DESCRIPTION_CHARACTERS)]


class MessageOut(Schema):
    at: AwareDatetime
    from_team: bool
    text: str


class FollowUp(Schema):
    """The state of a report, for whoever holds its code."""

    election: str
    received_at: AwareDatetime
    triage: str = Field(examples=["in_triage"])
    in_words: str = Field(examples=["Somebody is looking at your report."])
    reason: Mapping[str, str] | None = Field(
        description="Why, by language; null where there is nothing to say.",
        examples=[{"en": "Where exactly did it happen? The number of the polling station is enough."}],
    )
    photos: list[PhotoOut]
    messages: list[MessageOut]
    receipt: ReceiptOut


class SupplementIn(Schema):
    description: Annotated[str, Field(min_length=1, max_length=DESCRIPTION_CHARACTERS)]


class Accepted(Schema):
    status: str = Field(examples=["accepted"])
