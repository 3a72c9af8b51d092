"""Published incidents as JSON and as GeoJSON. Pure but for the view."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from app.aggregation.caveat import CAVEAT, notices
from app.core.negotiation import GEOJSON, JSON, Format
from app.elections.public_state import PublicState
from app.elections.view import ElectionView
from app.publication.schemas import Feature, IncidentCollection, IncidentList, PublicIncidentOut

FORMATS: Final = (JSON, GEOJSON)


def one(shown: PublicIncidentOut, form: Format) -> bytes:
    return in_bytes(shown if form is JSON else Feature.of(shown))


def many(
    shown: Sequence[PublicIncidentOut], head: Mapping[str, Any], next_cursor: str | None, form: Format
) -> bytes:
    if form is JSON:
        return in_bytes(IncidentList(**head, items=list(shown), next_cursor=next_cursor))
    features = [Feature.of(incident) for incident in shown]
    return in_bytes(
        IncidentCollection(**head, type="FeatureCollection", features=features, next_cursor=next_cursor)
    )


def head(view: ElectionView, state: PublicState, filters: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader must know beside any list."""
    return {
        "as_of": state.changed_at,
        "version": state.version,
        "election": view.slug,
        "taxonomy_version": view.taxonomy.version,
        "filters": dict(filters),
        "caveat": CAVEAT,
        "notices": notices(view),
    }


def in_bytes(answer: BaseModel) -> bytes:
    """Also those of the preview, which must be the very same."""
    return answer.model_dump_json().encode()
