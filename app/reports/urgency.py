"""When a report is due for its first look: its class's limit after receipt, sooner if it is happening now."""

from datetime import datetime, timedelta
from typing import Final

from app.reports.facets import Occurrence

FIRST_LOOK: Final = {
    5: timedelta(minutes=20),
    4: timedelta(minutes=60),
    3: timedelta(minutes=60),
    2: timedelta(hours=4),
    1: timedelta(hours=4),
}
VIOLENCE_NOW: Final = timedelta(minutes=5)
MAJOR_NOW: Final = timedelta(minutes=20)


def due_at(received_at: datetime, *, category: str, severity: int, occurrence: str) -> datetime:
    """Everything comes due some day, so nothing starves behind a stream of worse news."""
    return received_at + _limit(category, severity, happening=occurrence == Occurrence.OCCURRING)


def on_top_because(*, category: str, severity: int, occurrence: str, due_at: datetime, now: datetime) -> str:
    """Why this one is served first, in words a moderator can check."""
    minutes = int((due_at - now).total_seconds() // 60)
    what = f"severity {severity}"
    if occurrence == Occurrence.OCCURRING:
        what = "violence happening now" if category.startswith("violence.") else f"{what}, happening now"
    return f"{what}; " + (f"{minutes} min left" if minutes >= 0 else f"overdue by {-minutes} min")


def _limit(category: str, severity: int, *, happening: bool) -> timedelta:
    if happening and category.startswith("violence."):
        return VIOLENCE_NOW
    if happening and severity >= 4:
        return MAJOR_NOW
    return FIRST_LOOK[severity]
