"""A request for counts becomes an answer: which form, which version, whether the caller has it already."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from anyio import to_thread
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app import __version__
from app.aggregation.caveat import file_name
from app.aggregation.counts import Counts, public_counts, staff_counts
from app.aggregation.features import PLACES, as_geojson
from app.aggregation.question import MAX_AT_ONCE, MAX_CELLS, Question, read_question
from app.aggregation.rendering import as_json
from app.aggregation.table import counts_table
from app.core.etag import etag, is_fresh, not_modified
from app.core.kept_answers import KeptAnswer, KeptAnswers
from app.core.negotiation import GEOJSON, JSON
from app.core.parameters import Parameters
from app.core.public_answer import PUBLIC_HEADERS
from app.core.table_files import TABLES, Wanted, disposition, wanted, written
from app.db.session import Database, ReadSession
from app.elections.asked_version import asked_version
from app.elections.errors import VersionNotKept
from app.elections.models import ElectionStatus
from app.elections.public_state import PublicState, public_state
from app.elections.public_states import PublicStates
from app.elections.view import ElectionView

FORMATS: Final = (JSON, *TABLES, GEOJSON)
PRIVATE_HEADERS: Final = {"cache-control": "no-store", "vary": "Accept"}


async def public_answer(request: Request, view: ElectionView, suffix: str | None) -> Response:
    """Nothing is read when it was asked before and what is public has not moved. No draft is kept."""
    answers: KeptAnswers = request.app.state.kept_answers
    key = f"{view.slug} {view.version} {suffix} {request.headers.get('accept')} {request.url.query}"
    if view.status is not ElectionStatus.DRAFT:
        states: PublicStates = request.app.state.public_states
        state = states.fresh(view)
        if state is None:
            state = await to_thread.run_sync(states.find, view, limiter=answers.makers)
        if (kept := answers.find(key, state.version)) is not None:
            return kept.to(request)
    answer, keepable = await to_thread.run_sync(_read, request, view, suffix, limiter=answers.makers)
    if keepable is not None:
        answers.keep(key, keepable)
    return answer


def _read(request: Request, view: ElectionView, suffix: str | None) -> tuple[Response, KeptAnswer | None]:
    """The answer, and what may be kept of it: drafts are not for everybody, and tables are streamed."""
    question = read_question(view, request.query_params.multi_items(), staff=False)
    form = _form(request, suffix, question)
    draft = view.status is ElectionStatus.DRAFT
    headers = public_headers(view)
    database: Database = request.app.state.database
    with database.read() if draft else database.public() as session:
        state = state_asked(request, view, session)
        tag = tag_of(view, state, question.echo(), form)
        if is_fresh(request, tag):
            return not_modified(tag, headers), None
        most = MAX_CELLS if form.form in TABLES else MAX_AT_ONCE
        held = request.app.state.held_columns
        counts = public_counts(session, view, question, state, held, most=most)
        current = public_state(session, view.id)
    answer = _rendered(counts, view, question, form, {**headers, "etag": tag})
    if draft or form.form is not JSON:
        return answer, None
    return answer, KeptAnswer.of(current.version, answer)


def staff_answer(
    request: Request, view: ElectionView, session: ReadSession, suffix: str | None, now: datetime
) -> Response:
    question = read_question(view, request.query_params.multi_items(), staff=True)
    form = _form(request, suffix, question)
    current_state(request, view, session)
    counts = staff_counts(session, view, question, now)
    return _rendered(counts, view, question, form, PRIVATE_HEADERS)


def _form(request: Request, suffix: str | None, question: Question) -> Wanted:
    form = wanted(request, FORMATS, suffix)
    if form.form is GEOJSON and question.by not in PLACES:
        given = Parameters((), ())
        given.refuse("by", "not-a-place", "A map has one feature for each: by=area or by=station.")
        given.check()
    return form


def public_headers(view: ElectionView) -> dict[str, str]:
    """A draft is shown to those who have signed in: no cache may keep that for others."""
    return PRIVATE_HEADERS if view.status is ElectionStatus.DRAFT else PUBLIC_HEADERS


def state_asked(request: Request, view: ElectionView, session: ReadSession) -> PublicState:
    return public_state(session, view.id, asked_version(request.query_params.multi_items()))


def current_state(request: Request, view: ElectionView, session: ReadSession) -> PublicState:
    """Of what can be had as it is now, and in no earlier version. Raises VersionNotKept."""
    state = state_asked(request, view, session)
    if state.past:
        current = public_state(session, view.id).version
        raise VersionNotKept(current, earliest=current)
    return state


def tag_of(view: ElectionView, state: PublicState, asked: Mapping[str, Any], form: Wanted) -> str:
    """Names the bytes: they move with what is public, with the election's areas and taxonomy, and with us."""
    rest = json.dumps([__version__, view.version, asked, form.form.name, form.excel])
    return etag(f"{state.tag}-{hashlib.sha256(rest.encode()).hexdigest()[:12]}")


def _rendered(
    counts: Counts, view: ElectionView, question: Question, wanted: Wanted, headers: dict[str, str]
) -> Response:
    form = wanted.form
    if form is JSON:
        return Response(as_json(counts, view, question), headers=headers, media_type=form.content_type)
    named = {**headers, **disposition(file_name(view, "counts", counts.version), form)}
    if form is GEOJSON:
        return Response(as_geojson(counts, view, question), headers=named, media_type=form.content_type)
    return StreamingResponse(
        written(counts_table(counts, view, question), form, excel=wanted.excel),
        headers=named,
        media_type=form.content_type,
    )
