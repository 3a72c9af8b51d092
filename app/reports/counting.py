"""Whether a report counts, and in which cell while no incident holds it."""

from datetime import date
from typing import Protocol

from app.reports.facets import Occurrence
from app.tallies.cells import NO_AREA, UNDATED, Cell


class Coded(Protocol):
    """The columns of a coding that place a report or an incident in a cell."""

    category: str
    counts_as: str
    severity: int
    area_code: str | None
    occurred_on: date | None
    occurred_hour: int | None
    phase: str


class CodedReport(Coded, Protocol):
    test: bool
    triage: str
    incident_id: object


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
    )


def own_cell(report: CodedReport) -> Cell | None:
    """The cell of a report in its own coding; none for tests, and none while it counts in its incident's."""
    if report.test or report.incident_id is not None:
        return None
    return place(report, triage=report.triage)
