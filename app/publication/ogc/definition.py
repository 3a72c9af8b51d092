"""The definition of `/ogc` that the standard wants: OpenAPI 3.0, each collection with what it takes. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from app import __version__
from app.core.negotiation import GEOJSON, JSON, Format
from app.incidents.grammar_documentation import DESCRIPTIONS
from app.publication.ogc.collections import Collection
from app.publication.ogc.columns import schema_of
from app.publication.ogc.documents import TITLE
from app.publication.ogc.links import HTML, OPENAPI, SCHEMA, Address
from app.publication.ogc.query import DEFAULT_LIMIT, MAX_LIMIT, PROPERTIES

_OWN_PROPERTIES: Final = {
    "level": "Of the areas; 0 is the root.",
    "parent": "Code of the area above. Commas mean or.",
}
_NUMBERS: Final = {"type": "array", "items": {"type": "number"}}
_PROBLEM: Final = {
    "description": "What was wrong, and what to do (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}
_LINK: Final = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
_OBJECT: Final = {"type": "object"}


def definition(at: Address, found: Sequence[Collection]) -> dict[str, Any]:
    paths = {
        "/": _get("landing", "Landing page", (JSON, HTML)),
        "/api": _get("definition", "This definition", (OPENAPI, HTML)),
        "/conformance": _get("conformance", "What of the standard holds here", (JSON, HTML)),
        "/collections": _get("collections", "The collections", (JSON, HTML)),
    }
    for collection in found:
        paths |= _paths_of(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "version": __version__,
            "description": "OGC API – Features, Part 1: Core (OGC 17-069r4).",
        },
        "servers": [{"url": at.to("/ogc")}],
        "paths": paths,
        "components": {"parameters": _parameters(), "schemas": {"link": _LINK}},
    }


def _paths_of(collection: Collection) -> dict[str, Any]:
    path, name = f"/collections/{collection.id}", collection.id
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": _in_3_0(schema_of(collection.kind)),
        },
    }
    page = {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": feature},
            "numberReturned": {"type": "integer"},
            "numberMatched": {"type": "integer"},
            "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
        },
    }
    properties = sorted(PROPERTIES[collection.kind])
    taken = [{"$ref": f"#/components/parameters/{each}"} for each in ("limit", "bbox", "datetime", "cursor")]
    taken += [{"$ref": f"#/components/parameters/{each}"} for each in properties]
    return {
        path: _get(f"{name}.collection", collection.title, (JSON, HTML)),
        f"{path}/schema": _get(f"{name}.schema", "What its features are made of", (SCHEMA,)),
        f"{path}/items": _get(f"{name}.items", collection.title, (GEOJSON, HTML), taken, page),
        f"{path}/items/{{featureId}}": _get(
            f"{name}.item",
            "One feature",
            (GEOJSON, HTML),
            [{"$ref": "#/components/parameters/featureId"}],
            feature,
        ),
    }


def _get(
    name: str,
    summary: str,
    forms: Sequence[Format],
    parameters: Sequence[dict[str, Any]] = (),
    schema: dict[str, Any] = _OBJECT,
) -> dict[str, Any]:
    content = {form.media_type: {"schema": {"type": "string"} if form is HTML else schema} for form in forms}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*parameters, {"$ref": "#/components/parameters/f"}],
            "responses": {
                "200": {"description": summary, "content": content},
                "400": _PROBLEM,
                "404": _PROBLEM,
                "406": _PROBLEM,
            },
        }
    }


def _parameters() -> dict[str, Any]:
    named = sorted({name for names in PROPERTIES.values() for name in names})
    descriptions = DESCRIPTIONS | _OWN_PROPERTIES
    return {
        "featureId": {
            "name": "featureId",
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
        },
        "limit": _query(
            "limit",
            "Features on a page; more than the maximum is taken as the maximum.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "bbox": _query(
            "bbox",
            "Selects features that meet the box: minLon,minLat,maxLon,maxLat in CRS84, or six numbers.",
            {"oneOf": [{**_NUMBERS, "minItems": size, "maxItems": size} for size in (4, 6)]},
            style="form",
            explode=False,
        ),
        "datetime": _query(
            "datetime",
            "An instant or an interval (RFC 3339; `..` is open). Selects what may have happened then, and "
            "nothing that has no time.",
            {"type": "string"},
            style="form",
            explode=False,
        ),
        "cursor": _query("cursor", "From the link `next`.", {"type": "string"}),
        "f": _query("f", "The form; else by `Accept`.", {"type": "string"}),
        **{name: _query(name, descriptions[name], {"type": "string"}) for name in named},
    }


def _query(name: str, description: str, schema: dict[str, Any], **style: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        **style,
    }


def _in_3_0(schema: dict[str, Any]) -> dict[str, Any]:
    """Without what OpenAPI 3.0 does not know, and without the geometry, which is a member of its own."""
    properties = {
        name: {**column, "nullable": name not in schema["required"]}
        for name, column in schema["properties"].items()
        if name != "geometry"
    }
    return {"type": "object", "properties": properties, "required": schema["required"]}
