"""`/r`: send a report from any browser, without JavaScript and without an account."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from app.core.clock import utc_now
from app.core.errors import Forbidden
from app.core.routing import Router
from app.elections.limits import PHOTOS_PER_REPORT
from app.elections.view import ElectionView
from app.intake.deps import report_turn
from app.intake.multipart import receive_form
from app.reports.facets import Knowledge, Occurrence, ReporterType
from app.web import dates
from app.web.deps import READS, PublicElection, ThePage
from app.web.page import Page, Text
from app.web.render import PRIVATE, private
from app.web.report_form import TEXT_LIMITS, Fault, Filled
from app.web.report_sending import send

_BLANK: Final = Filled({"when": "now", "occurrence": Occurrence.OCCURRED})

router = Router(prefix="/r", include_in_schema=False)


@router.api_route("", methods=READS)
def choose_election(page: ThePage, request: Request) -> Response:
    """Nobody is asked to choose where there is one."""
    now = utc_now()
    views = [view for view in request.app.state.directory.all() if view.intake_at(now) in ("open", "late")]
    if len(views) == 1:
        return RedirectResponse(page.link(f"/r/{views[0].slug}"), 303, PRIVATE)
    return private("report_choose", page, views=views)


@router.api_route("/{slug}", methods=READS)
async def show_report_form(page: ThePage, view: PublicElection, request: Request) -> Response:
    return _form(request, page, view, _BLANK, [])


@router.post("/{slug}")
async def send_report_form(page: ThePage, view: PublicElection, request: Request) -> Response:
    """Whoever is signed in: what comes this way comes from nobody."""
    if not view.anonymous_reports:
        raise Forbidden("This election takes reports from registered monitors only.")
    turn = await report_turn(request, None, view, None)
    content_type = request.headers.get("content-type", "")
    state = request.app.state
    form = await receive_form(
        request.stream(), content_type, state.store, state.max_photo_bytes, note_refused=True
    )
    filled = Filled.of(form.fields)
    sent = await send(state, view, form, filled, utc_now())
    if isinstance(sent, list):
        return _form(request, page, view, filled, sent)
    if sent.repeated:
        turn.give_back()
    status = 200 if sent.repeated else 201
    return private("receipt", page, status=status, view=view, sent=sent)


def _form(request: Request, page: Page, view: ElectionView, filled: Filled, faults: list[Fault]) -> Response:
    now = utc_now()
    state = request.app.state
    size = page.megabytes(state.max_photo_bytes)
    return private(
        "report",
        page,
        status=422 if faults else 200,
        view=view,
        takes=view.intake_at(now) in ("open", "late"),
        filled=filled,
        faults=[(fault.name, _said(page, fault, size)) for fault in faults],
        form_id=state.form_ids.issue(view.id),
        areas=list(_areas(page, view, None, 0)),
        reporter_types=[kind for kind in ReporterType if kind is not ReporterType.ANONYMOUS],
        knowledge=list(Knowledge),
        occurrences=[Occurrence.OCCURRED, Occurrence.OCCURRING, Occurrence.WILL_OCCUR],
        limits=TEXT_LIMITS,
        max_photos=PHOTOS_PER_REPORT,
        photo_size=size,
        station_example=next(iter(view.stations), "1162"),
        zone=f"{view.time_zone.key}, {dates.utc_offset(view.time_zone, now)}",
        today=now.astimezone(view.time_zone).date(),
    )


def _said(page: Page, fault: Fault, size: str) -> str:
    values: dict[str, Any] = {name: page.number(value) for name, value in fault.values.items()}
    photo = page.t("report.photo_number", number=fault.values.get("photo", 0))
    return page.t(fault.sentence, name=photo, size=size, **values)


def _areas(page: Page, view: ElectionView, parent: str | None, depth: int) -> Iterator[tuple[str, Text, int]]:
    for code in view.areas.children(parent):
        yield code, page.text(view.areas.by_code[code].name), depth
        yield from _areas(page, view, code, depth + 1)
