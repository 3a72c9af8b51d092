"""What moderators send. A member left out stays as it is; `null` clears what can be unknown."""

import json
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from app.core.moments import PlausibleDay, PlausibleInstant
from app.core.schema import Schema
from app.incidents.models import RelationKind, StatementKind, StepKind
from app.incidents.veracity import Veracity
from app.moderation.queue_names import IncidentQueue, ReportQueue
from app.reports.facets import LocationPrecision, Occurrence, Phase, TimePrecision
from app.reports.lifecycle import Decision

MAX_PUBLIC_TEXT: Final = 300  # characters
MAX_DRAFT: Final = 16_000  # characters
MAX_TAGS: Final = 20
MAX_BULK: Final = 500  # reports
MAX_SPAM: Final = 50


Instant = Annotated[PlausibleInstant, Field(examples=["2020-10-04T09:15:00+06:00"])]
Day = Annotated[PlausibleDay, Field(examples=["2020-10-04"])]
Latitude = Annotated[float, Field(ge=-90, le=90, description="WGS 84, degrees.", examples=[40.5283])]
Longitude = Annotated[float, Field(ge=-180, le=180, description="WGS 84, degrees.", examples=[72.7985])]
Slug = Annotated[str, Field(min_length=1, max_length=64, examples=["voter_transport.carousel_voting"])]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=280)]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
Language = Literal["ky", "ru", "uz-Cyrl", "en"]
PublicText = Annotated[str, Field(min_length=1, max_length=MAX_PUBLIC_TEXT)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]


Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=MAX_TAGS)]


class AtLeast(Schema):
    """At least `min`; `max` null means nobody knows how many at most."""

    min: Count = Field(examples=[12])
    max: Count | None = Field(default=None, examples=[None])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError("max should not be less than min")
        return self


class HarmIn(Schema):
    deaths: AtLeast | None = None
    hospitalised: AtLeast | None = None
    injured: AtLeast | None = None
    detained: AtLeast | None = None


class Coding(Schema):
    """What moderators conclude about a report or an incident."""

    category: Slug | None = None
    severity: (
        Annotated[int, Field(ge=1, le=5, description="Overrides the rules; null: back to them.")] | None
    ) = None
    severity_reason: Note | None = None
    area: Annotated[Code, Field(examples=["KG-GO"])] | None = None
    station: Annotated[Code, Field(examples=["T-0117"])] | None = None
    latitude_deg: Latitude | None = None
    longitude_deg: Longitude | None = None
    location_precision: LocationPrecision | None = None
    occurred_at: Instant | None = None
    occurred_on: Day | None = None
    time_precision: TimePrecision | None = None
    occurrence: Occurrence | None = None
    phase: Phase | None = None
    harm: HarmIn | None = None

    @field_validator("category", "location_precision", "time_precision", "occurrence", "phase", "harm")
    @classmethod
    def _never_null(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("cannot be null: leave it out to keep it as it is")
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        given = self.model_fields_set
        if ("latitude_deg" in given) != ("longitude_deg" in given):
            raise ValueError("latitude_deg and longitude_deg are given together")
        if (self.latitude_deg is None) != (self.longitude_deg is None):
            raise ValueError("latitude_deg and longitude_deg are cleared together")
        if self.severity is not None and not self.severity_reason:
            raise ValueError("a severity that overrides the rules needs a severity_reason")
        return self

    def given(self) -> dict[str, Any]:
        """Only what was sent, nested members as plain data."""
        return self.model_dump(exclude_unset=True, exclude={"harm"}) | (
            {"harm": self.harm.model_dump(exclude_none=True)} if self.harm is not None else {}
        )


class CodingIn(Coding):
    """The moderators' coding of a report."""

    secondary_categories: Annotated[list[Slug], Field(max_length=10)] | None = None
    tags: Tags | None = None

    @field_validator("secondary_categories", "tags")
    @classmethod
    def _empty_rather_than_null(cls, value: list[str] | None) -> list[str]:
        if value is None:
            raise ValueError("cannot be null: send an empty list")
        return list(dict.fromkeys(value))


class IncidentIn(Coding):
    """A new incident. Place, time and harm that are left out come from the first report linked to it.

    With an `id` made by the client, sending it again makes nothing new.
    """

    id: UUID | None = None
    category: Slug = Field(default=...)
    masked: bool = Field(default=False, description="Public as area and day at most.")
    single_observer: bool = Field(default=False, description="The station had exactly one known observer.")
    public_text: dict[Language, PublicText] = Field(
        default_factory=dict, examples=[{"en": "Minibuses carried the same people to several stations."}]
    )


class IncidentChanges(Coding):
    """Changes of an incident. In `public_text` the languages named are changed; null removes one."""

    masked: bool | None = None
    single_observer: bool | None = None
    public_text: dict[Language, PublicText | None] | None = None

    @field_validator("masked", "single_observer", "public_text")
    @classmethod
    def _not_null_either(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("cannot be null: leave it out to keep it as it is")
        return value


class NextIn(Schema):
    """Which report to serve; without anything, the most urgent of all."""

    queue: ReportQueue = Field(
        default=ReportQueue.ALL,
        description="`new`: nobody has looked yet. `escalated`: before a lead, by a person or by the clock. "
        "`mine`: claimed by you. `assigned`: to you.",
    )
    languages: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=10)] = Field(
        default_factory=list, description="Reports in one of these, and those without a known language."
    )
    graphic: bool = Field(default=True, description="false: pass on kinds with graphic content.")


