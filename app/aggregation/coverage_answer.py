"""A request for coverage becomes an answer, as one for counts does."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app.aggregation.answer import PRIVATE_HEADERS, current_state, public_headers, state_asked, tag_of
from app.aggregation.caveat import file_name
from app.aggregation.coverage import Coverage, coverage
from app.aggregation.coverage_forms import coverage_geojson, coverage_json, coverage_table
from app.aggregation.coverage_question import CoverageBy, CoverageQuestion, read_coverage_question
from app.core.kept_answers import keeping, known
from app.core.negotiation import GEOJSON, JSON
from app.core.parameters import Parameters
from app.core.table_files import TABLES, Wanted, disposition, wanted, written
from app.db.session import ReadSession
from app.elections.public_state import PublicState, require_coverage
from app.elections.view import ElectionView
from app.incidents.coverage import Stations, stations_in_public, stations_now

FORMATS: Final = (JSON, *TABLES, GEOJSON)


def public_coverage(
    request: Request, view: ElectionView, session: ReadSession, suffix: str | None
) -> Response:
    """The same until something is published or a tick goes by; moved by ticks alone."""
    state = state_asked(request, view, session)
    require_coverage(session, view.id, state)
    stations = stations_in_public(session, view.id, state.tick)
    question = _question(request, view, stations)
    form = _form(request, suffix, question)
    tag = tag_of(view, state, question.echo(), form)
    headers = public_headers(view)
    if (answer := known(request, tag, headers)) is not None:
        return answer
    found = coverage(stations, view, question)
    answer = _rendered(found, view, question, state, form, {**headers, "etag": tag})
    return keeping(request, answer) if form.form is JSON else answer


def staff_coverage(
    request: Request, view: ElectionView, session: ReadSession, suffix: str | None, now: datetime
) -> Response:
    """Exact at this moment, nothing withheld."""
    stations = stations_now(session, view.id)
    question = _question(request, view, stations)
    form = _form(request, suffix, question)
    state = current_state(request, view, session)
    found = coverage(stations, view, question, least=0)
    return _rendered(found, view, question, replace(state, changed_at=now), form, PRIVATE_HEADERS)


def _question(request: Request, view: ElectionView, stations: list[Stations]) -> CoverageQuestion:
    names = {watch.organisation for each in stations for watch in each.watches}
    organisations = names - {""}
    return read_coverage_question(view, request.query_params.multi_items(), organisations)


def _form(request: Request, suffix: str | None, question: CoverageQuestion) -> Wanted:
    form = wanted(request, FORMATS, suffix)
    if form.form is GEOJSON and question.by != (CoverageBy.AREA,):
        given = Parameters((), ())
        given.refuse("by", "not-a-place", "A map has one feature for each: by=area.")
        given.check()
    return form


def _rendered(
    found: Coverage,
    view: ElectionView,
    question: CoverageQuestion,
    state: PublicState,
    wanted: Wanted,
    headers: dict[str, str],
) -> Response:
    form = wanted.form
    if form is JSON:
        body = coverage_json(found, view, question, state)
        return Response(body, headers=headers, media_type=form.content_type)
    named = {**headers, **disposition(file_name(view, "coverage", state.version), form)}
    if form is GEOJSON:
        body = coverage_geojson(found, view, question, state)
        return Response(body, headers=named, media_type=form.content_type)
    return StreamingResponse(
        written(coverage_table(found, view, question, state), form, excel=wanted.excel),
        headers=named,
        media_type=form.content_type,
    )
