"""Times that can be meant: near the ends of the calendar a change of time zone leads out of it."""

from datetime import date
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, AwareDatetime

YEARS: Final = range(1990, 2100)
AnyTime = TypeVar("AnyTime", bound=date)


def is_plausible(at: date) -> bool:
    return at.year in YEARS


def _plausible(at: AnyTime) -> AnyTime:
    if not is_plausible(at):
        raise ValueError(f"should lie between {YEARS.start} and {YEARS.stop}")
    return at


PlausibleInstant = Annotated[AwareDatetime, AfterValidator(_plausible)]
PlausibleDay = Annotated[date, AfterValidator(_plausible)]