class NextIncidentIn(Schema):
    """Which step somebody is about to take."""

    queue: IncidentQueue


class DraftIn(Schema):
    """A decision or coding as far as it has come; the console reads back what it sent."""

    content: dict[str, Any] = Field(examples=[{"decision": "reject", "note": "Ask Osh first"}])

    @field_validator("content")
    @classmethod
    def _short(cls, value: dict[str, Any]) -> dict[str, Any]:
        if len(json.dumps(value)) > MAX_DRAFT:
            raise ValueError(f"at most {MAX_DRAFT} characters of JSON")
        return value


class SavedViewIn(Schema):
    query: Annotated[str, Field(min_length=1, max_length=2000, examples=["triage=received&area=KG-GO"])]


class ClaimIn(Schema):
    on_call: bool | None = Field(
        default=None, description="On a call: the claim holds 20 minutes. null keeps what was said before."
    )
    take_over_reason: Note | None = Field(default=None, examples=["Shift end."])


class DecisionIn(Schema):
    decision: Decision
    reason_code: Annotated[str, Field(max_length=8, examples=["R8"])] | None = None
    note: Note = ""
    incident: UUID | None = Field(default=None, description="With `link`: an existing one; else a new one.")
    until: Instant | None = Field(default=None, description="With `snooze`, required; with `needs_info`.")

    @model_validator(mode="after")
    def _belong_to_the_decision(self) -> Self:
        if self.incident is not None and self.decision is not Decision.LINK:
            raise ValueError("incident belongs to the decision link only")
        if self.until is not None and self.decision not in (Decision.SNOOZE, Decision.NEEDS_INFO):
            raise ValueError("until belongs to the decisions snooze and needs_info only")
        if self.until is None and self.decision is Decision.SNOOZE:
            raise ValueError("snooze needs until")
        return self


class MessageIn(Schema):
    text: Words = Field(examples=["Where exactly did it happen?"])


class NoteIn(Schema):
    text: Words = Field(examples=["Called the station: no answer."])


class AccreditationIn(Schema):
    accredited: bool = Field(description="Known to us and trained: may stand in for a first verdict.")


class RelationIn(Schema):
    kind: RelationKind = Field(description="How this incident stands to the other.", examples=["continues"])


class MergeIn(Schema):
    into: UUID = Field(description="The incident that stays, with its verdicts, publication and text.")


class StepIn(Schema):
    kind: StepKind
    result: Annotated[str, Field(min_length=1, max_length=2000)]


class VerdictIn(Schema):
    veracity: Literal[Veracity.UNVERIFIABLE, Veracity.CONTESTED, Veracity.VERIFIED, Veracity.REFUTED]
    note: Annotated[str, Field(max_length=2000)] = ""


class StatementIn(Schema):
    by: Annotated[str, Field(min_length=1, max_length=200, examples=["Birimdik party"])]
    kind: StatementKind
    text: Annotated[dict[Language, Annotated[str, Field(min_length=1, max_length=1000)]], Field(min_length=1)]


class BulkAction(StrEnum):
    ASSIGN = "assign"
    TAG = "tag"
    SET_STATION = "set_station"
    REJECT_SPAM = "reject_spam"
    SNOOZE = "snooze"


_NEEDED: Final = {
    BulkAction.ASSIGN: "assignee",
    BulkAction.TAG: "tags",
    BulkAction.SET_STATION: "station",
    BulkAction.SNOOZE: "until",
}


class BulkIn(Schema):
    """Reports are named one by one, never by a filter that could match others by the time it is applied."""

    action: BulkAction
    report_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_BULK)]
    versions: dict[UUID, int] = Field(
        default_factory=dict,
        description="What was looked at, by report; one that has changed since is left as it is.",
    )
    dry_run: bool = Field(default=False, description="Change nothing, and answer as if.")
    assignee: Annotated[str, Field(max_length=100, examples=["aida"])] | None = Field(
        default=None, description="With `assign`; null: to nobody."
    )
    tags: Tags = Field(default_factory=list, description="With `tag`: added to those there are.")
    station: Annotated[Code, Field(examples=["T-0117"])] | None = None
    until: Instant | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _belong_to_the_action(self) -> Self:
        given = self.model_fields_set & set(_NEEDED.values())
        needed = {_NEEDED[self.action]} if self.action in _NEEDED else set()
        if given != needed:
            raise ValueError(f"{self.action} takes {', '.join(needed) or 'nothing else'}, and only that")
        if needed - {"assignee"} and not getattr(self, next(iter(needed))):
            raise ValueError(f"{next(iter(needed))} should not be empty")
        if len(set(self.report_ids)) != len(self.report_ids):
            raise ValueError("name each report once")
        if self.action is BulkAction.REJECT_SPAM and len(self.report_ids) > MAX_SPAM:
            raise ValueError(f"at most {MAX_SPAM} reports are rejected at once")
        return self
