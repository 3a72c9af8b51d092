"""What an import says about the rows it was given."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Row = TypeVar("Row")


class BadRow(ValueError):
    """Why one row cannot be imported; the message says what to do and repeats nothing of the row."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`row` is the line of a CSV file on which the row begins, or the place of a feature, counted from 1."""

    row: int
    code: str
    message: str

    @classmethod
    def of(cls, row: int, bad: BadRow) -> "RowProblem":
        return cls(row, bad.code, bad.message)


@dataclass(slots=True)
class Reading(Generic[Row]):
    """The rows that can be imported, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """`imported` counts the rows that stand in the election now, also those that stood there before."""

    imported: int
    refused: list[RowProblem]
