"""Wide sums: of one stretch of days, one row says all that counts of a kind in an area. Pure."""

from typing import Final, NamedTuple

from app.tallies.cells import Cell
from app.tallies.spans import spans_of

# Reports that no incident holds have no veracity; those of what proved false never count.
REPORTS: Final = {
    "": "reports_alone",
    "unreviewed": "reports_unreviewed",
    "verified": "reports_verified",
    "corroborated": "reports_corroborated",
    "contested": "reports_contested",
    "unverifiable": "reports_unverifiable",
}
INCIDENTS: Final = {
    "unreviewed": "incidents_unreviewed",
    "verified": "incidents_verified",
    "corroborated": "incidents_corroborated",
    "contested": "incidents_contested",
    "unverifiable": "incidents_unverifiable",
    "refuted": "incidents_refuted",
}
COUNTERS: Final = (*REPORTS.values(), *INCIDENTS.values())
_REPORTS_AT: Final = {veracity: at for at, veracity in enumerate(REPORTS)}
_INCIDENTS_AT: Final = {veracity: len(REPORTS) + at for at, veracity in enumerate(INCIDENTS)}


class SumKey(NamedTuple):
    """Primary key of a row, after the election; see app.tallies.spans for the first two."""

    days: int
    starts: str
    area: str
    category: str
    counts_as: str


def sum_keys(cell: Cell) -> list[SumKey]:
    """One for each stretch of days that the cell lies in."""
    return [
        SumKey(days, starts, cell.area, cell.category, cell.counts_as) for days, starts in spans_of(cell.day)
    ]


def counters_of(veracity: str, reports: int, incidents: int) -> list[int]:
    """In the order of COUNTERS."""
    found = [0] * len(COUNTERS)
    if veracity in _REPORTS_AT:
        found[_REPORTS_AT[veracity]] = reports
    if veracity in _INCIDENTS_AT:
        found[_INCIDENTS_AT[veracity]] = incidents
    return found
