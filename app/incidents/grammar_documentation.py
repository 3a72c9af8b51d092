"""The query grammar as OpenAPI parameters: read from the raw query, it would not be documented by itself."""

from collections.abc import Iterable
from typing import Any, Final

from app.incidents.grammar import FILTERS

_OR: Final = "Commas mean or."
DESCRIPTIONS: Final = {
    "from": "Not before: a date in the election's own time zone, or an instant with its offset.",
    "to": "Before; half-open. Selects what is known to have happened within.",
    "category": f"Codes of kinds. {_OR}",
    "group": f"Codes of groups of kinds. {_OR}",
    "area": f"Codes of areas, each with everything below it. {_OR}",
    "station": f"Numbers of stations. {_OR}",
    "veracity": f"How sure we are. {_OR}",
    "severity": f"5 critical … 1 informational. {_OR}",
    "phase": f"Of the election. {_OR}",
    "bbox": "minLon,minLat,maxLon,maxLat in degrees; west greater than east goes over the antimeridian.",
    "q": "Words of the texts, of any language; in public also their beginnings.",
}
EXAMPLES: Final = {
    "from": "2020-10-04",
    "to": "2020-10-05",
    "category": "voter_transport.carousel_voting",
    "group": "media,violence",
    "area": "KG-GO",
    "station": "T-0117",
    "veracity": "verified,corroborated",
    "severity": "4,5",
    "phase": "voting",
    "bbox": "72.7,40.4,72.9,40.6",
    "q": "минибус",
}


def documented(own: dict[str, str], *, filters: Iterable[str] = FILTERS) -> dict[str, Any]:
    """For `openapi_extra`: the filters, then the operation's own parameters by name and description."""
    shared = [
        _parameter(name, DESCRIPTIONS[name], EXAMPLES[name]) for name in DESCRIPTIONS if name in filters
    ]
    return {"parameters": [*shared, *(_parameter(name, text) for name, text in own.items())]}


def _parameter(name: str, description: str, example: str | None = None) -> dict[str, Any]:
    found = {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }
    return found if example is None else found | {"example": example}
