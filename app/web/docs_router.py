"""`/docs`: every operation of the API on one page, without a script and without asking anybody else."""

from fastapi import Request
from starlette.responses import Response

from app import __version__
from app.core.routing import Router
from app.web.api_reference import reference
from app.web.deps import READS, ThePage
from app.web.render import public, unchanged

router = Router(include_in_schema=False)


@router.api_route("/docs", methods=READS)
def show_reference(page: ThePage, request: Request) -> Response:
    """It changes with the release only, which the tag of every page holds already."""
    return unchanged(request, page, __version__) or public(
        request, "docs", page, __version__, reference=reference(request.app.openapi())
    )
