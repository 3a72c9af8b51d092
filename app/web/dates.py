"""Days, instants and sizes as people write them: medium forms, 24-hour clock, in the election's time zone."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.units import format_unit

from app.web.messages import DEFAULT_LANGUAGE, ENDONYMS

# Day before month in English too: the readers are not in North America.
_FORMS: Final = {"en": Locale("en", "GB")}


@lru_cache(maxsize=4096)
def day(language: str, on: date) -> str:
    """Never all digits: 3/4 is March in one language and April in another."""
    return format_date(on, "medium", locale=_locale(language))


def moment(language: str, at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{day(language, local.date())}, {local:%H:%M}"


def utc_offset(zone: ZoneInfo, at: datetime) -> str:
    """`UTC+6`, as it stood at that instant."""
    minutes = round((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def megabytes(language: str, size_bytes: int) -> str:
    return format_unit(size_bytes // 2**20, "digital-megabyte", length="short", locale=_locale(language))


def size(language: str, size_bytes: int) -> str:
    """`12 kB`, `340 MB`: in thousands, rounded up."""
    unit, of = ("megabyte", 1_000_000) if size_bytes >= 1_000_000 else ("kilobyte", 1_000)
    return format_unit(ceil(size_bytes / of), f"digital-{unit}", length="short", locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    if language in _FORMS:
        return _FORMS[language]
    return Locale.parse(language if language in ENDONYMS else DEFAULT_LANGUAGE, sep="-")
