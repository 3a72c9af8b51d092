"""Published incidents as JSON, as GeoJSON, and as files of rows. Pure but for the view."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from app.aggregation.caveat import CAVEAT, about, notices
from app.core.negotiation import GEOJSON, JSON, Format
from app.core.table_files import Wanted, written
from app.elections.public_state import PublicState
from app.elections.view import ElectionView
from app.publication.schemas import Feature, IncidentCollection, IncidentList, PublicIncidentOut
from app.publication.table import incidents_table

FORMATS: Final = (JSON, GEOJSON)  # of one incident
_PIECE_BYTES: Final = 64 * 1024
_NO_FEATURES: Final = b'"features":[]'


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


def whole(
    shown: Iterable[PublicIncidentOut],
    view: ElectionView,
    state: PublicState,
    filters: Mapping[str, Any],
    wanted: Wanted,
) -> Iterator[bytes]:
    """All of them, piece by piece: as GeoJSON or as a table."""
    if wanted.form is GEOJSON:
        return collection((in_bytes(Feature.of(incident)) for incident in shown), head(view, state, filters))
    beside = about(view, state.changed_at, state.version, filters)
    return written(incidents_table(shown, beside), wanted.form, excel=wanted.excel)


def collection(features: Iterable[bytes], head: Mapping[str, Any]) -> Iterator[bytes]:
    """The very bytes that `many` would answer if all features stood on one page."""
    before, _, after = many([], head, None, GEOJSON).rpartition(_NO_FEATURES)
    piece = bytearray(before + _NO_FEATURES[:-1])
    for number, feature in enumerate(features):
        piece += (b"," if number else b"") + feature
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece) + _NO_FEATURES[-1:] + after


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
