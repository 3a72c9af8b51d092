"""`/ogc`: OGC API – Features for programs, and the same resources as pages."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Final

import orjson
from fastapi import Path, Request
from starlette.responses import Response

from app import __version__
from app.core.etag import etag
from app.core.kept_answers import keeping, known
from app.core.negotiation import JSON, Format, choose
from app.core.origin import origin_of
from app.core.public_answer import PUBLIC_HEADERS
from app.core.routing import Router
from app.db.deps import PublicReadDb
from app.elections.public_state import public_state
from app.elections.view import ElectionView
from app.publication.ogc import collections, documents, features
from app.publication.ogc.definition import definition
from app.publication.ogc.links import DOCUMENTS, FEATURES, HTML, OPENAPI, SCHEMA, Address
from app.publication.ogc.query import check_no_parameters, read_items_query, refused_with_400
from app.web.deps import READS, ThePage
from app.web.page import Page
from app.web.render import public, unchanged

router = Router(prefix="/ogc", include_in_schema=False)

CollectionId = Annotated[str, Path(max_length=100)]
FeatureId = Annotated[str, Path(max_length=100)]
Build = Callable[[Address], documents.Document]
_API: Final = (OPENAPI, JSON, HTML)
_SCHEMA: Final = (SCHEMA,)
MOST_TO_READ: Final = 200  # features on a page for people, whatever the limit is


@router.api_route("", methods=READS)
@router.api_route("/", methods=READS)
def show_landing_page(page: ThePage, request: Request) -> Response:
    return _document(request, page, DOCUMENTS, "", documents.landing)


@router.api_route("/api", methods=READS)
def show_definition(page: ThePage, request: Request) -> Response:
    views = _views(request)
    return _document(request, page, _API, _versions(views), lambda at: definition(at, collections.of(views)))


@router.api_route("/conformance", methods=READS)
def show_conformance(page: ThePage, request: Request) -> Response:
    return _document(request, page, DOCUMENTS, "", documents.conformance)


@router.api_route("/collections", methods=READS)
def list_collections(page: ThePage, request: Request) -> Response:
    views = _views(request)
    return _document(
        request,
        page,
        DOCUMENTS,
        _versions(views),
        lambda at: documents.collections(at, collections.of(views)),
    )


@router.api_route("/collections/{collection_id}", methods=READS)
def show_collection(page: ThePage, request: Request, collection_id: CollectionId) -> Response:
    found = collections.named(_views(request), collection_id)
    return _document(
        request, page, DOCUMENTS, _versions([found.view]), lambda at: documents.collection(at, found)
    )


@router.api_route("/collections/{collection_id}/schema", methods=READS)
def show_schema(page: ThePage, request: Request, collection_id: CollectionId) -> Response:
    found = collections.named(_views(request), collection_id)
    return _document(request, page, _SCHEMA, _versions([found.view]), lambda at: documents.schema(at, found))


@router.api_route("/collections/{collection_id}/items", methods=READS)
def list_items(page: ThePage, request: Request, db: PublicReadDb, collection_id: CollectionId) -> Response:
    found = collections.named(_views(request), collection_id)
    query = read_items_query(found, request.query_params.multi_items())
    cursors, question = request.app.state.cursors, query.echo(found)
    with refused_with_400():
        after = query.cursor and cursors.open(question, query.cursor, *features.CURSORS[found.kind])

    def build(at: Address) -> documents.Document:
        asked = replace(query, limit=min(query.limit, MOST_TO_READ)) if at.form is HTML else query
        shown = features.page(db, found, asked, after or None, request.app.state.held_columns)
        cursor = None if shown.last is None else cursors.seal(question, shown.last)
        return documents.items(at, found, shown, cursor)

    version = _versions([found.view]) + public_state(db, found.view.id).version
    return _answer(request, page, FEATURES, version, build)


@router.api_route("/collections/{collection_id}/items/{feature_id}", methods=READS)
def show_item(
    page: ThePage, request: Request, db: PublicReadDb, collection_id: CollectionId, feature_id: FeatureId
) -> Response:
    found = collections.named(_views(request), collection_id)
    check_no_parameters(request.query_params.multi_items())
    feature = features.one(db, found, feature_id)
    version = _versions([found.view]) + public_state(db, found.view.id).version
    return _answer(request, page, FEATURES, version, lambda at: documents.item(at, found, feature))


def _views(request: Request) -> list[ElectionView]:
    found: list[ElectionView] = request.app.state.directory.public()
    return found


def _versions(views: Sequence[ElectionView]) -> str:
    return repr([(view.id, view.version) for view in views])


def _document(request: Request, page: Page, forms: Sequence[Format], version: str, build: Build) -> Response:
    check_no_parameters(request.query_params.multi_items())
    return _answer(request, page, forms, version, build)


def _answer(request: Request, page: Page, forms: Sequence[Format], version: str, build: Build) -> Response:
    """In the form asked for. The tag moves with `version`, and with all that stands in the links."""
    form = choose(forms, f=request.query_params.get("f"), accept=request.headers.get("accept"))
    query = tuple(request.query_params.multi_items())
    if form is JSON:
        form = forms[0]  # what JSON is called here
    at = Address(origin_of(request), request.url.path, query, form)
    if form is HTML:
        return unchanged(request, page, version) or public(request, "ogc", page, version, document=build(at))
    tag = etag(hashlib.sha256(repr((version, at, __version__)).encode()).hexdigest()[:20])
    if (answer := known(request, tag, PUBLIC_HEADERS)) is not None:
        return answer
    headers = {**PUBLIC_HEADERS, "etag": tag}
    return keeping(request, Response(orjson.dumps(build(at)), headers=headers, media_type=at.form.media_type))
