"""`/elections/{slug}/method`: how the numbers come about, and what every category means."""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from app.core.routing import Router
from app.elections.limits import TICK_MINUTES
from app.incidents.veracity import Veracity
from app.web.deps import READS, PublicElection, ThePage
from app.web.render import public, unchanged

# In the order in which a reader needs them; each is a heading and a paragraph of the catalogue.
RULES: Final = ("report", "incident", "two_numbers", "eyes", "place", "time", "moves", "limits")

router = Router(include_in_schema=False)


@router.api_route("/elections/{slug}/method", methods=READS)
def show_method(page: ThePage, view: PublicElection, request: Request) -> Response:
    version = f"{view.id}.{view.version}"
    return unchanged(request, page, version) or public(
        request,
        "method",
        page,
        version,
        view=view,
        rules=RULES,
        minutes=page.number(TICK_MINUTES),
        verdicts=[veracity for veracity in Veracity if veracity is not Veracity.UNREVIEWED],
    )
