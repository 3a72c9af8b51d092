"""Whether a report counts, and in which cell while no incident holds it."""

from datetime import date
from typing import Final, Protocol

from app.reports.facets import Occurrence
from app.reports.lifecycle import NEVER_COUNTED
from app.tallies.cells import NO_AREA, UNDATED, Cell

_WITHDRAWN: Final = "withdrawn"  # a publication; those are incidents', which stand above


class Coded(Protocol):
    """The columns of a coding that place a report or an incident in a cell."""

    @property
    def category(self) -> str: ...

    @property
    def counts_as(self) -> str: ...

    @property
    def severity(self) -> int: ...

    @property
    def area_code(self) -> str | None: ...

    @property
    def occurred_on(self) -> date | None: ...

    @property
    def occurred_hour(self) -> int | None: ...

    @property
    def phase(self) -> str: ...


class CodedReport(Coded, Protocol):
    @property
    def test(self) -> bool: ...

    @property
    def triage(self) -> str: ...

    @property
    def incident_id(self) -> object: ...


def counts_as(kind: str, occurrence: str) -> str:
    """`kind` is what the category counts as; a warning of what will happen is not counted until recoded."""
    return "none" if occurrence == Occurrence.WILL_OCCUR else kind


def place(coded: Coded, *, triage: str, veracity: str = "", publication: str = "") -> Cell:
    return Cell(
        day=coded.occurred_on.isoformat() if coded.occurred_on else UNDATED,
        hour=coded.occurred_hour,
        area=coded.area_code or NO_AREA,
        category=coded.category,
        counts_as=coded.counts_as,
        severity=coded.severity,
        phase=coded.phase,
        triage=triage,
        veracity=veracity,
        publication=publication,
        counts=coded.counts_as != "none" and triage not in NEVER_COUNTED and publication != _WITHDRAWN,
    )


def own_cell(report: CodedReport) -> Cell | None:
    """The cell of a report in its own coding; none for tests, and none while it counts in its incident's."""
    if report.test or report.incident_id is not None:
        return None
    return place(report, triage=report.triage)
