"""What everybody may know of an election before the first report, and the visits of observers."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.accounts.policies import Anyone, VisitReporter
from app.core.clock import utc_now
from app.core.errors import InvalidRequest, UnknownParameter
from app.core.negotiation import GEOJSON, JSON, NotAcceptable, choose
from app.core.parameters import Parameters
from app.core.problems import documents
from app.core.public_answer import UNCHANGED, Document, answer
from app.core.routing import Router
from app.db.deps import WriteDb
from app.elections import presentation, visits
from app.elections.deps import InElection
from app.elections.errors import ElectionClosed, ElectionNotFound, ElectionNotOpen, VisitConflict
from app.elections.languages import LANGUAGES, Language, choose_language
from app.elections.lifecycle import ElectionStatus
from app.elections.schemas import Areas, Categories, ElectionList, ElectionOut, StationPack, VisitIn, VisitOut
from app.elections.view import ElectionView

router = Router(prefix="/api/v1/elections", tags=["elections"])

REFUSALS = {**UNCHANGED, **documents(ElectionNotFound, UnknownParameter)}
FORMATS = (JSON, GEOJSON)
_AREAS = {JSON.name: presentation.areas, GEOJSON.name: presentation.areas_geojson}
# Told to readers of the OpenAPI document; `_language` and `Parameters` say what is wrong with them.
Lang = Annotated[
    str | None,
    Query(
        description="Of the labels; else `Accept-Language`.",
        json_schema_extra={"enum": list(LANGUAGES)},
        examples=["ky"],
    ),
]
Format = Annotated[
    str | None, Query(json_schema_extra={"enum": [form.name for form in FORMATS]}, examples=["geojson"])
]


@router.get(
    "",
    summary="List elections",
    response_model=ElectionList,
    responses={**UNCHANGED, **documents(UnknownParameter)},
)
def list_elections(actor: Anyone, request: Request) -> Response:
    """Newest vote first. Drafts are seen by staff only."""
    Parameters(request.query_params.multi_items(), ()).check()
    seen = [
        presentation.summary(view)
        for view in request.app.state.directory.all()
        if actor is not None or view.status is not ElectionStatus.DRAFT
    ]
    document = Document.of(ElectionList(items=seen).model_dump_json().encode())
    return answer(request, document, kept=actor is None)


@router.get("/{election}", summary="Read an election", response_model=ElectionOut, responses=REFUSALS)
async def read_election(actor: Anyone, election: str, view: InElection, request: Request) -> Response:
    """Phases, languages, limits, the emergency number, the policy of publication, and the keys."""
    Parameters(request.query_params.multi_items(), ()).check()
    state = request.app.state
    build = partial(presentation.election, view, state.keyring.public_keys(), state.max_photo_bytes)
    return await _answer(request, view, "election", build)


@router.get(
    "/{election}/categories",
    summary="Read the taxonomy",
    response_model=Categories,
    responses=REFUSALS,
)
async def list_categories(
    actor: Anyone, election: str, view: InElection, request: Request, lang: Lang = None
) -> Response:
    """Tiles, groups and kinds. Labels fall back: ky → ru → en, uz-Cyrl → ru → en."""
    language = _language(Parameters(request.query_params.multi_items(), ("lang",)), request)
    build = partial(presentation.categories, view, language)
    return await _answer(request, view, f"categories/{language}", build, vary=("Accept-Language",))


@router.get(
    "/{election}/areas",
    summary="Read the tree of areas",
    response_model=Areas,
    responses={200: {"content": {GEOJSON.media_type: {}}}, **REFUSALS, **documents(NotAcceptable)},
)
async def list_areas(
    actor: Anyone, election: str, view: InElection, request: Request, lang: Lang = None, f: Format = None
) -> Response:
    """Parents before their children; `f=geojson` with the polygons."""
    given = Parameters(request.query_params.multi_items(), ("lang", "f"))
    language = _language(given, request)
    form = choose(FORMATS, f=given.text("f"), accept=request.headers.get("accept"))
    build = partial(_AREAS[form.name], view, language)
    return await _answer(
        request, view, f"areas.{form.name}/{language}", build, vary=("Accept", "Accept-Language")
    )


@router.get(
    "/{election}/stations",
    summary="Read the pack of all stations",
    response_model=StationPack,
    responses=REFUSALS,
)
async def list_stations(actor: Anyone, election: str, view: InElection, request: Request) -> Response:
    """Column by column, to be small: a phone keeps it for when there is no network."""
    Parameters(request.query_params.multi_items(), ()).check()
    return await _answer(request, view, "stations", partial(presentation.station_pack, view))


@router.post(
    "/{election}/visits",
    status_code=201,
    summary="Report a visit to a station",
    responses={
        200: {"model": VisitOut, "description": "The identical visit again."},
        **documents(ElectionNotFound, ElectionNotOpen, ElectionClosed, VisitConflict, InvalidRequest),
    },
)
def report_visit(
    actor: VisitReporter, election: str, view: InElection, data: VisitIn, db: WriteDb, response: Response
) -> VisitOut:
    """Whether or not anything happened. Counts for the organisation of whoever reports it."""
    visit, created = visits.report(db, view, actor, data, utc_now())
    response.status_code = 201 if created else 200
    return VisitOut.model_validate(visit)


def _language(given: Parameters, request: Request) -> Language:
    asked = given.word("lang", LANGUAGES)
    given.check()
    return choose_language(asked, request.headers.get("accept-language"))


async def _answer(
    request: Request,
    view: ElectionView,
    name: str,
    build: Callable[[], Document],
    vary: tuple[str, ...] = (),
) -> Response:
    kept = request.app.state.documents
    document = kept.find(view, name) or await run_in_threadpool(kept.make, view, name, build)
    return answer(request, document, kept=view.status is not ElectionStatus.DRAFT, vary=vary)
