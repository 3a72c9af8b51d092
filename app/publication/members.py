"""A published incident as members for JSON, straight from its row. PublicIncidentOut and Feature declare
them; where ten thousand are asked for at once, nobody builds those."""

from typing import Any

from app.elections.view import ElectionView
from app.incidents.models import RelationKind
from app.incidents.public import Shown
from app.publication.masking import interval


def members(view: ElectionView, record: Shown) -> dict[str, Any]:
    """In the order of PublicIncidentOut."""
    known = interval(record.occurred_on, record.occurred_hour, view.time_zone)
    since, until = known or (None, None)
    return {
        "ref": record.ref,
        "synthetic": view.synthetic,
        "category": record.category,
        "group": record.category.partition(".")[0],
        "counts_as": record.counts_as,
        "severity": record.severity,
        "veracity": record.veracity,
        "disputed": record.disputed,
        "occurred_from": since,
        "occurred_to": until,
        "time_precision": record.time_precision,
        "area": record.area_code,
        "station": record.station_code,
        "location_precision": record.location_precision,
        "position": _position(record),
        "public_text": record.public_text,
        "harm": {
            kind: {"min": found.get("min"), "max": found.get("max")}
            for kind, found in sorted(record.harm.items())
        },
        "reports": record.reports,
        "sources": record.sources,
        "statements": [
            {"by": said["by"], "kind": said["kind"], "text": said["text"]} for said in record.statements
        ],
        "related": record.related_refs,
        "continues": _standing(record, RelationKind.CONTINUES),
        "continued_by": _standing(record, RelationKind.CONTINUED_BY),
        "published_at": record.published_at,
        "changed_at": record.changed_at,
    }


def feature(view: ElectionView, record: Shown) -> dict[str, Any]:
    """RFC 7946; in the order of Feature."""
    properties = members(view, record)
    at = properties.pop("position")
    return {
        "type": "Feature",
        "id": record.ref,
        "geometry": at and {"type": "Point", "coordinates": [at["longitude_deg"], at["latitude_deg"]]},
        "properties": properties,
    }


def _standing(record: Shown, kind: RelationKind) -> list[str]:
    return [ref for ref in record.related_refs if record.continuations.get(ref) == kind]


def _position(record: Shown) -> dict[str, float] | None:
    if record.latitude_deg is None or record.longitude_deg is None:
        return None
    return {"latitude_deg": record.latitude_deg, "longitude_deg": record.longitude_deg}
