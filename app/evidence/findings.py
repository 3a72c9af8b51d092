"""What a moderator should look at in a photo: each "ok", "look" or "unknown", with a sentence. Pure.

Never a verdict: nothing here says "fake" or "authentic". A finding keeps the facts it rests on, so that
it can be computed again. Code, level and facts say everything that the sentence says: the console puts it
in the reader's language by them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.evidence.facts import Claim, FileFacts, Neighbour, Position

RULES_VERSION: Final = 3
NEAR_DUPLICATE_BITS: Final = 8
TIME_TOLERANCE: Final = timedelta(minutes=15)
FUTURE_TOLERANCE: Final = timedelta(minutes=5)
PLACE_TOLERANCE_M: Final = 1000.0
# The longest side to which messengers shrink photos (seen: Telegram 1280 and 2560, WhatsApp 1600 and 2048).
MESSENGER_SIDES_PX: Final = frozenset({1280, 1600, 2048, 2560})
EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius, IUGG


class Level(StrEnum):
    OK = "ok"
    LOOK = "look"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    level: Level
    text: str
    facts: dict[str, Any] = field(default_factory=dict)


def findings(
    claim: Claim, facts: FileFacts, neighbours: Sequence[Neighbour], time_zone: ZoneInfo
) -> list[Finding]:
    """All findings about one photo, in the order in which they are shown."""
    return [
        *_as_declared(claim, facts),
        _capture_time(claim, facts, time_zone),
        _capture_place(claim, facts),
        _history(claim, facts),
        _seen_before(neighbours),
        _provenance(facts),
        *_further_pictures(facts),
    ]


def distance_m(one: Position, other: Position) -> float:
    """Great-circle distance by the haversine formula, in metres."""
    lat1, lat2 = math.radians(one.latitude_deg), math.radians(other.latitude_deg)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other.longitude_deg - one.longitude_deg) / 2
    a = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(a)))


def _as_declared(claim: Claim, facts: FileFacts) -> Iterator[Finding]:
    pairs = (
        ("declared-size", "size", claim.size_bytes, facts.size_bytes),
        ("declared-type", "type", claim.media_type, facts.media_type),
    )
    for code, what, declared, found in pairs:
        if declared is None:
            continue
        if declared == found:
            yield Finding(code, Level.OK, f"The {what} is as the phone declared it.")
        else:
            values = {"declared": declared, "found": found}
            yield Finding(code, Level.LOOK, f"The {what} is not what the phone declared.", values)


def _capture_time(claim: Claim, facts: FileFacts, time_zone: ZoneInfo) -> Finding:
    code = "capture-time"
    taken_at, source = _taken_at(claim, facts, time_zone)
    if taken_at is None:
        return Finding(code, Level.UNKNOWN, "The file does not say when it was taken. That is normal.")
    values: dict[str, Any] = {"taken_at": taken_at.isoformat(), "source": source}
    if taken_at > claim.received_at + FUTURE_TOLERANCE:
        return Finding(code, Level.LOOK, "Taken after we received it: the camera's clock is wrong.", values)
    if claim.occurred_from is None or claim.occurred_until is None:
        return Finding(code, Level.UNKNOWN, "The report does not say when it happened.", values)
    off = max(claim.occurred_from - taken_at, taken_at - claim.occurred_until, timedelta(0))
    values["off_minutes"] = round(off.total_seconds() / 60)
    if off <= TIME_TOLERANCE:
        return Finding(code, Level.OK, "Taken when the report says it happened.", values)
    before = taken_at < claim.occurred_from
    text = f"Taken {_spoken(off)} {'before' if before else 'after'} the reported time."
    return Finding(code, Level.LOOK, text, values | {"before": before})


def _taken_at(claim: Claim, facts: FileFacts, time_zone: ZoneInfo) -> tuple[datetime | None, str]:
    """The file's own time before the phone's claim; a time without a zone is read as the election's."""
    if facts.taken_at is not None:
        aware = facts.taken_at if facts.taken_at.tzinfo else facts.taken_at.replace(tzinfo=time_zone)
        return aware, "file"
    return claim.taken_at, "phone"


_POSITION_PROBLEMS: Final = {
    "zero": "The file's position is 0,0: the camera had none.",
    "no-reference": "The file's position does not say north or south, east or west.",
    "out-of-range": "The file's position is not on the earth.",
    "not-a-number": "The file's position is not a number.",
}


