"""The collections of each election, and what may be asked of them. Pure but for the view."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.elections.view import ElectionView
from app.publication.ogc.columns import Kind
from app.publication.ogc.errors import CollectionNotFound

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_TITLES: Final = {
    Kind.INCIDENTS: "published incidents",
    Kind.AREAS: "areas, with counts",
    Kind.STATIONS: "polling stations",
}
_DESCRIPTIONS: Final = {
    Kind.INCIDENTS: "Incidents as leads published them, newest first. A point is the centre of a cell of the "
    "published grid, or a station where that may be known; many incidents have none.",
    Kind.AREAS: "Each area with the published incidents in it and below, and their reports. What is not "
    "located stands in none, so they need not add up to the totals.",
    Kind.STATIONS: "Polling stations as they were imported. Stations of unknown position have no point.",
}


@dataclass(frozen=True, slots=True)
class Collection:
    view: ElectionView
    kind: Kind

    @property
    def id(self) -> str:
        return f"{self.view.slug}.{self.kind}"

    @property
    def title(self) -> str:
        name = self.view.name.get("en") or next(iter(self.view.name.values()))
        return f"{name}: {_TITLES[self.kind]}"

    @property
    def description(self) -> str:
        synthetic = "SYNTHETIC: made up, of no real event. " if self.view.synthetic else ""
        return synthetic + _DESCRIPTIONS[self.kind]

    @property
    def extent(self) -> dict[str, Any]:
        """That of the election's own map, so that it does not move with what is published."""
        found = self.view.areas.bounds
        return {} if found is None else {"spatial": {"bbox": [list(found)], "crs": CRS84}}


def of(views: Iterable[ElectionView]) -> list[Collection]:
    return [Collection(view, kind) for view in views for kind in Kind]


def named(views: Iterable[ElectionView], collection_id: str) -> Collection:
    """Raises CollectionNotFound."""
    for collection in of(views):
        if collection.id == collection_id:
            return collection
    raise CollectionNotFound("/ogc/collections says which there are.")
