"""Series: the counts hour by hour or day by day, for charts."""

from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.accounts.policies import Analyst, Anyone
from app.aggregation.errors import TooManyBuckets
from app.aggregation.router import OF_STAFF, OF_THE_ANSWER
from app.aggregation.schemas import SeriesOut
from app.aggregation.series_answer import public_series, staff_series
from app.core.clock import utc_now
from app.core.errors import UnknownParameter
from app.core.negotiation import CSV, NotAcceptable
from app.core.problems import documents
from app.core.public_answer import UNCHANGED
from app.core.routing import Router
from app.db.deps import ReadDb
from app.elections.deps import InElection, PublicElectionDb
from app.elections.errors import ElectionNotFound, VersionNotKept
from app.incidents.grammar_documentation import documented

router = Router(prefix="/api/v1", tags=["counts"])

_CSV: Final = "hour,reports,incidents,violations,context,verified,corroborated,contested,unverifiable"
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": SeriesOut,
        "content": {CSV.media_type: {"schema": {"type": "string"}, "example": f"{_CSV}\r\n"}},
        "description": "The buckets without gaps, what is in none of them, and the sum.",
    },
    **documents(ElectionNotFound, VersionNotKept, NotAcceptable, UnknownParameter, TooManyBuckets),
}
_OWN: Final = {
    "bucket": "hour (unless given) or day, on the election's own clock.",
    "f": "json or csv.",
    **OF_THE_ANSWER,
}
_STAFF: Final = _OWN | OF_STAFF


@router.get(
    "/elections/{election}/series",
    summary="Count what is published, hour by hour or day by day",
    response_class=Response,
    responses={**_ANSWER, **UNCHANGED},
    openapi_extra=documented(_OWN),
)
def get_series(
    actor: Anyone, election: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """Every bucket of the time asked for, zeros included; what is not dated so finely is told apart."""
    return public_series(request, view, db, None)


@router.get(
    "/elections/{election}/series.{suffix}",
    summary="Count what is published hour by hour, in the form the address names",
    response_class=Response,
    responses={**_ANSWER, **UNCHANGED},
    openapi_extra=documented(_OWN),
)
def get_series_as(
    actor: Anyone, election: str, suffix: str, view: InElection, db: PublicElectionDb, request: Request
) -> Response:
    """`series.csv` and `series.json`."""
    return public_series(request, view, db, suffix)


@router.get(
    "/console/elections/{election}/series",
    summary="Count everything, hour by hour or day by day",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=documented(_STAFF),
)
def get_staff_series(
    actor: Analyst, election: str, view: InElection, db: ReadDb, request: Request
) -> Response:
    """Exact at this moment, published or not."""
    return staff_series(request, view, db, None, utc_now())


@router.get(
    "/console/elections/{election}/series.{suffix}",
    summary="Count everything hour by hour, in the form the address names",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=documented(_STAFF),
)
def get_staff_series_as(
    actor: Analyst, election: str, suffix: str, view: InElection, db: ReadDb, request: Request
) -> Response:
    """`series.csv` and `series.json`."""
    return staff_series(request, view, db, suffix, utc_now())
