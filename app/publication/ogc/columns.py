"""The members of each collection's features: flat, so that every program shows them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, get_args

from app.elections.languages import LANGUAGES
from app.elections.taxonomy import CountsAs, PublicPrecision
from app.incidents.veracity import Veracity
from app.publication.schemas import Harmed
from app.reports.facets import TimePrecision


class Kind(StrEnum):
    """What an election has a collection of."""

    INCIDENTS = "incidents"
    AREAS = "areas"
    STATIONS = "stations"


@dataclass(frozen=True, slots=True)
class Column:
    """`schema` is its JSON Schema; whatever is not `always` there may be null."""

    name: str
    title: str
    schema: Mapping[str, Any]
    always: bool = True


_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer", "minimum": 0}
_INSTANT: Final = {"type": "string", "format": "date-time"}


def _one_of(words: Iterable[str]) -> Mapping[str, Any]:
    return {"type": "string", "enum": [str(word) for word in words]}


@cache
def in_language(name: str, language: str) -> str:
    """`name_uz_cyrl`: a field name that every program takes."""
    return f"{name}_{language.lower().replace('-', '_')}"


def _in_languages(name: str, title: str) -> list[Column]:
    return [
        Column(in_language(name, language), f"{title} ({language})", _TEXT, always=False)
        for language in LANGUAGES
    ]


_HARM: Final = [
    Column(f"{kind}_{end}", f"{kind}, {words}", _WHOLE, always=False)
    for kind in get_args(Harmed)
    for end, words in (("min", "at least"), ("max", "at most"))
]
_COUNTS: Final = [
    Column("reports", "Reports, with those of the areas below", _WHOLE),
    Column("incidents", "Published incidents, with those of the areas below", _WHOLE),
    Column("violations", "Incidents that count as violations", _WHOLE),
    Column("context", "Incidents that count as context", _WHOLE),
    *(
        Column(veracity.value, f"Incidents that are {veracity}", _WHOLE)
        for veracity in (
            Veracity.VERIFIED,
            Veracity.CORROBORATED,
            Veracity.CONTESTED,
            Veracity.UNVERIFIABLE,
        )
    ),
]
_COVERAGE: Final = [
    Column("stations", "Stations, with those of the areas below", _WHOLE),
    Column("visited", "Stations that observers visited; none: withheld", _WHOLE, always=False),
    Column(
        "coverage",
        "Their share of all stations",
        {"type": "number", "minimum": 0, "maximum": 1},
        always=False,
    ),
]

COLUMNS: Final[Mapping[Kind, list[Column]]] = {
    Kind.INCIDENTS: [
        Column("ref", "Reference, for ever", _TEXT),
        Column("synthetic", "Made up, of no real event", {"type": "boolean"}),
        Column("category", "Kind of event", _TEXT),
        Column("group", "Group of kinds", _TEXT),
        Column("counts_as", "Violation, context, or in no count", _one_of(CountsAs)),
        Column("severity", "5 critical … 1 informational", {"type": "integer", "minimum": 1, "maximum": 5}),
        Column("veracity", "How sure we are", _one_of(Veracity)),
        Column("disputed", "Verified, and somebody denies it", {"type": "boolean"}),
        Column("occurred_from", "Start of the hour or day it happened in", _INSTANT, always=False),
        Column("occurred_to", "Its end, not included", _INSTANT, always=False),
        Column("time_precision", "How exactly the time is known", _one_of(TimePrecision)),
        Column("area", "Code of the area", _TEXT, always=False),
        Column("station", "Number of the station, where it may be public", _TEXT, always=False),
        Column("location_precision", "What the point is", _one_of(PublicPrecision)),
        *_in_languages("public_text", "What happened"),
        *_HARM,
        Column("reports", "Linked reports", _WHOLE),
        Column("sources", "Independent known sources among them", _WHOLE),
        Column("related", "References of other incidents of the same course", _TEXT, always=False),
        Column("continues", "Those of them that it continues", _TEXT, always=False),
        Column("continued_by", "Those of them that continue it", _TEXT, always=False),
        Column("published_at", "First published", _INSTANT),
        Column("changed_at", "Last changed", _INSTANT),
    ],
    Kind.AREAS: [
        Column("code", "Code", _TEXT),
        Column("parent", "Code of the area above", _TEXT, always=False),
        Column("level", "0 is the root", _WHOLE),
        Column("approximate", "The polygon is a sketch", {"type": "boolean"}),
        *_in_languages("name", "Name"),
        *_COUNTS,
        *_COVERAGE,
    ],
    Kind.STATIONS: [
        Column("number", "Number", _TEXT),
        Column("area", "Code of the area", _TEXT),
        Column("registered_voters", "Registered voters", _WHOLE, always=False),
        *_in_languages("name", "Name"),
    ],
}
_GEOMETRY: Final[Mapping[Kind, str]] = {
    Kind.INCIDENTS: "geometry-point",
    Kind.AREAS: "geometry-multipolygon",
    Kind.STATIONS: "geometry-point",
}
_ROLES: Final = {
    "ref": "id",
    "code": "id",
    "number": "id",
    "occurred_from": "primary-interval-start",
    "occurred_to": "primary-interval-end",
}


def schema_of(kind: Kind) -> dict[str, Any]:
    """JSON Schema of its features' properties and geometry, as Part 5 (OGC 23-058r1) writes it."""
    properties: dict[str, Any] = {}
    for column in COLUMNS[kind]:
        found = {"title": column.title, **column.schema}
        if column.name in _ROLES:
            found["x-ogc-role"] = _ROLES[column.name]
        properties[column.name] = found
    properties["geometry"] = {"format": _GEOMETRY[kind], "x-ogc-role": "primary-geometry"}
    return {
        "type": "object",
        "properties": properties,
        "required": [column.name for column in COLUMNS[kind] if column.always],
    }
