"""Counts on a map: one feature for each area or station, on the reference geometry. Pure but for the view."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from app.aggregation.counts import Counts
from app.aggregation.question import By, Question
from app.aggregation.rendering import head
from app.aggregation.table import counts_table
from app.elections.view import ElectionView

PLACES: Final = ((By.AREA,), (By.STATION,))


def as_geojson(counts: Counts, view: ElectionView, question: Question) -> bytes:
    """What is located more coarsely is a feature without geometry, so that the sum is that of all."""
    (by,), table = question.by, counts_table(counts, view, question)
    features = [
        {
            "type": "Feature",
            "geometry": geometry_of(view, by, cell.key[0]),
            "properties": dict(zip(table.names, row, strict=True)),
        }
        for cell, row in zip(counts.cells, table.rows, strict=True)
    ]
    collection = {"type": "FeatureCollection", **head(counts, view, question), "features": features}
    return orjson.dumps(collection, option=orjson.OPT_UTC_Z)


def geometry_of(view: ElectionView, by: By, code: Any) -> Mapping[str, Any] | None:
    if by is By.AREA:
        area = view.areas.get(code) if code else None
        return None if area is None else area.polygon
    station = view.stations.get(code) if code else None
    if station is None or station.longitude_deg is None or station.latitude_deg is None:
        return None
    return {"type": "Point", "coordinates": [station.longitude_deg, station.latitude_deg]}
