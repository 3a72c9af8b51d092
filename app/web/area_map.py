"""The election's areas as an outline, with a circle for what was published in each. Pure.

How dark an area is says how much was watched there (app.web.watched), never how much was published.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from app.elections.areas import AreaTree
from app.web.count_table import Sum

WIDTH: Final = 720
LARGEST_RADIUS: Final = 34.0
SMALLEST_RADIUS: Final = 9.0  # a figure of one digit fits in
_MAX_HEIGHT: Final = 620
_FINEST: Final = 0.7  # finer bends than this many pixels are not drawn


@dataclass(frozen=True, slots=True)
class Outline:
    """`path` is SVG path data in pixels; `x` and `y` are a point inside, and so are its degrees."""

    code: str
    path: str
    x: float
    y: float
    longitude_deg: float
    latitude_deg: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """Circles whose areas are as the numbers; `verified_radius` is 0 where nothing is verified."""

    code: str
    x: float
    y: float
    radius: float
    verified_radius: float
    sum: Sum


@dataclass(frozen=True, slots=True)
class AreaMap:
    width: int
    height: int
    outlines: tuple[Outline, ...]
    symbols: tuple[Symbol, ...]  # the largest first, so that none is hidden
    elsewhere: int  # incidents that are not on it


def area_map(areas: AreaTree, codes: Sequence[str], sums: Mapping[Any, Sum]) -> AreaMap | None:
    """None where no area has a polygon, or where what is published lies in areas without one."""
    height, outlines = _outlines(areas, tuple(codes))
    if not outlines:
        return None
    filled = {code: each for code, each in sums.items() if code is not None and each.incidents}
    largest = max((each.incidents for each in filled.values()), default=1)
    symbols = [
        Symbol(
            outline.code,
            outline.x,
            outline.y,
            radius(filled[outline.code].incidents, largest),
            _share_of(radius(filled[outline.code].incidents, largest), filled[outline.code]),
            filled[outline.code],
        )
        for outline in outlines
        if outline.code in filled
    ]
    symbols.sort(key=lambda symbol: -symbol.radius)
    shown = sum(symbol.sum.incidents for symbol in symbols)
    elsewhere = sum(each.incidents for each in sums.values()) - shown
    return AreaMap(WIDTH, height, outlines, tuple(symbols), elsewhere)


def radius(incidents: int, largest: int) -> float:
    """In pixels: the circle's area is as the number, but no circle is too small for its figure."""
    return round(max(SMALLEST_RADIUS, LARGEST_RADIUS * math.sqrt(incidents / max(largest, 1))), 1)


def _share_of(whole: float, sum: Sum) -> float:
    return round(whole * math.sqrt(sum.verified / sum.incidents), 1)


@lru_cache(maxsize=16)
def _outlines(areas: AreaTree, codes: tuple[str, ...]) -> tuple[int, tuple[Outline, ...]]:
    """Height and outlines, equirectangular and true to scale in the middle, as people know the shape."""
    import shapely.geometry
    from shapely import affinity

    drawn = {
        code: shapely.geometry.shape(dict(polygon))
        for code in codes
        if (polygon := areas.by_code[code].polygon)
    }
    if not drawn:
        return 0, ()
    west, south, east, north = shapely.total_bounds(list(drawn.values())).tolist()
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * squeeze or 1), _MAX_HEIGHT / ((north - south) or 1))
    shift = (WIDTH - (east - west) * squeeze * scale) / 2
    found = []
    for code, geometry in drawn.items():
        moved = affinity.affine_transform(
            geometry,
            [squeeze * scale, 0, 0, -scale, shift - west * squeeze * scale, north * scale],
        )
        inside = moved.representative_point()
        found.append(
            Outline(
                code,
                _path(shapely.simplify(moved, _FINEST)),
                round(inside.x, 1),
                round(inside.y, 1),
                round(west + (inside.x - shift) / (squeeze * scale), 4),
                round(north - inside.y / scale, 4),
            )
        )
    return round((north - south) * scale), tuple(found)


def _path(geometry: Any) -> str:
    polygons = getattr(geometry, "geoms", [geometry])
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in list(ring.coords)[:-1]) + "Z" for ring in rings
    )
