"""Templates to answers: everything that comes from people is escaped, and a missing name is an error."""

import hashlib
from functools import cache
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import __version__
from app.core.codings import accepted, coded, compressed
from app.core.etag import etag
from app.core.kept_answers import keeping, known
from app.web.assets import assets
from app.web.messages import ENDONYMS
from app.web.page import Page

PRIVATE: Final = {"cache-control": "no-store"}
FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}
_PUBLIC: Final = {
    "cache-control": "public, max-age=60, stale-while-revalidate=600",
    "vary": "Accept-Language, Accept-Encoding",
}


def html(template: str, page: Page, **values: Any) -> str:
    return templates().get_template(f"{template}.html").render(page=page, t=page.t, **values)


@cache
def templates() -> Environment:
    """One for the process, with all templates compiled: whoever asks first does not wait for it."""
    environment = Environment(
        loader=PackageLoader("app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(endonyms=ENDONYMS, asset=assets().addresses.__getitem__)
    for name in environment.list_templates():
        environment.get_template(name)
    return environment


def unchanged(request: Request, page: Page, version: str) -> Response | None:
    """304 when the reader has just this, or the page as it was made before; `version` moves with whatever
    the page shows."""
    return known(request, coded(_tag(page, version), _coding(request)), _PUBLIC)


def public(
    request: Request, template: str, page: Page, version: str, *, status: int = 200, **values: Any
) -> Response:
    """For what everybody may read and keep; of the same `version` as `unchanged` was asked about."""
    body, coding = html(template, page, **values).encode(), _coding(request)
    headers = {"etag": coded(_tag(page, version), coding), **_PUBLIC}
    if coding is not None:
        body = compressed(body, coding)
        headers["content-encoding"] = coding
    return keeping(request, HTMLResponse(body, status, headers))


def moved(address: str) -> Response:
    """301 for as long as it is so: kept by caches no longer than what is public."""
    return RedirectResponse(address, 301, _PUBLIC)


def private(template: str, page: Page, *, status: int = 200, **values: Any) -> Response:
    """For forms and what one person alone is told: nobody keeps it."""
    return HTMLResponse(html(template, page, **values), status, headers=PRIVATE)


def _coding(request: Request) -> str | None:
    """A tenth of the bytes, where a phone has a bad line. Nothing secret is in such a page."""
    return next(iter(accepted(request)), None)


def _tag(page: Page, version: str) -> str:
    """Names the bytes: links carry a chosen language on, and the address stands in the page."""
    rest = repr((version, page, assets().fingerprint, __version__))
    return etag(hashlib.sha256(rest.encode()).hexdigest()[:20])
