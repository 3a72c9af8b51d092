"""What a sender said that bears on rules but is no part of the coding, read as intake read it."""

from typing import Any

from pydantic import BaseModel, Field, ValidationError


class AtLeast(BaseModel):
    min: int = 0


class Facts(BaseModel):
    """Other members of what was sent are of no concern here."""

    title: str | None = None
    description: str | None = None
    place_text: str | None = None
    knowledge: str | None = None
    may_refer: str = "no"
    target_type: str | None = None
    journalist_victim: bool = False
    stations_affected: AtLeast | None = Field(default=None)

    @property
    def stations_affected_min(self) -> int:
        return self.stations_affected.min if self.stations_affected else 0


def facts(sent: dict[str, Any]) -> Facts:
    """A sealed report whose inside is malformed has none."""
    try:
        return Facts.model_validate(sent)
    except ValidationError:
        return Facts()
