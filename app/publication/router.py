"""Published incidents, for everybody."""

from typing import Annotated, Any, Final

from fastapi import Path, Request, Response

from app.accounts.policies import Anyone
from app.core.errors import UnknownParameter
from app.core.negotiation import ATOM, CSV, GEOJSON, PARQUET, XLSX, NotAcceptable
from app.core.pagination import InvalidCursor
from app.core.parameters import Parameters
from app.core.problems import documents
from app.core.public_answer import UNCHANGED, Document, answer
from app.core.routing import Router
from app.elections.deps import InElection, PublicElectionDb
from app.elections.errors import ElectionNotFound, VersionNotKept
from app.elections.models import ElectionStatus
from app.incidents.errors import IncidentNotFound, IncidentWithdrawn
from app.incidents.grammar_documentation import documented
from app.publication.answer import changes_answer, list_answer, one_answer
from app.publication.changes import ChangeList
from app.publication.metadata import Metadata, metadata
from app.publication.rendering import in_bytes
from app.publication.schemas import Feature, IncidentCollection, IncidentList, PublicIncidentOut

router = Router(prefix="/api/v1", tags=["incidents"])

_LIST: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": IncidentList | IncidentCollection,
        "content": {
            GEOJSON.media_type: {"schema": {"$ref": "#/components/schemas/IncidentCollection"}},
            CSV.media_type: {"schema": {"type": "string"}},
            XLSX.media_type: {"schema": {"type": "string", "format": "binary"}},
            PARQUET.media_type: {"schema": {"type": "string", "format": "binary"}},
            ATOM.media_type: {"schema": {"type": "string"}},
        },
        "description": "Newest first. JSON and Atom in pages, with a `Link` to the next; the others whole.",
    },
    **UNCHANGED,
    **documents(ElectionNotFound, VersionNotKept, UnknownParameter, InvalidCursor, NotAcceptable),
}
_ONE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": PublicIncidentOut | Feature,
        "content": {GEOJSON.media_type: {"schema": {"$ref": "#/components/schemas/Feature"}}},
        "description": "The incident as it was published.",
    },
    301: {"description": "It was merged; `Location` is the incident that holds its reports."},
    **UNCHANGED,
    **documents(
        ElectionNotFound,
        IncidentNotFound,
        IncidentWithdrawn,
        VersionNotKept,
        UnknownParameter,
        NotAcceptable,
    ),
}
_PAGING: Final = {
    "limit": "On a page, at most 200; 50 unless given. Pages are of json and atom, and of geojson if asked.",
    "cursor": "From `next_cursor` of the same query.",
    "f": "json, geojson, csv, xlsx, parquet or atom.",
    "flavour": "excel: CSV with semicolons and a byte order mark, in which nothing is a formula.",
    "version": "As it stood in an answer: what was public then. The current one unless given.",
    "lang": "Of a feed: ky, ru, uz-Cyrl, en. The other forms have every language.",
}


_CHANGES: Final[dict[int | str, dict[str, Any]]] = {
    **_LIST,
    200: {
        "model": ChangeList,
        "content": {form.media_type: {"schema": {"type": "string"}} for form in (CSV, XLSX, PARQUET, ATOM)},
        "description": "The oldest first. JSON and Atom come in pages; the others whole.",
    },
}
_SINCE: Final = _PAGING | {
    "since": "A version that stood in an answer: what changed after it. Without it, everything.",
    "f": "json, csv, xlsx, parquet or atom.",
}


@router.get(
    "/elections/{election}/incidents",
    summary="List published incidents",
    response_class=Response,
    responses=_LIST,
    openapi_extra=documented(_PAGING),
)
def list_public_incidents(
    actor: Anyone, election: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """As leads published them, newest first. What was withdrawn is in no list."""
    return list_answer(request, view, db, None)


@router.get(
    "/elections/{election}/incidents.{suffix}",
    summary="List published incidents, in the form the address names",
    response_class=Response,
    responses=_LIST,
    openapi_extra=documented(_PAGING),
)
def list_public_incidents_as(
    actor: Anyone, election: str, suffix: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """`incidents.json`, `.geojson`, `.csv`, `.xlsx`, `.parquet` and `.atom`."""
    return list_answer(request, view, db, suffix)


@router.get(
    "/elections/{election}/changes",
    summary="List what changed in public",
    response_class=Response,
    responses=_CHANGES,
    openapi_extra=documented(_SINCE),
)
def list_public_changes(
    actor: Anyone, election: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """Each incident once, as it is now; the oldest change first, in a feed the newest. What was withdrawn is
    a tombstone, and is told whatever the filters are; what no longer matches them is told as `left`.

    With filters a page may hold few or none although others follow: go on while there is a `next_cursor`."""
    return changes_answer(request, view, db, None)


@router.get(
    "/elections/{election}/changes.{suffix}",
    summary="List what changed in public, in the form the address names",
    response_class=Response,
    responses=_CHANGES,
    openapi_extra=documented(_SINCE),
)
def list_public_changes_as(
    actor: Anyone, election: str, suffix: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """`changes.json`, `.csv`, `.xlsx`, `.parquet` and `.atom`."""
    return changes_answer(request, view, db, suffix)


@router.get(
    "/elections/{election}/metadata",
    summary="Read what the columns mean",
    response_model=Metadata,
    responses={**UNCHANGED, **documents(ElectionNotFound, UnknownParameter)},
)
def read_metadata(actor: Anyone, election: str, view: InElection, request: Request) -> Response:
    """Columns, units, definitions, licence, caveat, policy of publication. Moves with the election only."""
    Parameters(request.query_params.multi_items(), ()).check()
    document = Document.of(in_bytes(metadata(view, request.app.state.data_licence)))
    return answer(request, document, kept=view.status is not ElectionStatus.DRAFT)


@router.get(
    "/elections/{election}/incidents/{ref}",
    summary="Read a published incident",
    response_class=Response,
    responses=_ONE,
    openapi_extra=documented({"f": "json or geojson.", "version": _PAGING["version"]}, filters=()),
)
def read_public_incident(
    actor: Anyone,
    election: str,
    ref: Annotated[str, Path(max_length=60, examples=["INC-KG20-0007"])],
    view: InElection,
    db: PublicElectionDb,
    request: Request,
) -> Response:
    """By its reference, which is for ever; `.json` or `.geojson` may follow it."""
    return one_answer(request, view, db, ref)
