"""By when an incident should be checked, or parked as not to be confirmed. Pure."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from app.reports.facets import Occurrence
from app.reports.severity import CRITICAL, MAJOR

VIOLENCE_NOW: Final = timedelta(minutes=30)
MAJOR_NOW: Final = timedelta(minutes=100)
CHECKED: Final = {
    5: timedelta(minutes=100),
    4: timedelta(hours=6),
    3: timedelta(hours=6),
    2: timedelta(hours=24),
    1: timedelta(hours=24),
}


class Unchecked(Protocol):
    @property
    def category(self) -> str: ...

    @property
    def severity(self) -> int: ...

    @property
    def occurrence(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


def due(incident: Unchecked) -> datetime:
    """A day after it was opened at the latest, so that nothing starves behind a stream of worse news."""
    return incident.created_at + _limit(incident)


def _limit(incident: Unchecked) -> timedelta:
    happening = incident.occurrence == Occurrence.OCCURRING
    if happening and incident.category.startswith("violence."):
        return VIOLENCE_NOW
    if happening and MAJOR <= incident.severity < CRITICAL:
        return MAJOR_NOW
    return CHECKED[incident.severity]
