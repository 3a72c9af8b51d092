"""From the fields of the report form to a report, or to sentences that say what to change. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.elections.taxonomy import Taxonomy
from app.reports.facets import Occurrence, TimePrecision

TEXT_LIMITS: Final[Mapping[str, int]] = {
    "description": 4000,
    "place_text": 500,
    "contact": 500,
    "station": 40,
}
_YEARS: Final = range(1990, 2100)
# What people write where the browser has no calendar: 4.10.2020, 04/10/2020.
_WRITTEN_DAY: Final = re.compile(r"\A(\d{1,2})[./](\d{1,2})[./](\d{4})\Z")
_AS_TYPED: Final = (
    "station",
    "area",
    "place_text",
    "description",
    "knowledge",
    "reporter_type",
    "language",
    "contact",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to change: the name of the field, the sentence about it, and what to fill it with."""

    name: str
    sentence: str
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody filled it in."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, fields: Iterable[tuple[str, str]]) -> "Filled":
        """Line ends as one character, as the limits count them; of a repeated field the last one."""
        return cls({name: value.replace("\r\n", "\n").strip() for name, value in fields})

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def faults(self, zone: ZoneInfo) -> list[Fault]:
        found = []
        if not self["tile"] and not self["kind"]:
            found.append(Fault("tile", "report.error.category_missing"))
        for name, limit in TEXT_LIMITS.items():
            if (length := len(self[name])) > limit:
                values = {"length": length, "limit": limit}
                found.append(Fault(name, "report.error.too_long", values))
        if self._names_a_day and _instant(self["day"], self["time"], zone) is None:
            found.append(Fault("day", "report.error.time_invalid"))
        return found

    def identity(self) -> dict[str, str]:
        """What a second sending of this form must equal to be the same report."""
        return {name: value for name, value in self.values.items() if value}

    def report(self, taxonomy: Taxonomy, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
        """The body of a report, for a form without faults."""
        body: dict[str, Any] = {name: self[name] for name in _AS_TYPED if self[name]}
        body["category"] = self._category(taxonomy)
        body["occurrence"] = self["occurrence"] or Occurrence.OCCURRED
        body["may_refer"] = "yes" if self["may_refer"] else "no"
        body["test"] = bool(self["test"])
        if self["hurt"] == "yes":
            body["harm"] = {"injured": {"min": 1, "max": None}}
        return body | self._time(zone, now)

    @property
    def _names_a_day(self) -> bool:
        """A day that was written down was meant, also where “just now” was left as it stood."""
        return self["when"] == "at" or (self["when"] == "now" and bool(self["day"]))

    def _category(self, taxonomy: Taxonomy) -> str:
        if self["kind"]:
            return self["kind"]
        tile = taxonomy.tiles.get(self["tile"])
        if tile is None:
            return self["tile"]  # kept and flagged, as any category that nobody knows
        return tile.if_someone_is_hurt if self["hurt"] == "yes" and tile.if_someone_is_hurt else tile.default

    def _time(self, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
        named = _instant(self["day"], self["time"], zone) if self._names_a_day else None
        if named is not None and self["time"]:
            return {"occurred_at": named.isoformat(), "time_precision": TimePrecision.MINUTE}
        if named is not None:
            return {"occurred_on": named.date().isoformat(), "time_precision": TimePrecision.DAY}
        if self["when"] == "now":
            return {"occurred_at": now.astimezone(zone).isoformat(), "time_precision": TimePrecision.HOUR}
        if self["when"] == "today":
            return {
                "occurred_on": now.astimezone(zone).date().isoformat(),
                "time_precision": TimePrecision.DAY,
            }
        return {"time_precision": TimePrecision.UNKNOWN}


def _instant(day: str, clock: str, zone: ZoneInfo) -> datetime | None:
    """By the election's clock; without a time, the day's beginning. None for what is no day or no time."""
    try:
        on = date.fromisoformat(_WRITTEN_DAY.sub(_iso, day))
        at = time.fromisoformat(clock.replace(".", ":").zfill(5) if clock else "00:00")
    except ValueError:
        return None
    return datetime.combine(on, at, tzinfo=zone) if on.year in _YEARS else None


def _iso(written: re.Match[str]) -> str:
    return f"{written[3]}-{int(written[2]):02d}-{int(written[1]):02d}"
