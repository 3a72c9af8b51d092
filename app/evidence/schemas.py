"""What the console says and hears of redactions and originals."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema
from app.elections.view import ElectionView
from app.evidence.shapes import MAX_SHAPES, Shape
from app.reports.models import Redaction, RedactionState

Answer = Literal["none", "covered"]


class Answers(Schema):
    """What its maker looked for: there is `none`, or all of it is `covered`."""

    faces: Answer = Field(examples=["covered"])
    documents: Answer = Field(examples=["none"])
    plates: Answer = Field(description="Of vehicles.", examples=["none"])


class RedactionIn(Schema):
    shapes: list[Shape] = Field(
        min_length=1,
        max_length=MAX_SHAPES,
        examples=[[{"rectangle": {"left": 0.25, "top": 0.4, "width": 0.1, "height": 0.2}}]],
    )
    answers: Answers


class RedactionOut(Schema):
    id: UUID
    photo_id: UUID
    state: RedactionState
    url: str
    shapes: list[dict[str, Any]] = Field(description="As they were drawn.")
    answers: Answers | None = Field(description="null: made before they were asked for.")
    sha256: str = Field(description="Of the redacted file.")
    size_bytes: int
    width_px: int
    height_px: int
    made_by: str = Field(examples=["aida"])
    made_at: datetime
    decided_by: str | None = Field(examples=[None])
    decided_at: datetime | None


def redaction_out(view: ElectionView, redaction: Redaction, name: Callable[[UUID], str]) -> RedactionOut:
    plain = ("id", "photo_id", "state", "shapes", "sha256", "size_bytes", "width_px", "height_px")
    return RedactionOut(
        **{member: getattr(redaction, member) for member in plain},
        answers=None if redaction.answers is None else Answers.model_validate(redaction.answers),
        url=f"/api/v1/console/elections/{view.slug}/photos/{redaction.photo_id}/redactions/{redaction.id}",
        made_by=name(redaction.made_by),
        made_at=redaction.made_at,
        decided_by=None if redaction.decided_by is None else name(redaction.decided_by),
        decided_at=redaction.decided_at,
    )


class RedactionList(Schema):
    items: list[RedactionOut]


class OriginalLink(Schema):
    url: str = Field(description="For you alone.")
    expires_at: datetime
