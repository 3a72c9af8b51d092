"""A report as the console shows it: everything needed to judge it on one screen."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.core.schema import Schema
from app.moderation.queue_names import ReportQueue
from app.reports.facets import Channel, LocationPrecision, Occurrence, Phase, ReporterType, TimePrecision
from app.reports.lifecycle import Decision, Triage
from app.reports.models import PhotoState, RedactionState
from app.reports.urgency import Because

AN_ID = "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"
Id = Annotated[UUID, Field(examples=[AN_ID])]
OptionalId = Annotated[UUID | None, Field(examples=[None])]
Instant = Annotated[AwareDatetime, Field(examples=["2020-10-04T03:15:04Z"])]
OptionalInstant = Annotated[AwareDatetime | None, Field(examples=[None])]
Person = Annotated[str, Field(examples=["demo-moderator"])]
SomebodyOrNot = Annotated[
    str | None, Field(description="null: the sender, or the service itself.", examples=["demo-moderator"])
]


class ClaimOut(Schema):
    holder: Person
    mine: bool = Field(examples=[True])
    taken_at: Instant
    renewed_at: Instant
    expires_at: Instant
    on_call: bool = Field(examples=[False])


class CodingOut(Schema):
    """The moderators' coding; it starts from what was sent."""

    category: str = Field(examples=["voter_transport.carousel_voting"])
    category_confirmed: bool = Field(description="A moderator has set it.", examples=[True])
    secondary_categories: list[str]
    counts_as: str = Field(examples=["violation"])
    severity: int = Field(examples=[5])
    severity_override: bool = Field(examples=[False])
    severity_reasons: list[str] = Field(
        description="What the rules say, whether or not they were overridden.", examples=[["category: 5"]]
    )
    area: str | None = Field(examples=["KG-GO"])
    station: str | None = Field(examples=["T-0117"])
    latitude_deg: float | None = Field(examples=[40.5283])
    longitude_deg: float | None = Field(examples=[72.7985])
    location_precision: LocationPrecision
    occurred_at: OptionalInstant
    occurred_on: str | None = Field(examples=["2020-10-04"])
    time_precision: TimePrecision
    occurrence: Occurrence
    phase: Phase
    harm: dict[str, Any] = Field(examples=[{"injured": {"min": 1, "max": 3}}])
    tags: list[str]


class SourceOut(Schema):
    """Who is behind a report, as a pseudonym."""

    id: Id
    key: str = Field(examples=["kloop"])
    name: str = Field(examples=["Kloop.kg"])
    kind: str = Field(examples=["news outlet"])
    organisation: str | None = Field(examples=[None])
    accredited: bool = Field(examples=[False])


class SourceWithReports(SourceOut):
    reports: int = Field(description="All reports of this source, whatever became of them.", examples=[3])


class SourceList(Schema):
    items: list[SourceWithReports]


class FindingOut(Schema):
    code: str
    level: Literal["ok", "look", "unknown"]
    text: str
    facts: dict[str, Any]


class RenditionOut(Schema):
    name: str = Field(examples=["thumb"])
    url: str
    width_px: int
    height_px: int


class PhotoRedactionOut(Schema):
    id: Id
    state: RedactionState
    url: str
    width_px: int
    height_px: int
    made_by: str = Field(examples=["aida"])
    made_at: Instant


class PhotoOut(Schema):
    id: Id
    sha256: str
    state: PhotoState
    media_type: str = Field(examples=["image/jpeg"])
    size_bytes: int
    width_px: int | None
    height_px: int | None
    problem: str | None = Field(description="Why no rendition could be made.", examples=[None])
    findings: list[FindingOut]
    renditions: list[RenditionOut]
    redactions: list[PhotoRedactionOut] = Field(description="The oldest first.")


class MessageOut(Schema):
    id: Id
    at: Instant
    from_team: bool = Field(examples=[True])
    actor: SomebodyOrNot
    text: str = Field(examples=["Where exactly did it happen?"])


class NoteOut(Schema):
    at: Instant
    actor: SomebodyOrNot
    text: str = Field(examples=["Called the station: no answer."])


class SupplementOut(Schema):
    received_at: Instant
    description: str


class HistoryEntry(Schema):
    at: Instant
    actor: SomebodyOrNot
    event: str = Field(examples=["coded"])
    changes: dict[str, Any] = Field(description="{field: [before, after]}", examples=[{"severity": [3, 4]}])
    reason_code: str | None = Field(examples=[None])
    note: str


class SeverityEntry(Schema):
    at: Instant
    actor: SomebodyOrNot
    severity: int = Field(examples=[4])
    reason: str


class SoonerFor(Schema):
    """One reason why a report is due before the limit of its class."""

    because: Because
    text: str = Field(examples=["people were harmed"])
    sooner_seconds: int = Field(examples=[180])


class UrgencyOut(Schema):
    """How `due_at` comes about: the limit, less its parts. Pauses and a reopening move the start."""

    limit_seconds: int = Field(description="Of its class.", examples=[1200])
    clock_from: Instant
    parts: list[SoonerFor]


