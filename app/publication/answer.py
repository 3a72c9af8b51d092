"""A request for published incidents becomes an answer: which form, which page, or nothing new."""

import hashlib
import json
from itertools import chain
from typing import Final

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app import __version__
from app.aggregation.caveat import file_name
from app.core.etag import etag, is_fresh, not_modified
from app.core.negotiation import GEOJSON, JSON, Format, choose
from app.core.pagination import DEFAULT_LIMIT, MAX_LIMIT, cut, next_link
from app.core.parameters import Parameters
from app.core.public_answer import PUBLIC_HEADERS
from app.core.table_files import FORM, Wanted, disposition, wanted
from app.db.session import ReadSession
from app.elections.models import ElectionStatus
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView
from app.incidents import grammar
from app.incidents.grammar import Filters
from app.incidents.lifecycle import Publication
from app.publication import queries
from app.publication.downloads import Downloads
from app.publication.rendering import FORMATS, LIST_FORMATS, head, many, one, whole
from app.publication.schemas import PublicIncidentOut

PAGING: Final = frozenset({"limit", "cursor"})
OWN: Final = PAGING | FORM


def list_answer(request: Request, view: ElectionView, session: ReadSession, suffix: str | None) -> Response:
    given = request.query_params.multi_items()
    filters = grammar.parse(view, given, also=OWN)
    form = wanted(request, LIST_FORMATS, suffix)
    paging = Parameters([pair for pair in given if pair[0] in PAGING], PAGING)
    limit, cursor = paging.number("limit", 1, MAX_LIMIT), paging.text("cursor")
    if form.form is JSON or (form.form is GEOJSON and PAGING.intersection(request.query_params)):
        paging.check()
        return _page(request, view, session, filters, form.form, limit or DEFAULT_LIMIT, cursor)
    for name in sorted(PAGING.intersection(request.query_params)):
        paging.refuse(name, "not-in-pages", "This form has everything at once: leave it out.")
    paging.check()
    return _everything(request, view, session, filters, form)


def _page(
    request: Request,
    view: ElectionView,
    session: ReadSession,
    filters: Filters,
    form: Format,
    limit: int,
    cursor: str | None,
) -> Response:
    question = {"path": "incidents", "election": view.slug, "filters": filters.echo()}
    cursors = request.app.state.cursors
    after = None if cursor is None else cursors.open(question, cursor, *queries.CURSOR)
    state = public_state(session, view.id)
    tag = _tag(view, state, json.dumps([question, form.name, limit, cursor]))
    if is_fresh(request, tag):
        return not_modified(tag, _headers(view))
    records, last = cut(queries.page(session, view.id, filters, after, limit), limit)
    following = None if last is None else cursors.seal(question, (last.published_at, last.ref))
    shown = [PublicIncidentOut.of(view, record) for record in records]
    body = many(shown, head(view, state, filters.echo()), following, form)
    link = next_link(request.url.path, request.query_params.multi_items(), following)
    return _response(view, body, form, tag, link)


def _everything(
    request: Request, view: ElectionView, session: ReadSession, filters: Filters, wanted: Wanted
) -> Response:
    """A short file at once; a long one as it is read, after this session is closed."""
    form, state = wanted.form, public_state(session, view.id)
    tag = _tag(view, state, json.dumps(["whole", filters.echo(), form.name, wanted.excel]))
    if is_fresh(request, tag):
        return not_modified(tag, _headers(view))
    downloads: Downloads = request.app.state.downloads
    shown, after = downloads.first(session, view, filters)
    rest = downloads.following(view, filters, state, after)
    pieces = whole(chain(shown, rest), view, state, filters.echo(), wanted)
    name = disposition(file_name(view, "incidents", state.version), form)
    if after is None:
        return _response(view, b"".join(pieces), form, tag, name)
    headers = {**_headers(view), "etag": tag, **name}
    return StreamingResponse(pieces, headers=headers, media_type=form.content_type)


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
