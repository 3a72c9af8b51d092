"""A request for a series becomes an answer, as one for counts does."""

from datetime import datetime
from typing import Final

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app.aggregation.answer import PRIVATE_HEADERS, current_state, public_headers, state_asked, tag_of
from app.aggregation.caveat import file_name
from app.aggregation.counts import Counts, public_counts, staff_counts
from app.aggregation.question import Question
from app.aggregation.rendering import series_json
from app.aggregation.series import filled, read_series
from app.aggregation.table import counts_table
from app.core.kept_answers import keeping, known
from app.core.negotiation import CSV, JSON
from app.core.table_files import Wanted, disposition, wanted, written
from app.db.session import ReadSession
from app.elections.view import ElectionView

FORMATS: Final = (JSON, CSV)


def public_series(request: Request, view: ElectionView, session: ReadSession, suffix: str | None) -> Response:
    question = read_series(view, request.query_params.multi_items(), staff=False)
    form = wanted(request, FORMATS, suffix)
    state = state_asked(request, view, session)
    tag = tag_of(view, state, question.echo(), form)
    headers = public_headers(view)
    if (answer := known(request, tag, headers)) is not None:
        return answer
    counts = public_counts(session, view, question, state, request.app.state.held_columns)
    answer = _rendered(counts, view, question, form, {**headers, "etag": tag})
    return keeping(request, answer) if form.form is JSON else answer


def staff_series(
    request: Request, view: ElectionView, session: ReadSession, suffix: str | None, now: datetime
) -> Response:
    question = read_series(view, request.query_params.multi_items(), staff=True)
    form = wanted(request, FORMATS, suffix)
    current_state(request, view, session)
    return _rendered(staff_counts(session, view, question, now), view, question, form, PRIVATE_HEADERS)


def _rendered(
    counts: Counts, view: ElectionView, question: Question, wanted: Wanted, headers: dict[str, str]
) -> Response:
    cells = filled(counts.cells, question, view.time_zone)
    form = wanted.form
    if form is JSON:
        body = series_json(counts, cells, view, question)
        return Response(body, headers=headers, media_type=form.content_type)
    return StreamingResponse(
        written(counts_table(counts, view, question, cells), form, excel=wanted.excel),
        headers={**headers, **disposition(file_name(view, "series", counts.version), form)},
        media_type=form.content_type,
    )
