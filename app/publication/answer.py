"""A request for published incidents becomes an answer: which form, which page, or nothing new."""

import hashlib
import json
from typing import Final

from fastapi import Request
from starlette.responses import Response

from app import __version__
from app.core.etag import etag, is_fresh, not_modified
from app.core.negotiation import Format, choose
from app.core.pagination import DEFAULT_LIMIT, MAX_LIMIT, cut, next_link
from app.core.parameters import Parameters
from app.core.public_answer import PUBLIC_HEADERS
from app.db.session import ReadSession
from app.elections.models import ElectionStatus
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView
from app.incidents import grammar
from app.incidents.lifecycle import Publication
from app.publication import queries
from app.publication.rendering import FORMATS, head, many, one
from app.publication.schemas import PublicIncidentOut

PAGING: Final = frozenset({"limit", "cursor", "f"})


def list_answer(request: Request, view: ElectionView, session: ReadSession, suffix: str | None) -> Response:
    given = request.query_params.multi_items()
    filters = grammar.parse(view, given, also=PAGING)
    paging = Parameters([pair for pair in given if pair[0] in PAGING], PAGING)
    limit = paging.number("limit", 1, MAX_LIMIT) or DEFAULT_LIMIT
    paging.check()
    form = _form(request, suffix)
    question = {"path": "incidents", "election": view.slug, "filters": filters.echo()}
    cursor, cursors = paging.text("cursor"), request.app.state.cursors
    after = None if cursor is None else cursors.open(question, cursor, *queries.CURSOR)
    state = public_state(session, view.id)
    tag = _tag(view, state, json.dumps([question, form.name, limit, cursor]))
    if is_fresh(request, tag):
        return not_modified(tag, _headers(view))
    records, last = cut(queries.page(session, view.id, filters, after, limit), limit)
    following = None if last is None else cursors.seal(question, (last.published_at, last.ref))
    shown = [PublicIncidentOut.of(view, record) for record in records]
    body = many(shown, head(view, state, filters.echo()), following, form)
    link = next_link(request.url.path, given, following)
    return _response(view, body, form, tag, link)


def one_answer(request: Request, view: ElectionView, session: ReadSession, name: str) -> Response:
    """`name` is a reference, or one with the suffix of a form."""
    ref, dot, suffix = name.partition(".")
    given = Parameters(request.query_params.multi_items(), {"f"})
    given.check()
    form = _form(request, suffix if dot else None)
    record = queries.get_in(session, view.id, ref)
    if record.state is Publication.MERGED:
        return _moved(request, view, queries.survivor(session, record).ref + dot + suffix)
    tag = _tag(view, public_state(session, view.id), json.dumps([ref, form.name]))
    if is_fresh(request, tag):
        return not_modified(tag, _headers(view))
    return _response(view, one(PublicIncidentOut.of(view, record), form), form, tag, {})


def _moved(request: Request, view: ElectionView, name: str) -> Response:
    """For as long as the two are one: kept by caches no longer than anything else public."""
    query = f"?{request.url.query}" if request.url.query else ""
    path = request.url.path.rpartition("/")[0]
    return Response(status_code=301, headers={**_headers(view), "location": f"{path}/{name}{query}"})


def _form(request: Request, suffix: str | None) -> Format:
    return choose(
        FORMATS, suffix=suffix, f=request.query_params.get("f"), accept=request.headers.get("accept")
    )


def _tag(view: ElectionView, state: PublicState, question: str) -> str:
    """Names the bytes: they move with what is public, with the election's areas, and with us."""
    rest = f"{__version__} {view.version} {question}"
    return etag(f"{state.version}-{hashlib.sha256(rest.encode()).hexdigest()[:12]}")


def _headers(view: ElectionView) -> dict[str, str]:
    """A draft is shown to those who have signed in: no cache may keep that for others."""
    if view.status is ElectionStatus.DRAFT:
        return {**PUBLIC_HEADERS, "cache-control": "no-store"}
    return dict(PUBLIC_HEADERS)


def _response(view: ElectionView, body: bytes, form: Format, tag: str, more: dict[str, str]) -> Response:
    headers = {**_headers(view), "etag": tag, **more}
    return Response(body, headers=headers, media_type=form.content_type)
