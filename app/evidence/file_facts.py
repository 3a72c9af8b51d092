"""What a file says of itself: time, place, camera, program, fingerprint. Runs inside the sandbox."""

import math
import re
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from PIL import ExifTags, Image
from PIL.Image import Resampling

_MAX_TEXT: Final = 80  # characters
_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")
_OFFSET: Final = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")
_HASH_COLUMNS, _HASH_ROWS = 8, 8
# The label of a C2PA manifest store in its JUMBF box (C2PA 2.1, 11.1), in whatever container.
_C2PA_LABEL: Final = b"jumdc2pa"
_C2PA_SEARCHED_BYTES: Final = 4 * 1024 * 1024


def read(content: bytes, image: Image.Image) -> dict[str, Any]:
    """As JSON, before the pixels are touched. What cannot be read is left out; nothing here raises."""
    exif = _exif(image)
    found: dict[str, Any] = {
        "has_exif": bool(exif),
        "has_c2pa": _C2PA_LABEL in content[:_C2PA_SEARCHED_BYTES],
        "software": _text(exif.get(ExifTags.Base.Software)),
        "camera": _camera(exif),
        "taken_at": _taken_at(exif),
    }
    return {name: value for name, value in (found | _position(exif)).items() if value is not None}


def dhash(image: Image.Image) -> str:
    """64 bits as hex: for each of 8 × 8 places whether it is brighter than the one to its right.

    Survives scaling and recompression. After Neal Krawetz, "Kind of Like That" (2013).
    """
    small = image.convert("L").resize((_HASH_COLUMNS + 1, _HASH_ROWS), Resampling.BOX)
    pixels = small.tobytes()
    bits = 0
    for row in range(_HASH_ROWS):
        for column in range(_HASH_COLUMNS):
            at = row * (_HASH_COLUMNS + 1) + column
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    return f"{bits:016x}"


def _exif(image: Image.Image) -> dict[int, Any]:
    """All tags of the first, the Exif and the GPS directory, the latter two under their pointers."""
    try:
        exif = image.getexif()
        found: dict[int, Any] = dict(exif)
        for pointer in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
            found[pointer] = dict(exif.get_ifd(pointer))
    except Exception:  # noqa: BLE001 - a decoder may raise anything
        return {}
    return found if any(found.values()) else {}


def _directory(exif: dict[int, Any], pointer: int) -> dict[int, Any]:
    found = exif.get(pointer)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return None
    return _UNPRINTABLE.sub(" ", value).strip()[:_MAX_TEXT] or None


def _camera(exif: dict[int, Any]) -> str | None:
    make, model = _text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))
    if make and model and model.lower().startswith(make.lower()):
        return model
    return " ".join(filter(None, (make, model))) or None


def _taken_at(exif: dict[int, Any]) -> str | None:
    """ISO 8601, with an offset only if the camera wrote one."""
    taken = _directory(exif, ExifTags.IFD.Exif)
    written = _text(taken.get(ExifTags.Base.DateTimeOriginal))
    if written is None:
        return None
    try:
        at = datetime.strptime(written[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone comes apart
    except ValueError:
        return None
    offset = _OFFSET.fullmatch(_text(taken.get(ExifTags.Base.OffsetTimeOriginal)) or "")
    if offset is not None and int(offset[2]) < 24 and int(offset[3]) < 60:
        minutes = int(offset[2]) * 60 + int(offset[3])
        at = at.replace(tzinfo=timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)))
    return at.isoformat()


def _position(exif: dict[int, Any]) -> dict[str, Any]:
    """WGS 84 degrees, or what is wrong with them."""
    gps = _directory(exif, ExifTags.IFD.GPSInfo)
    if ExifTags.GPS.GPSLatitude not in gps or ExifTags.GPS.GPSLongitude not in gps:
        return {}
    latitude, longitude = _degrees(gps[ExifTags.GPS.GPSLatitude]), _degrees(gps[ExifTags.GPS.GPSLongitude])
    if latitude is None or longitude is None:
        return {"position_problem": "not-a-number"}
    north, east = _text(gps.get(ExifTags.GPS.GPSLatitudeRef)), _text(gps.get(ExifTags.GPS.GPSLongitudeRef))
    if north not in {"N", "S"} or east not in {"E", "W"}:
        return {"position_problem": "no-reference"}
    latitude, longitude = latitude * (-1 if north == "S" else 1), longitude * (-1 if east == "W" else 1)
    if abs(latitude) > 90 or abs(longitude) > 180:
        return {"position_problem": "out-of-range"}
    if latitude == 0 and longitude == 0:
        return {"position_problem": "zero"}
    return {"latitude_deg": latitude, "longitude_deg": longitude}


def _degrees(value: Any) -> float | None:
    """From degrees, minutes and seconds as rationals; the last two may be missing."""
    parts = value if isinstance(value, tuple | list) else (value,)
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not 1 <= len(numbers) <= 3 or not all(map(math.isfinite, numbers)) or min(numbers) < 0:
        return None
    return math.fsum(number / 60**place for place, number in enumerate(numbers))
