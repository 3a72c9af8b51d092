"""Reads observation visits from CSV. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from app.core.moments import YEARS, is_plausible
from app.core.text import unique_key
from app.elections import csv_sheet
from app.elections.csv_sheet import Cells
from app.elections.import_result import BadRow, Reading
from app.elections.models import VisitMethod
from app.elections.visit_times import check_times

REQUIRED: Final = frozenset({"station", "organisation", "method", "from", "to"})
OPTIONAL: Final = frozenset({"id"})
VISITS: Final = UUID("0d3c6c1e-6a55-5d0a-9e0f-6f2f0f3f9b52")


@dataclass(frozen=True, slots=True)
class VisitRow:
    id: UUID
    station_code: str
    organisation_id: UUID
    method: VisitMethod
    started_at: datetime
    ended_at: datetime


def read_visits(
    text: str, stations: Mapping[str, object], organisations: Mapping[str, UUID], now: datetime
) -> Reading[VisitRow]:
    """`organisations` by `unique_key` of their names.

    A row without an id gets one made of what it says, so that a file imported twice is imported once.
    """
    seen: set[UUID] = set()

    def row_of(cells: Cells) -> VisitRow:
        visit = _visit(cells, stations, organisations, now)
        if visit.id in seen:
            raise BadRow("visit-twice", "The file holds this visit twice.")
        seen.add(visit.id)
        return visit

    return csv_sheet.read(text, REQUIRED, OPTIONAL, row_of)


def _visit(
    cells: Cells, stations: Mapping[str, object], organisations: Mapping[str, UUID], now: datetime
) -> VisitRow:
    if cells["station"] not in stations:
        raise BadRow("unknown-station", "The election has no station of this number.")
    organisation_id = organisations.get(unique_key(cells["organisation"]))
    if organisation_id is None:
        raise BadRow("unknown-organisation", "Create the organisation first, or correct its name.")
    if cells["method"] not in set(VisitMethod):
        raise BadRow("unknown-method", f"method should be one of {', '.join(VisitMethod)}.")
    started_at, ended_at = _instant(cells, "from"), _instant(cells, "to")
    check_times(started_at, ended_at, now)
    return VisitRow(
        _id(cells, organisation_id),
        cells["station"],
        organisation_id,
        VisitMethod(cells["method"]),
        started_at,
        ended_at,
    )


def _id(cells: Cells, organisation_id: UUID) -> UUID:
    if not cells.get("id"):
        said = (cells[name] for name in ("station", "method", "from", "to"))
        return uuid5(VISITS, "\n".join([str(organisation_id), *said]))
    try:
        return UUID(cells["id"])
    except ValueError:
        raise BadRow("bad-id", "id should be a UUID, or empty.") from None


def _instant(cells: Cells, column: str) -> datetime:
    try:
        instant = datetime.fromisoformat(cells[column])
    except ValueError:
        raise BadRow(
            "bad-time", f"{column} should be an instant such as 2020-10-04T09:15:00+06:00."
        ) from None
    if not is_plausible(instant):
        raise BadRow("bad-time", f"{column} should lie between {YEARS.start} and {YEARS.stop}.")
    if instant.tzinfo is None:
        raise BadRow("time-without-zone", f"{column} should carry its offset, such as +06:00 or Z.")
    return instant