def _capture_place(claim: Claim, facts: FileFacts) -> Finding:
    code = "capture-place"
    if facts.position_problem is not None:
        text = _POSITION_PROBLEMS[facts.position_problem]
        return Finding(code, Level.LOOK, text, {"problem": facts.position_problem})
    position = facts.position or claim.position
    source = "file" if facts.position else "phone"
    if position is None:
        return Finding(code, Level.UNKNOWN, "The file has no position. That is normal on most phones.")
    targets = [target for target in (claim.event, claim.station) if target is not None]
    if not targets:
        return Finding(code, Level.UNKNOWN, "The report has no point to compare with.", {"source": source})
    nearest = min(distance_m(position, target) for target in targets)
    values: dict[str, Any] = {"distance_m": round(nearest), "source": source}
    if nearest <= PLACE_TOLERANCE_M + claim.event_accuracy_m:
        return Finding(code, Level.OK, "Taken near the reported place.", values)
    if any(_flipped(position, target) for target in targets):
        text = "The position fits if its sign is turned: a wrong hemisphere reference."
        return Finding(code, Level.LOOK, text, values | {"problem": "sign"})
    return Finding(code, Level.LOOK, f"Taken {_far(nearest)} from the reported place.", values)


def _flipped(position: Position, target: Position) -> bool:
    turned = (
        Position(-position.latitude_deg, position.longitude_deg),
        Position(position.latitude_deg, -position.longitude_deg),
        Position(-position.latitude_deg, -position.longitude_deg),
    )
    return any(distance_m(candidate, target) <= PLACE_TOLERANCE_M for candidate in turned)


def _history(claim: Claim, facts: FileFacts) -> Finding:
    code = "file-history"
    values = {
        name: value
        for name, value in (
            ("software", facts.software or claim.software),
            ("camera", facts.camera),
            ("original_sha256", claim.original_sha256),
        )
        if value
    }
    if claim.original_sha256 is not None:
        text = "The phone resized the photo before sending; it kept the hash of the original."
        return Finding(code, Level.OK, text, values)
    if not facts.has_exif and max(facts.width_px, facts.height_px) in MESSENGER_SIDES_PX:
        text = "The file looks as if it came through a messenger, which removes times and places."
        return Finding(code, Level.LOOK, text, values | {"problem": "messenger"})
    if not facts.has_exif:
        return Finding(code, Level.UNKNOWN, "The file has no camera data. That is normal.", values)
    if facts.software:
        return Finding(code, Level.LOOK, "A program is named as the last that wrote the file.", values)
    return Finding(code, Level.OK, "The file looks as a camera writes it.", values)


def _seen_before(neighbours: Sequence[Neighbour]) -> Finding:
    code = "seen-before"
    others = [neighbour for neighbour in neighbours if not neighbour.same_report]
    same = [neighbour for neighbour in others if neighbour.same_file]
    near = [found for found in others if not found.same_file and found.distance_bits <= NEAR_DUPLICATE_BITS]
    if not same and not near:
        return Finding(code, Level.OK, "No other report of this election has this picture.")
    values = {
        "same": [_reference(found) for found in same],
        "near": [_reference(found) | {"distance_bits": found.distance_bits} for found in near],
    }
    if same:
        return Finding(code, Level.LOOK, f"The same file came with {_others(len(same))}.", values)
    return Finding(code, Level.LOOK, f"A very similar picture came with {_others(len(near))}.", values)


def _provenance(facts: FileFacts) -> Finding:
    if facts.has_c2pa:
        text = "The file carries Content Credentials (C2PA). We have not checked them."
        return Finding("content-credentials", Level.LOOK, text)
    return Finding("content-credentials", Level.UNKNOWN, "The file carries no Content Credentials.")


def _further_pictures(facts: FileFacts) -> Iterator[Finding]:
    if facts.further_pictures:
        text = "The file holds more than one picture. This is the main one; see the original for the others."
        yield Finding("further-pictures", Level.LOOK, text, {"further": facts.further_pictures})


def _reference(found: Neighbour) -> dict[str, Any]:
    return {"photo_id": found.photo_id, "report_id": found.report_id}


def _others(count: int) -> str:
    return "another report" if count == 1 else f"{count} other reports"


def _spoken(off: timedelta) -> str:
    minutes = round(off.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{round(minutes / 60)} hours" if minutes < 2880 else f"{round(minutes / 1440)} days"


def _far(metres: float) -> str:
    return f"{metres / 1000:.0f} km" if metres >= 10_000 else f"{metres / 1000:.1f} km"
