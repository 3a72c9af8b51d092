"""Where and when, as OGC API - Features asks: what may have been there and then, not only what surely was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.incidents.grammar import BoundingBox


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends included, on the election's clock; None is open."""

    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Extent:
    """In any of the boxes, if there are any, and within the interval, if there is one."""

    boxes: tuple[BoundingBox, ...] = ()
    interval: Interval | None = None


EVERYWHERE: Final = Extent()
