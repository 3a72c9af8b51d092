"""The leads' board as it is sent: numbers, and who holds what; no text of any report."""

from typing import Literal

from pydantic import Field

from app.core.schema import Schema
from app.moderation.queue_names import ReportQueue
from app.moderation.report_schemas import ClaimOut, Id, Instant, OptionalInstant

Kind = Literal["report", "incident"]


class NumberOut(Schema):
    count: int = Field(examples=[34])
    more: bool = Field(description="There are more than `count`.", examples=[False])


class StandingOut(Schema):
    """One queue, whoever works on what stands in it."""

    queue: ReportQueue
    waiting: NumberOut
    overdue: NumberOut = Field(description="What is put off is not.")
    waiting_since: OptionalInstant = Field(description="When the oldest of them was received.")


class AgeOut(Schema):
    """What has waited since it was received for so long; half-open."""

    over_minutes: int = Field(examples=[20])
    under_minutes: int | None = Field(description="null: however long.", examples=[60])
    waiting: NumberOut


class HeldOut(Schema):
    kind: Kind
    id: Id
    category: str = Field(examples=["media.assault_on_journalist"])
    severity: int = Field(examples=[5])
    area: str | None = Field(examples=["KG-GO"])
    due_at: Instant
    claim: ClaimOut


class BoardOut(Schema):
    """Tests and what is quarantined stand nowhere here."""

    queues: list[StandingOut]
    critical_free: NumberOut = Field(
        description="Of severity 5, assigned to nobody and held by nobody: "
        "`queue=all&severity=5&assigned=false&claim=free` lists them."
    )
    ages: list[AgeOut] = Field(description="Of all that wait, the youngest first.")
    held: list[HeldOut] = Field(
        description="Who has held something for longest first; at most 200 of each kind."
    )
