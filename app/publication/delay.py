"""When an incident may be published at the earliest. Pure."""

from datetime import date, datetime, timedelta
from typing import Final

PLAUSIBLE: Final = timedelta(days=3650)


def happened_by(
    occurred_at: datetime | None, interval: tuple[datetime, datetime] | None, known_since: datetime
) -> datetime:
    """The latest instant at which it can have happened.

    `occurred_at` is given where it is known to the minute, else `interval` is the hour or day;
    `known_since` is when we first heard of it.
    """
    if occurred_at is not None:
        return occurred_at
    if interval is None:
        return known_since
    since, until = interval
    return max(since, min(until, known_since))


def earliest_publication(happened_by: datetime, delay_minutes: int) -> datetime:
    return happened_by + timedelta(minutes=delay_minutes)


def is_plausible(day: date, voting_on: date) -> bool:
    """Anything else is a slip of the keyboard, and would stand in public for ever."""
    return abs(day - voting_on) <= PLAUSIBLE
