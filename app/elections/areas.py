"""The election's tree of areas, and which of them holds a point."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees


@dataclass(frozen=True, slots=True)
class AreaView:
    code: str
    parent_code: str | None
    level: int
    name: Mapping[str, str]
    polygon: Mapping[str, Any] | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Polygon:
    """Its corners are compared first: making a point for shapely costs more than all of them."""

    code: str
    geometry: Any
    touches: Callable[[float, float], Any]  # longitude, latitude
    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    @classmethod
    def of(cls, code: str, polygon: Mapping[str, Any]) -> "_Polygon":
        import shapely.geometry  # with numpy behind it, loaded where an election has polygons

        geometry = shapely.geometry.shape(dict(polygon))
        shapely.prepare(geometry)
        return cls(code, geometry, partial(shapely.intersects_xy, geometry), *geometry.bounds)

    def meets(self, box: "Box") -> bool:
        import shapely.geometry

        return bool(self.geometry.intersects(shapely.geometry.box(*box)))

    def holds(self, latitude_deg: float, longitude_deg: float) -> bool:
        return (
            self.west_deg <= longitude_deg <= self.east_deg
            and self.south_deg <= latitude_deg <= self.north_deg
            and bool(self.touches(longitude_deg, latitude_deg))
        )


@dataclass(frozen=True, slots=True, eq=False)
class AreaTree:
    """Any depth. A point belongs to the smallest polygon that holds it."""

    by_code: Mapping[str, AreaView]
    _children: Mapping[str | None, tuple[str, ...]] = field(repr=False)
    _polygons: tuple[_Polygon, ...] = field(repr=False)  # the smallest first

    @classmethod
    def of(cls, areas: Iterable[AreaView]) -> "AreaTree":
        by_code = {area.code: area for area in areas}
        children: dict[str | None, list[str]] = {}
        for area in by_code.values():
            children.setdefault(area.parent_code, []).append(area.code)
        polygons = [_Polygon.of(area.code, area.polygon) for area in by_code.values() if area.polygon]
        polygons.sort(key=lambda polygon: (polygon.geometry.area, polygon.code))
        return cls(by_code, {code: tuple(sorted(found)) for code, found in children.items()}, tuple(polygons))

    def get(self, code: str) -> AreaView | None:
        return self.by_code.get(code)

    def children(self, code: str | None) -> tuple[str, ...]:
        return self._children.get(code, ())

    def descendants(self, code: str) -> frozenset[str]:
        """The area itself and everything below it."""
        found, waiting = {code}, list(self.children(code))
        while waiting:
            child = waiting.pop()
            found.add(child)
            waiting.extend(self.children(child))
        return frozenset(found)

    def at_level(self, code: str, level: int) -> str | None:
        """The area or its ancestor at this level; None when the area is coarser than that."""
        area = self.by_code.get(code)
        while area is not None and area.level > level:
            area = self.by_code.get(area.parent_code) if area.parent_code else None
        return area.code if area is not None and area.level == level else None

    @property
    def table_level(self) -> int:
        """The level that is shown when nobody says which: below the root, where there is something."""
        return min(1, max((area.level for area in self.by_code.values()), default=0))

    def at(self, level: int) -> list[str]:
        """The codes of this level, in the order of the import."""
        return [area.code for area in self.by_code.values() if area.level == level]

    def containing(self, latitude_deg: float, longitude_deg: float) -> str | None:
        found = (area.code for area in self._polygons if area.holds(latitude_deg, longitude_deg))
        return next(found, None)

    def meeting(self, box: Box) -> frozenset[str]:
        """Areas whose polygon has a point in common with the box, which does not cross the antimeridian."""
        return frozenset(area.code for area in self._polygons if area.meets(box))

    @property
    def bounds(self) -> Box | None:
        """The smallest box around all polygons."""
        if not self._polygons:
            return None
        return (
            min(area.west_deg for area in self._polygons),
            min(area.south_deg for area in self._polygons),
            max(area.east_deg for area in self._polygons),
            max(area.north_deg for area in self._polygons),
        )
