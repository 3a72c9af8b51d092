"""What the public is told of everything received: four numbers, nothing broken down. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.incidents.lifecycle import Publication
from app.incidents.veracity import Veracity
from app.reports.lifecycle import NEVER_COUNTED, Triage


@dataclass(frozen=True, slots=True)
class StaffCell:
    """Reports in one cell of the staff's rollup, as far as it matters here."""

    triage: str
    publication: str  # empty while no incident holds them
    veracity: str
    counts_as: str
    reports: int


@dataclass(frozen=True, slots=True)
class IntakeTotals:
    received: int
    waiting: int
    counted: int
    not_counted: int


def intake_totals(cells: Iterable[StaffCell], *, public_reports: int, counted: int) -> IntakeTotals:
    """`received` is always the sum of the other three. Reports sent as a test are in none of them.

    `counted` are the reports in the public's own cells, so that the public can add them up;
    `public_reports` those of all published incidents, also of the refuted ones. What is linked to a
    published incident and not yet published with it waits, like everything nobody has decided on.
    """
    cells = list(cells)
    received = sum(cell.reports for cell in cells)
    ended = sum(cell.reports for cell in cells if _ended(cell)) + public_reports - counted
    # A report that has just been unlinked and rejected is public until somebody publishes that it is not.
    not_counted = min(ended, received - counted)
    return IntakeTotals(received, received - counted - not_counted, counted, not_counted)


def _ended(cell: StaffCell) -> bool:
    """Decided, and not to be counted. Published incidents are told by what is public, not by the draft."""
    if cell.triage in NEVER_COUNTED or cell.publication == Publication.WITHDRAWN:
        return True
    uncounted = cell.veracity == Veracity.REFUTED or cell.counts_as == "none"
    return cell.triage == Triage.LINKED and cell.publication == Publication.INTERNAL and uncounted
