"""Whether a geometry is a polygon on the earth that points can be looked up in."""

from typing import Any, Final

from app.elections.import_result import BadRow

MAX_POSITIONS: Final = 200_000  # of one area
_SHORTEST_RING: Final = 4


def checked_polygon(geometry: Any) -> dict[str, Any] | None:
    """GeoJSON Polygon or MultiPolygon in longitude and latitude, without altitudes; null stays None."""
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadRow("not-a-polygon", "geometry should be a Polygon, a MultiPolygon or null.")
    given = geometry.get("coordinates")
    parts = [given] if kind == "Polygon" else _list(given)
    polygons = [[_ring(ring) for ring in _list(part)] for part in parts]
    if sum(len(ring) for polygon in polygons for ring in polygon) > MAX_POSITIONS:
        raise BadRow("too-many-positions", f"An area has at most {MAX_POSITIONS} positions: simplify it.")
    checked = {"type": kind, "coordinates": polygons[0] if kind == "Polygon" else polygons}
    _require_valid(checked)
    return checked


def _require_valid(geometry: dict[str, Any]) -> None:
    from shapely.errors import ShapelyError  # with numpy behind it, loaded where polygons are imported
    from shapely.geometry import shape
    from shapely.validation import explain_validity

    try:
        found = shape(geometry)
    except (ValueError, ShapelyError):
        raise BadRow("bad-geometry", "The rings do not make a polygon.") from None
    if not found.is_valid:
        reason = explain_validity(found).partition("[")[0]
        raise BadRow("bad-geometry", f"The polygon is not valid: {reason}. Repair it, then import it again.")


def _ring(ring: Any) -> list[list[float]]:
    positions = [_position(position) for position in _list(ring)]
    if len(positions) < _SHORTEST_RING or positions[0] != positions[-1]:
        raise BadRow("bad-geometry", "A ring needs at least four positions, the last equal to the first.")
    return positions


def _position(position: Any) -> list[float]:
    numbers = _list(position)[:2]
    if len(numbers) < 2 or not all(type(number) in (int, float) for number in numbers):
        raise BadRow("bad-geometry", "A position should be a longitude and a latitude.")
    longitude_deg, latitude_deg = numbers
    # Written so that NaN is refused, too.
    if not (abs(longitude_deg) <= 180 and abs(latitude_deg) <= 90):
        raise BadRow("not-degrees", "Positions should be longitude, latitude in degrees (WGS 84).")
    return [float(longitude_deg), float(latitude_deg)]


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise BadRow("bad-geometry", "coordinates should be nested arrays of positions.")
    return value
