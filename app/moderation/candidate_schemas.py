"""Suggestions as the console shows them: what could be the same event, and why."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.core.schema import Answer
from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.moderation.report_schemas import Id, Instant, OptionalInstant
from app.reports.lifecycle import Triage

Score = Annotated[int, Field(description="The sum of the points of its parts.", examples=[58])]


class PartOut(Answer):
    """One thing in common, what it adds, and the figures behind the words."""

    code: str = Field(
        description="station, distance, area, time, day, category, group, text, photo.", examples=["distance"]
    )
    points: int = Field(examples=[20])
    text: str = Field(examples=["120 m apart."])
    facts: dict[str, Any] = Field(examples=[{"distance_m": 120}])


class Placed(Answer):
    """Enough to decide without opening it."""

    category: str = Field(examples=["voter_transport.carousel_voting"])
    area: str | None = Field(examples=["KG-GO"])
    station: str | None = Field(examples=["T-0117"])
    latitude_deg: float | None = Field(examples=[40.5283])
    longitude_deg: float | None = Field(examples=[72.7985])
    occurred_at: OptionalInstant
    occurred_on: str | None = Field(examples=["2020-10-04"])


class CandidateReport(Placed):
    id: Id
    score: Score
    parts: list[PartOut] = Field(description="The weightiest first.")
    received_at: Instant
    triage: Triage
    language: str | None = Field(examples=["ky"])
    description: str = Field(description="As sent, all of it.")
    thumbnails: list[str] = Field(description="Addresses of its small pictures; cover them until asked.")


class CandidateIncident(Placed):
    id: Id
    score: Score
    parts: list[PartOut] = Field(description="Those of its own coding or of `through`, whichever are more.")
    through: UUID | None = Field(description="The report in it that has most in common.", examples=[None])
    work_ref: str = Field(examples=["W-7K2M0X9QBT"])
    ref: str | None = Field(examples=["INC-KG20-0007"])
    version: int = Field(description="For If-Match when linking to it.", examples=[4])
    veracity: Veracity
    publication: Publication
    reports: int = Field(examples=[2])
    public_text: dict[str, str]
    description: str = Field(description="What `through` says; empty without it.")
    thumbnails: list[str] = Field(description="Those of `through`.")


class CandidatesOut(Answer):
    """Suggestions only: nothing is joined or hidden by them."""

    threshold: int = Field(description="Points from which a candidate is shown.", examples=[25])
    radius_m: int = Field(
        description="How far apart at most, unless station or photo agree.", examples=[1000]
    )
    reports: list[CandidateReport] = Field(description="The most alike first, ten at most; in no incident.")
    incidents: list[CandidateIncident] = Field(description="The most alike first, ten at most.")
