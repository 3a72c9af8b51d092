"""An incident as the console shows it."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema
from app.incidents.lifecycle import Publication
from app.incidents.models import StatementKind, StepKind
from app.incidents.veracity import Veracity
from app.moderation.queue_names import IncidentQueue
from app.moderation.referral_schemas import ReferralOut
from app.moderation.report_schemas import (
    ClaimOut,
    HistoryEntry,
    Id,
    Instant,
    OptionalInstant,
    Person,
    SomebodyOrNot,
)
from app.reports.facets import LocationPrecision, Occurrence, Phase, TimePrecision


class LinkOut(Schema):
    """One stay of a report in the incident; an ended one is kept as a pair not to be suggested again."""

    report: Id
    incident: UUID = Field(description="Where it was linked: this incident, or one merged into it since.")
    linked_at: Instant
    linked_by: Person
    unlinked_at: OptionalInstant
    unlinked_by: SomebodyOrNot


class MergedOut(Schema):
    """An incident that was merged into this one, and can be taken out again."""

    id: Id
    work_ref: str = Field(examples=["W-7K2M0X9QBT"])
    ref: str | None = Field(examples=["INC-KG20-0007"])
    version: int = Field(description="For If-Match when taking it out.", examples=[4])
    reports: int = Field(description="That would go back with it: they came with it and are still here.")


class StepOut(Schema):
    id: Id
    kind: StepKind
    result: str
    actor: Person
    at: Instant


class VerdictOut(Schema):
    actor: Person
    veracity: Veracity
    note: str
    at: Instant


class StatementOut(Schema):
    id: Id
    by: str = Field(examples=["Birimdik party"])
    kind: StatementKind
    text: dict[str, str] = Field(examples=[{"en": "The party denies the allegation."}])
    actor: Person
    at: Instant


class OneSourceOut(Schema):
    """What counts as one source, and why several reports are no more than one."""

    known: bool = Field(description="Only known ones corroborate.", examples=[True])
    sources: list[str] = Field(examples=[["kloop"]])
    reports: list[UUID]
    because: list[str] = Field(examples=[["The same text: one has it from the other."]])
    reasons: list[str] = Field(
        description="Their codes: source, organisation, text, photo, anonymous, relayed.", examples=[["text"]]
    )


class SaysOut(Schema):
    report: Id
    source: str | None = Field(description="null: anonymous.", examples=["kloop"])
    value: dict[str, Any] = Field(examples=[{"min": 12, "max": None}])


class DifferenceOut(Schema):
    """Something that the reports say differently: the range, and who says what."""

    about: str = Field(
        description="day, time, area, station, point, deaths, hospitalised, injured, detained.",
        examples=["injured"],
    )
    text: str = Field(examples=["Between 1 and 3."])
    range: dict[str, Any] = Field(examples=[{"min": 1, "max": 3}])
    says: list[SaysOut]


class MergePreview(Schema):
    """What the one incident would be that two become; nothing has changed."""

    reports: int = Field(examples=[3])
    disagreement: list[DifferenceOut] = Field(description="Where the reports of both say different things.")


class RevisionOut(Schema):
    """A state of everything public; whoever publishes it is not its author."""

    number: int = Field(examples=[3])
    author: Person
    created_at: Instant
    published_at: OptionalInstant
    published_by: SomebodyOrNot
    record: dict[str, Any] | None = Field(description="What the public got; null: it got nothing.")


class RevisionList(Schema):
    items: list[RevisionOut] = Field(description="The newest first.")


class IncidentRow(Schema):
    """An incident in a list, without its exact position."""

    id: Id
    work_ref: str = Field(examples=["W-7K2M0X9QBT"])
    ref: str | None = Field(description="Given at first publication.", examples=["INC-KG20-0007"])
    version: int = Field(examples=[4])
    category: str = Field(examples=["media.assault_on_journalist"])
    group: str = Field(examples=["media"])
    counts_as: str = Field(examples=["violation"])
    severity: int = Field(examples=[5])
    severity_override: bool
    veracity: Veracity
    disputed: bool
    before_lead: bool = Field(description="Two verdicts differ; a lead settles it by a verdict.")
    publication: Publication
    occurred_at: OptionalInstant
    occurred_on: str | None = Field(examples=["2020-10-04"])
    time_precision: TimePrecision
    occurrence: Occurrence
    phase: Phase
    area: str | None = Field(examples=["KG-GO"])
    station: str | None = Field(examples=[None])
    location_precision: LocationPrecision
    masked: bool
    single_observer: bool
    public_text: dict[str, str]
    harm: dict[str, Any] = Field(examples=[{"injured": {"min": 1, "max": 3}}])
    merged_into: UUID | None = Field(description="The incident that holds its reports until it is taken out.")
    reports: int = Field(examples=[2])
    sources: int = Field(description="Independent known sources among them.", examples=[1])
    revision: int = Field(examples=[3])
    published_revision: int = Field(examples=[0])
    created_at: Instant
    created_by: Person
    changed_at: Instant
    due_at: Instant
    claim: ClaimOut | None


class IncidentOut(IncidentRow):
    """`version` is also the ETag: send it in If-Match with every change."""

    election: str = Field(examples=["kg-2020-10-04"])
    latitude_deg: float | None = Field(
        description="In no list: looking at it is on record.", examples=[40.5283]
    )
    longitude_deg: float | None = Field(examples=[72.7985])
    links: list[LinkOut]
    merged: list[MergedOut] = Field(description="What was merged into it directly.")
    related: list[UUID] = Field(description="Of one course with it, all of them.")
    continues: list[UUID] = Field(description="Those among them that it continues.")
    continued_by: list[UUID]
    corroboration: list[OneSourceOut] = Field(description="Who stands behind it; `sources` counts the known.")
    disagreement: list[DifferenceOut] = Field(description="Where its reports say different things.")
    steps: list[StepOut]
    verdict_count: int = Field(description="Verdicts in force, whether or not you see them.", examples=[1])
    verdicts: list[VerdictOut] | None = Field(
        description="null until you have given yours: the second verdict is given without seeing the first."
    )
    statements: list[StatementOut]
    referrals: list[ReferralOut]
    history: list[HistoryEntry]


class NextIncident(IncidentOut):
    on_top_because: str = Field(
        examples=["waits for a second person's verdict; severity 4; overdue by 12 min"]
    )


class IncidentQueueOut(Schema):
    name: IncidentQueue
    count: int = Field(examples=[7])
    more: bool = Field(description="There are more than `count`.", examples=[False])


class IncidentQueueList(Schema):
    items: list[IncidentQueueOut]
