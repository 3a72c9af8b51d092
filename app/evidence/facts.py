"""What a file says of itself, and what its sender said of it. Facts, told apart from claims."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    latitude_deg: float
    longitude_deg: float


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Read from the file by the inspector. EXIF times have no zone unless the camera wrote one."""

    media_type: str
    size_bytes: int
    width_px: int
    height_px: int
    dhash: int | None = None  # 64 bits
    has_exif: bool = False
    taken_at: datetime | None = (
        None  # aware when the camera wrote its zone, else local to wherever the camera was
    )
    position: Position | None = None
    position_problem: str | None = None  # "zero", "no-reference", "out-of-range", "not-a-number"
    software: str | None = None
    camera: str | None = None
    has_c2pa: bool = False
    further_pictures: int = 0  # besides the one that is shown


@dataclass(frozen=True, slots=True)
class Claim:
    """What the phone and the report said, before anybody looked at the file."""

    received_at: datetime
    media_type: str | None = None
    size_bytes: int | None = None
    original_sha256: str | None = None  # of the file before the phone resized it
    taken_at: datetime | None = None
    position: Position | None = None
    software: str | None = None
    occurred_from: datetime | None = None
    occurred_until: datetime | None = None
    event: Position | None = None
    event_accuracy_m: float = 0.0
    station: Position | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another photo of the election that looks like this one, or is it."""

    photo_id: str
    report_id: str
    same_file: bool
    distance_bits: int
    same_report: bool = False
