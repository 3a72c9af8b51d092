"""Counts: of what is published for everybody, of everything for moderators and analysts."""

from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.accounts.policies import Analyst, Anyone
from app.aggregation.answer import public_answer, staff_answer
from app.aggregation.errors import TooManyCells
from app.aggregation.schemas import CountsOut
from app.core.clock import utc_now
from app.core.errors import UnknownParameter
from app.core.negotiation import CSV, GEOJSON, PARQUET, XLSX, NotAcceptable
from app.core.problems import documents
from app.core.public_answer import UNCHANGED
from app.core.routing import Router
from app.db.deps import ReadDb
from app.elections.deps import InElection
from app.elections.errors import ElectionNotFound, VersionNotKept
from app.incidents.grammar_documentation import documented

router = Router(prefix="/api/v1", tags=["counts"])

_CSV: Final = (
    "category,area,reports,incidents,violations,context,verified,corroborated,contested,unverifiable"
)
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": CountsOut,
        "content": {
            CSV.media_type: {"schema": {"type": "string"}, "example": f"{_CSV}\r\n"},
            XLSX.media_type: {"schema": {"type": "string", "format": "binary"}},
            PARQUET.media_type: {"schema": {"type": "string", "format": "binary"}},
            GEOJSON.media_type: {"schema": {"type": "object"}},
        },
        "description": "The cells and their sum.",
    },
    **documents(ElectionNotFound, VersionNotKept, NotAcceptable, UnknownParameter, TooManyCells),
}
# What a series takes too.
OF_THE_ANSWER: Final = {
    "flavour": "excel: CSV with semicolons and a byte order mark, in which nothing is a formula.",
    "version": "As it stood in an answer: the numbers are those of then. The current one unless given.",
}
ONLY_NOW: Final = {"version": "The version you expect, which can only be the current one."}
OF_STAFF: Final = {
    **ONLY_NOW,
    "triage": "States of reports; without it, those that never count are left out. Commas mean or.",
    "reporter_type": "Who reported. Commas mean or.",
    "source": "Keys of sources, or anonymous. Commas mean or.",
}
_OWN: Final = {
    "by": "Split by any of category, group, area, station, day, hour, severity, veracity, phase.",
    "level": "At which level of the tree by=area counts; 1 unless given.",
    "sort": "By a name in `by`, by reports or incidents; a minus puts the largest first.",
    "limit": "At most so many cells; `totals` stay those of all.",
    "fields": "Which members of a cell; reports and incidents always among them.",
    "lang": "Adds labels in this language: ky, ru, uz-Cyrl, en.",
    "f": "json, csv, xlsx, parquet, or geojson (by=area or by=station alone).",
    **OF_THE_ANSWER,
}
_STAFF: Final = _OWN | OF_STAFF | {"by": "As in public, and triage, reporter_type, source."}


@router.get(
    "/elections/{election}/counts",
    summary="Count what is published",
    response_class=Response,
    responses={**_ANSWER, **UNCHANGED},
    openapi_extra=documented(_OWN),
)
async def get_counts(actor: Anyone, election: str, view: InElection, request: Request) -> Response:
    """Published incidents and the reports linked to them, both in every cell, split by veracity."""
    return await public_answer(request, view, None)


@router.get(
    "/elections/{election}/counts.{suffix}",
    summary="Count what is published, in the form the address names",
    response_class=Response,
    responses={**_ANSWER, **UNCHANGED},
    openapi_extra=documented(_OWN),
)
async def get_counts_as(
    actor: Anyone, election: str, suffix: str, view: InElection, request: Request
) -> Response:
    """`counts.csv`, `.xlsx`, `.parquet`, `.geojson` and `.json`."""
    return await public_answer(request, view, suffix)


@router.get(
    "/console/elections/{election}/counts",
    summary="Count everything, published or not",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=documented(_STAFF),
)
def get_staff_counts(
    actor: Analyst, election: str, view: InElection, db: ReadDb, request: Request
) -> Response:
    """Exact at this moment. Linked reports stand in the cell of their incident, others in their own."""
    return staff_answer(request, view, db, None, utc_now())


@router.get(
    "/console/elections/{election}/counts.{suffix}",
    summary="Count everything, in the form the address names",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=documented(_STAFF),
)
def get_staff_counts_as(
    actor: Analyst, election: str, suffix: str, view: InElection, db: ReadDb, request: Request
) -> Response:
    """`counts.csv`, `.xlsx`, `.parquet`, `.geojson` and `.json`."""
    return staff_answer(request, view, db, suffix, utc_now())
