"""An election as the rest of the service reads it: one immutable snapshot, kept in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from app.elections.areas import AreaTree
from app.elections.models import ElectionStatus, Mode
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
class PhasePeriod:
    """`since <= instant < until`."""

    phase: str
    since: datetime
    until: datetime


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
    parties: tuple[str, ...]
    cited_figures: Mapping[str, Any]
    closed_at: datetime | None
    version: int
    taxonomy: Taxonomy
    areas: AreaTree
    stations: Mapping[str, StationView]

    def phase_at(self, instant: datetime) -> str:
        """By the declared periods, else by the day of the vote."""
        for period in self.phases:
            if period.since <= instant < period.until:
                return period.phase
        day = instant.astimezone(self.time_zone).date()
        if day == self.voting_on:
            return "voting"
        return "campaign" if day < self.voting_on else "post_election"

    def intake_at(self, now: datetime) -> Literal["not_open", "open", "late", "closed"]:
        """A closed election takes reports for 14 more days, as late ones."""
        if self.status is ElectionStatus.DRAFT:
            return "not_open"
        if self.status is ElectionStatus.OPEN:
            return "open"
        if self.status is ElectionStatus.CLOSED and self.closed_at and now < self.closed_at + LATE_FOR:
            return "late"
        return "closed"
