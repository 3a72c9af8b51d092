"""Which times of a visit can be: checked alike for a file and for a phone. Pure."""

from datetime import datetime, timedelta
from typing import Final

from app.elections.import_result import BadRow

LONGEST: Final = timedelta(hours=48)
CLOCK_SKEW: Final = timedelta(hours=1)


def check_times(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """Raise BadRow unless the visit lies in order, in the past and within two days."""
    if ended_at < started_at:
        raise BadRow("ends-before-start", "The visit ends before it begins.")
    if ended_at > now + CLOCK_SKEW:
        raise BadRow("in-the-future", "The visit ends in the future. Report it when it is over.")
    if ended_at - started_at > LONGEST:
        raise BadRow("too-long-a-visit", "A visit lasts two days at most. Report each day by itself.")
