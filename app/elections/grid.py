"""The one grid of H3 cells. A coarse cell is always the parent of the stored fine cell."""

from typing import Final

import h3  # type: ignore[import-untyped]  # ships no types

FINE_RESOLUTION: Final = 9  # about 0.1 km² a cell


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
