"""The one grid of H3 cells. A coarse cell is always the parent of the stored fine cell."""

from typing import Final

import h3  # type: ignore[import-untyped]  # ships no types

FINE_RESOLUTION: Final = 9  # about 0.1 km² a cell
_FINE_SPACING_M: Final = 250  # between the centres of two neighbours, at the least


def fine_cell(latitude_deg: float, longitude_deg: float) -> int:
    cell: int = h3.str_to_int(h3.latlng_to_cell(latitude_deg, longitude_deg, FINE_RESOLUTION))
    return cell


def parent(cell: int, resolution: int) -> int:
    coarse: int = h3.str_to_int(h3.cell_to_parent(h3.int_to_str(cell), resolution))
    return coarse


def centre(cell: int) -> tuple[float, float]:
    """(latitude, longitude) in degrees."""
    latitude_deg, longitude_deg = h3.cell_to_latlng(h3.int_to_str(cell))
    return latitude_deg, longitude_deg


def around(cell: int, radius_m: int) -> list[int]:
    """The fine cells that hold what lies within about this radius of a point in this one."""
    rings = -(-radius_m // _FINE_SPACING_M)
    return sorted(h3.str_to_int(near) for near in h3.grid_disk(h3.int_to_str(cell), rings))


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points (latitude, longitude) in degrees."""
    metres: float = h3.great_circle_distance(one, other, unit="m")
    return metres
