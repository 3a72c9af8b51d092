"""Published incidents as JSON, as GeoJSON, and as files of rows. Pure but for the view."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from pydantic import BaseModel

from app.aggregation.caveat import CAVEAT, about, notices
from app.core.negotiation import GEOJSON, JSON, Format
from app.core.table_files import Wanted, written
from app.elections.public_state import PublicState
from app.elections.view import ElectionView
from app.incidents.public import Shown
from app.publication.members import feature, members
from app.publication.schemas import PublicIncidentOut
from app.publication.table import incidents_table

FORMATS: Final = (JSON, GEOJSON)  # of one incident
_PIECE_BYTES: Final = 64 * 1024
_NO_FEATURES: Final = b'"features":[]'


def one(view: ElectionView, record: Shown, form: Format) -> bytes:
    return written_out(members(view, record) if form is JSON else feature(view, record))


def many(
    view: ElectionView,
    records: Iterable[Shown],
    head: Mapping[str, Any],
    next_cursor: str | None,
    form: Format,
) -> bytes:
    """As IncidentList or IncidentCollection declare it."""
    listed: dict[str, Any]
    if form is GEOJSON:
        listed = {"type": "FeatureCollection", "features": [feature(view, record) for record in records]}
    else:
        listed = {"items": [members(view, record) for record in records]}
    return written_out({**head, **listed, "next_cursor": next_cursor})


def whole(
    records: Iterable[Shown],
    view: ElectionView,
    state: PublicState,
    filters: Mapping[str, Any],
    wanted: Wanted,
) -> Iterator[bytes]:
    """All of them, piece by piece: as GeoJSON or as a table."""
    if wanted.form is GEOJSON:
        features = (written_out(feature(view, record)) for record in records)
        return collection(view, features, head(view, state, filters))
    beside = about(view, state.changed_at, state.version, filters)
    shown = (PublicIncidentOut.of(view, record) for record in records)
    return written(incidents_table(shown, beside), wanted.form, excel=wanted.excel)


def collection(view: ElectionView, features: Iterable[bytes], head: Mapping[str, Any]) -> Iterator[bytes]:
    """The very bytes that `many` would answer if all features stood on one page."""
    before, _, after = many(view, [], head, None, GEOJSON).rpartition(_NO_FEATURES)
    piece = bytearray(before + _NO_FEATURES[:-1])
    for number, written_feature in enumerate(features):
        piece += (b"," if number else b"") + written_feature
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


def written_out(answer: Mapping[str, Any]) -> bytes:
    """The very bytes that Pydantic would make of the declared answer."""
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def in_bytes(answer: BaseModel) -> bytes:
    return answer.model_dump_json().encode()
