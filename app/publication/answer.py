"""A request for what is public becomes an answer: which form, which part of it, or nothing new."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from typing import Final, cast
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app import __version__
from app.aggregation.caveat import file_name
from app.core.etag import etag
from app.core.kept_answers import keeping, known
from app.core.negotiation import ATOM, GEOJSON, JSON, Format, choose
from app.core.origin import origin_of
from app.core.pagination import DEFAULT_LIMIT, MAX_LIMIT, next_link
from app.core.parameters import Parameters
from app.core.public_answer import PUBLIC_HEADERS
from app.core.table_files import FORM, Wanted, disposition, wanted
from app.db.session import ReadSession, beside
from app.elections.asked_version import VERSION, asked_version
from app.elections.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from app.elections.models import ElectionStatus
from app.elections.public_state import PublicState, Step, public_state, step_of
from app.elections.view import ElectionView
from app.incidents import grammar
from app.incidents.lifecycle import Publication
from app.incidents.seen import seen
from app.publication import queries
from app.publication.changes import BEGINNING
from app.publication.downloads import Downloads, unmoved
from app.publication.feeds import Place
from app.publication.listings import Changes, Incidents, Listing
from app.publication.rendering import FORMATS, one

PAGING: Final = frozenset({"limit", "cursor"})
OWN: Final = PAGING | FORM | {"lang", VERSION}
_SINCE: Final = "since"


@dataclass(frozen=True, slots=True)
class _Part:
    """Of what can be listed: a page, or the newest entries of a feed."""

    limit: int
    cursor: str | None
    lang: Language


def list_answer(request: Request, view: ElectionView, session: ReadSession, suffix: str | None) -> Response:
    filters = grammar.parse(view, request.query_params.multi_items(), also=OWN)
    state = _state(request, view, session)
    listing = Incidents(view, filters, state, request.app.state.held_columns)
    return _answer(request, view, session, suffix, listing)


def changes_answer(
    request: Request, view: ElectionView, session: ReadSession, suffix: str | None
) -> Response:
    filters = grammar.parse(view, request.query_params.multi_items(), also=OWN | {_SINCE})
    state = _state(request, view, session)
    since = _since(request, state)
    in_feed = wanted(request, Changes.formats, suffix).form is ATOM
    listing = Changes(view, filters, since, state, newest_first=in_feed)
    return _answer(request, view, session, suffix, listing)


def _state(request: Request, view: ElectionView, session: ReadSession) -> PublicState:
    return public_state(session, view.id, asked_version(request.query_params.multi_items()))


def _since(request: Request, state: PublicState) -> Step:
    """A version that was: it lies between the first and the one that is read."""
    given = _given(request, {_SINCE})
    text = given.text(_SINCE)
    if text is None:
        given.check()
        return BEGINNING
    step = step_of(text)
    if step is None or step[0] > state.sequence or step[1] > state.tick:
        given.refuse(_SINCE, "not-a-version", "Should be a version as it stood in an answer, such as 118.42.")
    given.check()
    return step or BEGINNING


def _answer(
    request: Request, view: ElectionView, session: ReadSession, suffix: str | None, listing: Listing
) -> Response:
    form = wanted(request, listing.formats, suffix)
    asked = PAGING.intersection(request.query_params)
    given = _given(request, PAGING | {"lang"})
    lang = cast("Language | None", given.word("lang", LANGUAGES))
    if lang and form.form is not ATOM:
        given.refuse("lang", "not-a-feed", "Only a feed is in one language: the other forms have all.")
    limit = given.number("limit", 1, MAX_LIMIT) or DEFAULT_LIMIT
    part = _Part(limit, given.text("cursor"), lang or DEFAULT_LANGUAGE)
    in_pages = form.form in (JSON, ATOM) or (form.form is GEOJSON and asked)
    for name in () if in_pages else sorted(asked):
        given.refuse(name, "not-in-pages", "This form has everything at once: leave it out.")
    given.check()
    if in_pages:
        return _page(request, view, session, listing, form.form, part)
    return _everything(request, view, session, listing, form)


def _page(
    request: Request, view: ElectionView, session: ReadSession, listing: Listing, form: Format, part: _Part
) -> Response:
    question = {"path": listing.name, "election": view.slug, "filters": listing.question}
    if VERSION in request.query_params:
        question[VERSION] = listing.state.version  # pages of two states are no list
    cursors, sequence = request.app.state.cursors, {**question, "feed": True} if form is ATOM else question
    after = None if part.cursor is None else cursors.open(sequence, part.cursor, *listing.cursor)
    tag = _tag(view, listing.state, json.dumps([question, form.name, part.limit, part.cursor, part.lang]))
    if (answer := known(request, tag, _headers(view))) is not None:
        return answer
    shown, last = listing.read(session, after, part.limit)
    following = None if last is None else cursors.seal(sequence, last)
    query = request.query_params.multi_items()
    link = next_link(request.url.path, query, following)
    if form is ATOM:
        body = listing.feed(shown, _place(request, following), part.lang)
    else:
        body = listing.page(shown, following, form)
    return keeping(request, _response(view, body, form, tag, link))


def _place(request: Request, following: str | None) -> Place:
    site = origin_of(request)
    query = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]

    def address(*more: tuple[str, str]) -> str:
        asked = urlencode([*query, *more])
        return f"{site}{quote(request.url.path)}{f'?{asked}' if asked else ''}"

    return Place(site, address(), address(("cursor", following)) if following else None)


def _everything(
    request: Request, view: ElectionView, session: ReadSession, listing: Listing, wanted: Wanted
) -> Response:
    """A short file at once; a long one as it is read, after this session is closed."""
    form, state = wanted.form, listing.state
    tag = _tag(view, state, json.dumps([listing.name, listing.question, form.name, wanted.excel]))
    if (answer := known(request, tag, _headers(view))) is not None:
        return answer
    downloads: Downloads = request.app.state.downloads
    shown, after = downloads.first(session, listing.read)
    rest = downloads.following(beside(session), after, listing.read, unmoved(view, state))
    pieces = listing.whole(chain(shown, rest), wanted)
    name = disposition(file_name(view, listing.name, state.version), form)
    if after is None:
        return keeping(request, _response(view, b"".join(pieces), form, tag, name))
    headers = {**_headers(view), "etag": tag, **name}
    return StreamingResponse(pieces, headers=headers, media_type=form.content_type)


def _given(request: Request, names: Collection[str]) -> Parameters:
    """Of parameters that the grammar has let pass, these."""
    return Parameters([pair for pair in request.query_params.multi_items() if pair[0] in names], names)


def one_answer(request: Request, view: ElectionView, session: ReadSession, name: str) -> Response:
    """`name` is a reference, or one with the suffix of a form."""
    ref, dot, suffix = name.partition(".")
    given = Parameters(request.query_params.multi_items(), {"f", VERSION})
    given.check()
    form = _form(request, suffix if dot else None)
    state = _state(request, view, session)
    record = queries.seen_in(session, view.id, ref, state)
    if record.state is Publication.MERGED:
        survivor = queries.survivor(session, record, seen(state))
        return _moved(request, view, survivor.ref + dot + suffix)
    tag = _tag(view, state, json.dumps([ref, form.name]))
    if (answer := known(request, tag, _headers(view))) is not None:
        return answer
    return keeping(request, _response(view, one(view, record, form), form, tag, {}))


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
    return etag(f"{state.tag}-{hashlib.sha256(rest.encode()).hexdigest()[:12]}")


def _headers(view: ElectionView) -> dict[str, str]:
    """A draft is shown to those who have signed in: no cache may keep that for others."""
    if view.status is ElectionStatus.DRAFT:
        return {**PUBLIC_HEADERS, "cache-control": "no-store"}
    return dict(PUBLIC_HEADERS)


def _response(view: ElectionView, body: bytes, form: Format, tag: str, more: dict[str, str]) -> Response:
    headers = {**_headers(view), "etag": tag, **more}
    return Response(body, headers=headers, media_type=form.content_type)
