"""Coverage: how much was watched, and the rates that follow from visits."""

from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.accounts.policies import Analyst, Anyone
from app.aggregation.coverage_answer import public_coverage, staff_coverage
from app.aggregation.coverage_question import FILTERS
from app.aggregation.coverage_schemas import CoverageOut
from app.aggregation.router import OF_THE_ANSWER, ONLY_NOW
from app.core.clock import utc_now
from app.core.errors import UnknownParameter
from app.core.negotiation import CSV, GEOJSON, PARQUET, XLSX, NotAcceptable
from app.core.problems import documents
from app.core.public_answer import UNCHANGED
from app.core.routing import Router
from app.db.deps import ReadDb
from app.elections.deps import InElection, PublicElectionDb
from app.elections.errors import ElectionNotFound, VersionNotKept
from app.incidents.grammar_documentation import documented

router = Router(prefix="/api/v1", tags=["counts"])

_CSV: Final = "area,stations,visited,coverage,recorded,rate,rate_low,rate_high,reason"
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": CoverageOut,
        "content": {
            CSV.media_type: {"schema": {"type": "string"}, "example": f"{_CSV}\r\n"},
            XLSX.media_type: {"schema": {"type": "string", "format": "binary"}},
            PARQUET.media_type: {"schema": {"type": "string", "format": "binary"}},
            GEOJSON.media_type: {"schema": {"type": "object"}},
        },
        "description": "The cells, and all stations asked about as one.",
    },
    **documents(ElectionNotFound, VersionNotKept, NotAcceptable, UnknownParameter),
}
_OWN: Final = {
    "by": "Split by any of area, organisation, method; by area unless given.",
    "level": "At which level of the tree by=area splits; 1 unless given.",
    "organisation": "Names of organisations that visited. Commas mean or.",
    "method": "random or other. Commas mean or.",
    "lang": "Adds labels in this language: ky, ru, uz-Cyrl, en.",
    "f": "json, csv, xlsx, parquet, or geojson (by=area alone).",
    **OF_THE_ANSWER,
}
_STAFF: Final = _OWN | ONLY_NOW


@router.get(
    "/elections/{election}/coverage",
    summary="How many stations were visited, and at how many of them something was recorded",
    response_class=Response,
    responses={**_ANSWER, **UNCHANGED},
    openapi_extra=documented(_OWN, filters=FILTERS),
)
def get_coverage(
    actor: Anyone, election: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """Rates by organisation and method, each with its interval or the reason why there is none."""
    return public_coverage(request, view, db, None)


@router.get(
    "/elections/{election}/coverage.{suffix}",
    summary="How many stations were visited, in the form the address names",
    response_class=Response,
    responses={**_ANSWER, **UNCHANGED},
    openapi_extra=documented(_OWN, filters=FILTERS),
)
def get_coverage_as(
    actor: Anyone, election: str, suffix: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """`coverage.csv`, `.xlsx`, `.parquet`, `.geojson` and `.json`."""
    return public_coverage(request, view, db, suffix)


@router.get(
    "/console/elections/{election}/coverage",
    summary="How many stations were visited, as of now",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=documented(_STAFF, filters=FILTERS),
)
def get_staff_coverage(
    actor: Analyst, election: str, view: InElection, db: ReadDb, request: Request
) -> Response:
    """Exact at this moment, nothing withheld. Incidents are those that are published."""
    return staff_coverage(request, view, db, None, utc_now())


@router.get(
    "/console/elections/{election}/coverage.{suffix}",
    summary="How many stations were visited as of now, in the form the address names",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=documented(_STAFF, filters=FILTERS),
)
def get_staff_coverage_as(
    actor: Analyst, election: str, suffix: str, view: InElection, db: ReadDb, request: Request
) -> Response:
    """`coverage.csv`, `.xlsx`, `.parquet`, `.geojson` and `.json`."""
    return staff_coverage(request, view, db, suffix, utc_now())
