"""An incident handed to an authority: what moderators say of it, and how the console shows it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.schema import Schema
from app.incidents.models import ReferralOutcome
from app.moderation.report_schemas import Id, Instant, OptionalInstant, Person, SomebodyOrNot
from app.moderation.schemas import Instant as InstantIn

Authority = Annotated[str, Field(min_length=1, max_length=200, examples=["Central Election Commission"])]
Why = Annotated[str, Field(min_length=3, max_length=1000)]


class ReferralState(StrEnum):
    WAITING = "waiting"
    OVERDUE = "overdue"
    ANSWERED = "answered"


class ReferralIn(Schema):
    authority: Authority
    due_at: InstantIn = Field(description="By when an answer is expected; somebody is reminded then.")
    consent_reason: Why | None = Field(
        default=None,
        description="By a lead: why it is handed over although a sender has not agreed. Stays inside.",
        examples=["The sender has published the same under her own name."],
    )


class ReferralChanges(Schema):
    """What came of it, or a new date. A member left out stays as it is."""

    due_at: InstantIn | None = None
    outcome: ReferralOutcome | None = None
    note: Annotated[str, Field(max_length=2000)] | None = Field(
        default=None, description="What the authority said or did.", examples=["Case 112 was opened."]
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.due_at is None and self.outcome is None and self.note is None:
            raise ValueError("say at least one of due_at, outcome and note")
        return self


class ReferralOut(Schema):
    id: Id
    incident: UUID
    incident_ref: str = Field(description="The public one, if it has one.", examples=["INC-KG20-0007"])
    authority: str = Field(examples=["Central Election Commission"])
    text: dict[str, str] = Field(description="All that the authority got: the incident's public text then.")
    referred_at: Instant
    referred_by: Person
    consent_reason: str | None = Field(description="Why without a sender's consent.", examples=[None])
    due_at: Instant
    reminded_at: OptionalInstant = Field(description="When the incident's history said that it is due.")
    state: ReferralState
    outcome: ReferralOutcome | None = Field(examples=[ReferralOutcome.NO_ACTION])
    note: str
    outcome_at: OptionalInstant
    outcome_by: SomebodyOrNot


def state_of(outcome: ReferralOutcome | None, due_at: datetime, now: datetime) -> ReferralState:
    if outcome is not None:
        return ReferralState.ANSWERED
    return ReferralState.OVERDUE if due_at <= now else ReferralState.WAITING


class OverdueReferrals(Schema):
    count: int = Field(examples=[3])
    more: bool = Field(description="There are more than `count`.", examples=[False])
