"""Requests for evidence bundles, as the console sends and sees them."""

from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from app.core.schema import Schema
from app.evidence.exports import ExportState

MAX_REPORTS: Final = 500
AN_ID: Final = "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"
Id = Annotated[UUID, Field(examples=[AN_ID])]
Instant = Annotated[AwareDatetime, Field(examples=["2020-10-04T03:15:04Z"])]


class ExportIn(Schema):
    """Either one incident with its reports, or reports."""

    incident: Id | None = None
    reports: list[UUID] | None = Field(None, min_length=1, max_length=MAX_REPORTS, examples=[[AN_ID]])
    reason: str = Field(
        min_length=1, max_length=280, description="What for.", examples=["For the court in Osh."]
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.incident is None) == (self.reports is None):
            raise ValueError("give either incident or reports")
        return self


class ExportOut(Schema):
    id: Id
    state: ExportState
    incident: UUID | None = Field(examples=[None])
    reports: list[UUID] = Field(description="As they were when it was requested.", examples=[[AN_ID]])
    reason: str = Field(examples=["For the court in Osh."])
    requested_at: Instant
    requested_by: str = Field(examples=["demo-verifier"])
    approved_at: AwareDatetime | None = Field(examples=[None])
    approved_by: str | None = Field(examples=[None])
    available_until: AwareDatetime | None = Field(
        description="Until then its two people may download it.", examples=[None]
    )
