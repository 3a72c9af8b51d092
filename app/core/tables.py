"""A table before it has a form: columns that say what they hold, and rows as they come. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

Value = str | int | float | bool | datetime | None


class Holds(StrEnum):
    """What the values of a column are, besides null."""

    TEXT = "text"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """`means` is for people: the definition that goes along with the numbers."""

    name: str
    means: str
    holds: Holds = Holds.TEXT
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` can be read once, in the order of `columns`. `about` is what must stand beside the numbers;
    `position` names the columns of longitude and latitude, of which both are null or none."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    about: Mapping[str, str] = field(default_factory=dict)
    position: tuple[str, str] | None = None

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def instant_text(instant: datetime) -> str:
    """RFC 3339, UTC, as in JSON."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
