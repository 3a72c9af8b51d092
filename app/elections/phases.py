"""The phases of an election, and which one an instant falls into. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum


class Phase(StrEnum):
    PRE_CAMPAIGN = "pre_campaign"
    CAMPAIGN = "campaign"
    SILENCE = "silence"
    EARLY_VOTING = "early_voting"
    OPENING = "opening"
    VOTING = "voting"
    CLOSING = "closing"
    COUNTING = "counting"
    TABULATION = "tabulation"
    POST_ELECTION = "post_election"


@dataclass(frozen=True, slots=True)
class PhasePeriod:
    """`since <= instant < until`."""

    phase: Phase
    since: datetime
    until: datetime


def phase_at(periods: Iterable[PhasePeriod], voting_on: date, time_zone: tzinfo, instant: datetime) -> Phase:
    """The first declared period that holds the instant; else by its day in the election's time zone."""
    for period in periods:
        if period.since <= instant < period.until:
            return period.phase
    day = instant.astimezone(time_zone).date()
    if day == voting_on:
        return Phase.VOTING
    return Phase.CAMPAIGN if day < voting_on else Phase.POST_ELECTION
