"""An election as the rest of the service reads it: one immutable snapshot, kept in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from app.elections.areas import AreaTree
from app.elections.lifecycle import ElectionStatus, Mode
from app.elections.phases import Phase, PhasePeriod, phase_at
from app.elections.taxonomy import Taxonomy

LATE_FOR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class StationView:
    code: str
    name: Mapping[str, str]
    area_code: str
    latitude_deg: float | None
    longitude_deg: float | None
    registered_voters: int | None


@dataclass(frozen=True, slots=True)
class ElectionView:
    id: int
    slug: str
    code: str
    name: Mapping[str, str]
    time_zone: ZoneInfo
    languages: tuple[str, ...]
    voting_on: date
    phases: tuple[PhasePeriod, ...]
    status: ElectionStatus
    mode: Mode
    synthetic: bool
    anonymous_reports: bool
    four_eyes: bool
    cell_resolution: int
    publication_delay_minutes: int
    emergency_number: str
    parties: tuple[Mapping[str, Any], ...]  # {code, name}
    cited_figures: Mapping[str, Any]
    closed_at: datetime | None
    changed_at: datetime
    version: int
    taxonomy: Taxonomy
    areas: AreaTree
    stations: Mapping[str, StationView]

    def phase_at(self, instant: datetime) -> Phase:
        """By the declared periods, else by the day of the vote."""
        return phase_at(self.phases, self.voting_on, self.time_zone, instant)

    def intake_at(self, now: datetime) -> Literal["not_open", "open", "late", "closed"]:
        """A closed election takes reports for 14 more days, as late ones."""
        if self.status is ElectionStatus.DRAFT:
            return "not_open"
        if self.status is ElectionStatus.OPEN:
            return "open"
        if self.status is ElectionStatus.CLOSED and self.closed_at and now < self.closed_at + LATE_FOR:
            return "late"
        return "closed"
