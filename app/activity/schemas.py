"""Changes as the console hears of them, and entries of the audit trail."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.core.schema import Schema

AN_ID = "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f"
Number = Annotated[int, Field(examples=[118])]
Instant = Annotated[AwareDatetime, Field(examples=["2020-10-04T03:15:04Z"])]


class Change(Schema):
    """Something changed; what it is now is read at its own address."""

    id: Number
    at: Instant
    kind: Literal["report", "incident"]
    object_id: UUID = Field(description="Of the report or incident.", examples=[AN_ID])
    version: int | None = Field(description="Its version afterwards, if known.", examples=[7])
    event: str = Field(description="As in its history: `claimed`, `released`, `coded`…", examples=["claimed"])
    actor: str | None = Field(
        description="Name of who did it; null: the sender, or the service itself.", examples=["aigul"]
    )


class Changes(Schema):
    """Oldest first. Ids rise; those between two belong to what is no change."""

    items: list[Change]
    last: int = Field(description="Send it as `after` next time.", examples=[118])
    more: bool = Field(description="Ask again at once.", examples=[False])
    reset: bool = Field(
        description="`after` was never given here, as after a restore: read everything again.",
        examples=[False],
    )


class AuditEntry(Schema):
    """A change, or a view of exact data. Accounts are named by their ids only."""

    id: Number
    at: Instant
    account_id: UUID | None = Field(
        description="null: the sender, the service itself, or the command line.", examples=[AN_ID]
    )
    kind: str = Field(description="Of the object.", examples=["report"])
    object_id: str | None = Field(examples=[AN_ID])
    event: str = Field(examples=["coded"])
    version: int | None = Field(description="Of the report or incident, afterwards.", examples=[7])
    changes: dict[str, Any] = Field(description="{field: [before, after]}", examples=[{"severity": [3, 4]}])
    also_changed: list[str] = Field(
        description="Fields whose values the trail does not repeat, because they are exact or free text.",
        examples=[["latitude_deg", "longitude_deg"]],
    )
    reason_code: str | None = Field(examples=[None])
    facts: dict[str, Any] = Field(description="What has no history of its own.", examples=[{}])
