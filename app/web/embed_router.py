"""`/embed/{slug}`: the headline and the map, to be shown within the pages of others."""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from app.aggregation.counts import public_counts
from app.aggregation.question import By, Question
from app.core.origin import origin_of
from app.core.routing import Router
from app.core.security_headers import PAGE_CSP
from app.db.deps import PublicReadDb
from app.elections.public_state import public_state
from app.incidents.coverage import stations_in_public
from app.web import dates
from app.web.area_map import area_map
from app.web.count_table import along_one
from app.web.deps import READS, PublicElection, ThePage
from app.web.render import public, unchanged
from app.web.watched import watched

# Anybody may frame it: it has no form and knows nobody.
FRAMED: Final = {
    "content-security-policy": PAGE_CSP.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "cross-origin-resource-policy": "cross-origin",
}

router = Router(include_in_schema=False)


@router.api_route("/embed/{slug}", methods=READS)
def show_embedded(page: ThePage, view: PublicElection, request: Request, db: PublicReadDb) -> Response:
    state = public_state(db, view.id)
    address = f"{origin_of(request)}{page.link(f'/elections/{view.slug}')}"
    version = f"{view.id}.{view.version}-{state.version}-{address}"
    answer = unchanged(request, page, version)
    if answer is None:
        level = view.areas.table_level
        counts = public_counts(db, view, Question(by=(By.AREA,), level=level))
        answer = public(
            request,
            "embed",
            page,
            version,
            view=view,
            counts=counts,
            map=area_map(view.areas, view.areas.at(level), along_one(counts.cells)),
            watched=watched(stations_in_public(db, view.id, state.tick), view),
            zone=dates.utc_offset(view.time_zone, state.changed_at),
            address=address,
        )
    answer.headers.update(FRAMED)
    return answer
