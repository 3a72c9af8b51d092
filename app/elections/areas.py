"""The election's tree of areas, and which of them holds a point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely import STRtree
from shapely.geometry import Point, shape


@dataclass(frozen=True, slots=True)
class AreaView:
    code: str
    parent_code: str | None
    level: int
    name: Mapping[str, str]
    polygon: Mapping[str, Any] | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class AreaTree:
    """Any depth. A point belongs to the smallest polygon that holds it."""

    by_code: Mapping[str, AreaView]
    _children: Mapping[str | None, tuple[str, ...]] = field(repr=False)
    _polygons: tuple[tuple[float, str, Any], ...] = field(repr=False)  # (size, code, geometry)
    _index: STRtree = field(repr=False)

    @classmethod
    def of(cls, areas: Iterable[AreaView]) -> "AreaTree":
        by_code = {area.code: area for area in areas}
        children: dict[str | None, list[str]] = {}
        for area in by_code.values():
            children.setdefault(area.parent_code, []).append(area.code)
        shapes = [(area.code, shape(dict(area.polygon))) for area in by_code.values() if area.polygon]
        polygons = tuple(sorted((geometry.area, code, geometry) for code, geometry in shapes))
        tree = STRtree([geometry for _, _, geometry in polygons])
        return cls(by_code, {code: tuple(sorted(found)) for code, found in children.items()}, polygons, tree)

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

    def containing(self, latitude_deg: float, longitude_deg: float) -> str | None:
        hits = self._index.query(Point(longitude_deg, latitude_deg), predicate="intersects")
        return self._polygons[min(hits)][1] if len(hits) else None
