"""`/`: which elections there are. And the files that pages are made of."""

from fastapi import Request
from starlette.responses import Response

from app.aggregation.counts import public_counts
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.routing import Router
from app.db.deps import PublicReadDb
from app.elections.public_state import find_public_state
from app.web.assets import assets
from app.web.deps import READS, ThePage
from app.web.map_files import ADDRESS, map_files
from app.web.render import FOR_EVER, public, unchanged

router = Router(include_in_schema=False)


@router.api_route("/", methods=READS)
def list_election_pages(page: ThePage, request: Request, db: PublicReadDb) -> Response:
    now = utc_now()
    views = request.app.state.directory.public()
    rows = [
        (view, state.version, view.intake_at(now) in ("open", "late"))
        for view in views
        if (state := find_public_state(db, view.id)) is not None
    ]
    version = repr([(view.id, view.version, state, takes) for view, state, takes in rows])
    return unchanged(request, page, version) or public(
        request,
        "home",
        page,
        version,
        elections=[(view, takes, public_counts(db, view)) for view, _, takes in rows],
    )


@router.api_route("/static/{name}", methods=READS)
async def serve_asset(name: str) -> Response:
    """The name changes with the content, so whoever has it need not ask again."""
    asset = assets().by_address.get(name)
    if asset is None:
        raise NotFound("There is no file of this name.")
    return Response(asset.content, media_type=asset.media_type, headers=FOR_EVER)


@router.api_route(ADDRESS + "/{name}", methods=READS)
async def serve_map_file(name: str) -> Response:
    """Of the map that can be zoomed; kept for ever as well."""
    built = map_files()
    file = None if built is None else built.by_name.get(name)
    if file is None:
        raise NotFound("There is no file of this name.")
    return Response(file.content, media_type=file.media_type, headers=FOR_EVER)
