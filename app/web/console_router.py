"""`/console`: the page on which the team works. What it shows it asks the API for."""

from typing import Final

from starlette.responses import HTMLResponse, Response

from app.core.errors import NotFound
from app.core.routing import Router
from app.web.console_files import console_files
from app.web.deps import READS, ThePage
from app.web.render import FOR_EVER, private

# Its own files and the API, nothing inline, nobody else.
CONSOLE_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY: Final = {"content-security-policy": CONSOLE_CSP}

router = Router(prefix="/console", include_in_schema=False)


@router.api_route("/assets/{name}", methods=READS)
async def serve_console_file(name: str) -> Response:
    """The name changes with the content, so whoever has it need not ask again.

    A worker is bound by the policy that its own file comes with, not by that of the page.
    """
    built = console_files()
    file = None if built is None else built.assets.get(name)
    if file is None:
        raise NotFound("There is no file of this name.")
    return Response(file.content, media_type=file.media_type, headers=FOR_EVER | POLICY)


@router.api_route("", methods=READS)
@router.api_route("/{rest:path}", methods=READS)
async def show_console(page: ThePage) -> Response:
    """The same page for every address: which screen it is, the console finds in the address itself."""
    built = console_files()
    if built is None:
        return private("console_missing", page, status=503)
    return HTMLResponse(built.page, headers=POLICY)