class ReportOut(Schema):
    """`version` is also the ETag: send it in If-Match with every change."""

    id: Id
    election: str = Field(examples=["kg-2020-10-04"])
    version: int = Field(examples=[1])
    received_at: Instant
    triage: Triage
    severity: int = Field(examples=[5])
    severity_history: list[SeverityEntry]
    due_at: Instant
    snoozed_until: OptionalInstant
    escalated_at: OptionalInstant
    alarmed_at: OptionalInstant = Field(description="Leads were told that nobody had looked in time.")
    assigned_to: SomebodyOrNot
    urgency: UrgencyOut
    channel: Channel
    language: str | None = Field(examples=["ky"])
    source: SourceOut | None = Field(description="null: anonymous.")
    reporter_type: ReporterType | None
    test: bool
    late: bool
    quarantined: bool
    flags: list[str] = Field(description="What intake noticed.", examples=[["area-disagrees"]])
    claim: ClaimOut | None
    original: dict[str, Any] = Field(description="As sent, without contact and the sender's position.")
    coding: CodingOut
    incident: OptionalId
    related: list[str] = Field(description="Ids or outside references of reports that belong together.")
    photos: list[PhotoOut]
    supplements: list[SupplementOut]
    messages: list[MessageOut]
    notes: list[NoteOut]
    history: list[HistoryEntry]


class NextReport(ReportOut):
    on_top_because: str = Field(examples=["violence happening now; people were harmed; 4 min left"])


class ReportRow(Schema):
    """A report in a list."""

    id: Id
    version: int = Field(examples=[1])
    received_at: Instant
    triage: Triage
    category: str = Field(examples=["voter_transport.carousel_voting"])
    severity: int = Field(examples=[5])
    area: str | None = Field(examples=["KG-GO"])
    station: str | None = Field(examples=["T-0117"])
    occurred_at: OptionalInstant
    occurred_on: str | None = Field(examples=["2020-10-04"])
    phase: Phase
    language: str | None = Field(examples=["ky"])
    excerpt: str = Field(description="The beginning of what was sent.")
    photos: int = Field(examples=[0])
    due_at: Instant
    snoozed_until: OptionalInstant
    escalated_at: OptionalInstant
    alarmed_at: OptionalInstant = Field(description="Leads were told that nobody had looked in time.")
    assigned_to: SomebodyOrNot
    urgent_for: list[Because] = Field(examples=[["happening", "harm"]])
    test: bool
    late: bool
    flags: list[str]
    source: str | None = Field(description="The key of its source; null: anonymous.", examples=["kloop"])
    incident: OptionalId
    claim: ClaimOut | None


class DecisionOut(Schema):
    decision: Decision
    reason_code: str | None = Field(examples=["R8"])
    report: Id
    version: int = Field(description="Of the report, as in ETag.", examples=[2])
    triage: Triage
    due_at: Instant
    snoozed_until: OptionalInstant
    escalated_at: OptionalInstant
    incident: OptionalId
    incident_version: int | None = Field(examples=[None])
    incident_work_ref: str | None = Field(examples=["W-7K2M0X9QBT"])
    undo_seconds: int = Field(description="How long it can be taken back, from now.", examples=[10])


class UndoneOut(Schema):
    """The report as it stands again."""

    report: Id
    version: int = Field(description="Of the report, as in ETag.", examples=[3])
    triage: Triage
    due_at: Instant
    snoozed_until: OptionalInstant
    escalated_at: OptionalInstant
    incident: OptionalId


class DraftOut(Schema):
    content: dict[str, Any] = Field(examples=[{"decision": "reject", "note": "Ask Osh first"}])
    saved_at: Instant
    expires_at: Instant


class QueueOut(Schema):
    name: ReportQueue
    count: int = Field(examples=[34])
    more: bool = Field(description="There are more than `count`.", examples=[False])


class QueueList(Schema):
    items: list[QueueOut]


class SavedViewOut(Schema):
    name: str = Field(examples=["Osh, unlocated"])
    query: str = Field(examples=["triage=received&area=KG-GO"])
    saved_at: Instant


class SavedViewList(Schema):
    items: list[SavedViewOut] = Field(description="Yours, by name.")


class BulkItem(Schema):
    report: Id
    changed: bool = Field(examples=[False])
    version: int | None = Field(description="As it is now; null: there is no such report.", examples=[2])
    refusal: str | None = Field(description="The code of the problem; null: none.", examples=["claim-held"])
    title: str | None = Field(examples=["Somebody else is working on this"])
    detail: str | None = Field(examples=["Wait until the claim runs out, or take it over with a reason."])


class BulkOut(Schema):
    """In the order of the request."""

    bulk: OptionalId = Field(description="To take it all back with; null: nothing was changed.")
    undo_seconds: int = Field(description="How long it can be taken back, from now.", examples=[600])
    changed: int = Field(description="With `dry_run`: that would be.", examples=[33])
    refused: int = Field(examples=[1])
    items: list[BulkItem]
