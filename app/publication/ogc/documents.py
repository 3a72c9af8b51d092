"""The documents around the features: landing page, conformance, collections, items. Pure but for the view."""

from collections.abc import Sequence
from typing import Any, Final

from app.aggregation.caveat import CAVEAT
from app.core.negotiation import GEOJSON, JSON
from app.publication.ogc.collections import CRS84, Collection
from app.publication.ogc.columns import schema_of
from app.publication.ogc.features import Feature, FeaturePage
from app.publication.ogc.links import DOCUMENTS, FEATURES, HTML, OPENAPI, SCHEMA, Address

CONFORMS_TO: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
TITLE: Final = "Pollwatch: election incidents"
Document = dict[str, Any]


def landing(at: Address) -> Document:
    return {
        "title": TITLE,
        "description": f"Published incidents of each election, areas with counts, and stations. {CAVEAT}",
        "links": [
            *at.itself(DOCUMENTS),
            at.link("service-desc", "/ogc/api", OPENAPI, "The definition of this API"),
            at.link("service-doc", "/ogc/api", HTML, "The definition as a page"),
            at.link("conformance", "/ogc/conformance", JSON, "What of the standard holds here"),
            at.link("data", "/ogc/collections", JSON, "The collections"),
        ],
    }


def conformance(at: Address) -> Document:
    return {"conformsTo": list(CONFORMS_TO), "links": at.itself(DOCUMENTS)}


def collections(at: Address, found: Sequence[Collection]) -> Document:
    return {
        "links": at.itself(DOCUMENTS),
        "collections": [{**_described(each), "links": _links_of(at, each)} for each in found],
    }


def collection(at: Address, found: Collection) -> Document:
    return {**_described(found), "links": [*at.itself(DOCUMENTS), *_links_of(at, found)]}


def schema(at: Address, found: Collection) -> Document:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": at.to(f"{_path(found)}/schema"),
        "title": found.title,
        "description": found.description,
        **schema_of(found.kind),
    }


def items(at: Address, found: Collection, page: FeaturePage, cursor: str | None) -> Document:
    """`timeStamp` is left out: the same question has the same bytes until something is published."""
    links = at.itself(FEATURES)
    if cursor is not None:
        links.append(at.next(cursor))
    links.append(at.link("collection", _path(found), JSON, found.title))
    matched = {} if page.matched is None else {"numberMatched": page.matched}
    return {
        "type": "FeatureCollection",
        "title": found.title,
        "description": found.description,
        "features": page.features,
        **matched,
        "numberReturned": len(page.features),
        "links": links,
    }


def item(at: Address, found: Collection, feature: Feature) -> Document:
    links = at.itself(FEATURES)
    links.append(at.link("collection", _path(found), JSON, found.title))
    return {**feature, "links": links}


def _described(found: Collection) -> Document:
    extent = found.extent
    return {
        "id": found.id,
        "title": found.title,
        "description": found.description,
        **({"extent": extent} if extent else {}),
        "itemType": "feature",
        "crs": [CRS84],
    }


def _links_of(at: Address, found: Collection) -> list[dict[str, Any]]:
    path = _path(found)
    return [
        at.link("items", f"{path}/items", GEOJSON, found.title),
        at.link("items", f"{path}/items", HTML, f"{found.title}, as a page"),
        at.link("describedby", f"{path}/schema", SCHEMA, "Its schema"),
    ]


def _path(found: Collection) -> str:
    return f"/ogc/collections/{found.id}"
