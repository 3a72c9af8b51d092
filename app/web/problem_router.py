"""`/problems/{code}`: where the `type` of every problem document leads."""

from fastapi import Request
from starlette.responses import Response

from app.core.errors import NotFound
from app.core.routing import Router
from app.web.deps import READS, ThePage
from app.web.render import public, unchanged

router = Router(include_in_schema=False)


@router.api_route("/problems/{code}", methods=READS)
async def explain_problem(page: ThePage, code: str, request: Request) -> Response:
    """Cause and remedy, for people."""
    explanation = request.app.state.explanations.get(code)
    if explanation is None:
        raise NotFound("There is no problem of this name.")
    version = repr(explanation)
    return unchanged(request, page, version) or public(
        request, "problem", page, version, explanation=explanation
    )
