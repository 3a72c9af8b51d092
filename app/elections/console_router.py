"""Administration of elections: make, change, open, close, archive, and fill them from files."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts.errors import CrossSite, PasswordChangeRequired, TokenRefused
from app.accounts.policies import Admin, Moderator
from app.core.clock import utc_now
from app.core.errors import (
    Forbidden,
    InvalidRequest,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from app.core.etag import Version, etag
from app.core.pagination import DEFAULT_LIMIT, InvalidCursor, Limit, Page, cut, next_link
from app.core.problems import documents
from app.core.refusals import BodyTooLarge, MediaTypeNotSupported
from app.core.routing import Router
from app.core.strict_json import MalformedJson, loads
from app.db.deps import ReadDb, WriteDb
from app.elections import importers, queries, service, visits
from app.elections.csv_sheet import decode
from app.elections.deps import CsvFile, GeoJsonFile, InElection
from app.elections.errors import (
    ElectionArchived,
    ElectionExists,
    ElectionNotFound,
    ImportRefused,
    StatusNotAllowed,
)
from app.elections.import_result import Imported
from app.elections.lifecycle import ElectionStatus
from app.elections.models import Election
from app.elections.schemas import (
    ConsoleElection,
    ConsoleElectionList,
    ElectionChanges,
    ElectionIn,
    ImportedOut,
    RowProblemOut,
    VisitOut,
)

router = Router(prefix="/api/v1/console/elections", tags=["elections"])

REFUSALS = (Unauthenticated, TokenRefused, Forbidden, PasswordChangeRequired, CrossSite)
IN_ONE = (*REFUSALS, ElectionNotFound)
IMPORT = documents(
    *IN_ONE, ElectionArchived, BodyTooLarge, MediaTypeNotSupported, ImportRefused, InvalidRequest
)
Partial = Annotated[bool, Query(description="Take the good rows and name the others.", examples=[False])]
STATIONS_EXAMPLE = (
    "number,name_en,name_ru,name_ky,name_uz-Cyrl,area,latitude_deg,longitude_deg,registered_voters\n"
    "T-0117,School no. 4,Школа № 4,№ 4 мектеп,4-мактаб,KG-GO,40.5283,72.7985,1450\n"
)
VISITS_EXAMPLE = (
    "station,organisation,method,from,to\n"
    "T-0117,Common Cause,random,2020-10-04T08:00:00+06:00,2020-10-04T09:30:00+06:00\n"
)


def _file(media_type: str, schema: dict[str, Any], example: object) -> dict[str, Any]:
    content = {media_type: {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


AREA_FILE = _file(
    "application/geo+json",
    {"type": "object"},
    {
        "type": "FeatureCollection",
        "root": {"code": "KG", "level": 0, "name": {"en": "Kyrgyzstan"}},
        "features": [
            {
                "type": "Feature",
                "properties": {"code": "KG-GO", "parent": "KG", "level": 1, "name": {"en": "Osh"}},
                "geometry": None,
            }
        ],
    },
)
STATION_FILE = _file("text/csv", {"type": "string"}, STATIONS_EXAMPLE)
VISIT_FILE = _file("text/csv", {"type": "string"}, VISITS_EXAMPLE)


@router.get("", summary="List elections for administrators", responses=documents(*REFUSALS))
def list_console_elections(actor: Admin, db: ReadDb) -> ConsoleElectionList:
    """Newest vote first, drafts and archived ones too."""
    return ConsoleElectionList.model_validate({"items": queries.elections(db)})


@router.post(
    "",
    status_code=201,
    summary="Create an election",
    responses=documents(*REFUSALS, ElectionExists, InvalidRequest),
)
def create_election(actor: Admin, data: ElectionIn, db: WriteDb, response: Response) -> ConsoleElection:
    """A draft, seen by staff only, until it is opened."""
    return _answer(response, service.create(db, data, utc_now()))


@router.get("/{election}", summary="Read an election with its version", responses=documents(*IN_ONE))
def read_console_election(actor: Admin, election: str, db: ReadDb, response: Response) -> ConsoleElection:
    return _answer(response, queries.get_election(db, election))


@router.patch(
    "/{election}",
    summary="Change an election",
    responses=documents(*IN_ONE, ElectionArchived, PreconditionFailed, PreconditionRequired, InvalidRequest),
)
def change_election(
    actor: Admin, election: str, version: Version, data: ElectionChanges, db: WriteDb, response: Response
) -> ConsoleElection:
    """What is left out stays as it is."""
    return _answer(response, service.change(db, election, version, data, utc_now()))


@router.post("/{election}/open", summary="Open an election", responses=documents(*IN_ONE, StatusNotAllowed))
def open_election(actor: Admin, election: str, db: WriteDb, response: Response) -> ConsoleElection:
    """Everybody sees it and may report. Twice is once."""
    return _answer(response, service.set_status(db, election, ElectionStatus.OPEN, utc_now()))


@router.post("/{election}/close", summary="Close an election", responses=documents(*IN_ONE, StatusNotAllowed))
def close_election(actor: Admin, election: str, db: WriteDb, response: Response) -> ConsoleElection:
    """Reports are taken for 14 more days, as late ones. Twice is once."""
    return _answer(response, service.set_status(db, election, ElectionStatus.CLOSED, utc_now()))


@router.post(
    "/{election}/archive", summary="Archive an election", responses=documents(*IN_ONE, StatusNotAllowed)
)
def archive_election(actor: Admin, election: str, db: WriteDb, response: Response) -> ConsoleElection:
    """It stays readable and takes nothing more. Twice is once."""
    return _answer(response, service.set_status(db, election, ElectionStatus.ARCHIVED, utc_now()))


@router.post(
    "/{election}/import/areas",
    summary="Import areas from GeoJSON",
    responses={**IMPORT, **documents(MalformedJson, ImportRefused)},
    openapi_extra=AREA_FILE,
)
def import_areas(
    actor: Admin, election: str, file: GeoJsonFile, db: WriteDb, partial: Partial = False
) -> ImportedOut:
    """A FeatureCollection; `properties` hold `code`, `parent`, `level`, `name` by language, `approximate`.

    A code that is there already is replaced, one that is not in the file stays.
    """
    return _imported(importers.import_areas(db, election, loads(file), utc_now(), partial=partial))


@router.post(
    "/{election}/import/stations",
    summary="Import stations from CSV",
    responses=IMPORT,
    openapi_extra=STATION_FILE,
)
def import_stations(
    actor: Admin, election: str, file: CsvFile, db: WriteDb, partial: Partial = False
) -> ImportedOut:
    """`number`, `area` and a `name_…` are needed; a number that is there already is replaced."""
    return _imported(importers.import_stations(db, election, decode(file), utc_now(), partial=partial))


@router.post(
    "/{election}/import/visits",
    summary="Import visits from CSV",
    responses=IMPORT,
    openapi_extra=VISIT_FILE,
)
def import_visits(
    actor: Admin, election: str, file: CsvFile, db: WriteDb, partial: Partial = False
) -> ImportedOut:
    """`organisation` is the name of one that exists; a file imported twice is imported once."""
    return _imported(importers.import_visits(db, election, decode(file), utc_now(), partial=partial))


@router.get("/{election}/visits", summary="List visits", responses=documents(*IN_ONE, InvalidCursor))
def list_visits(
    actor: Moderator,
    election: str,
    view: InElection,
    db: ReadDb,
    request: Request,
    response: Response,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[VisitOut]:
    """The latest first."""
    cursors, query = request.app.state.cursors, {"path": "visits", "election": view.id}
    after = None if cursor is None else cursors.open(query, cursor, datetime, UUID)
    found, last = cut(visits.page(db, view.id, after, limit), limit)
    following = None if last is None else cursors.seal(query, (last.started_at, last.id))
    response.headers.update(next_link(request.url.path, request.query_params.multi_items(), following))
    return Page(items=[VisitOut.model_validate(visit) for visit in found], next_cursor=following)


def _answer(response: Response, election: Election) -> ConsoleElection:
    response.headers["etag"] = etag(election.version)
    return ConsoleElection.model_validate(election)


def _imported(done: Imported) -> ImportedOut:
    named = [RowProblemOut.model_validate(problem) for problem in done.refused[: importers.MOST_NAMED]]
    return ImportedOut(imported=done.imported, refused_total=len(done.refused), refused=named)
