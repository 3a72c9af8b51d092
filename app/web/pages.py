"""All pages, in one list for the composition root."""

from typing import Final

from app.core.routing import Router
from app.web import (
    console_router,
    docs_router,
    election_router,
    embed_router,
    follow_router,
    home_router,
    method_router,
    ogc_router,
    problem_router,
    report_router,
)

PAGES: Final[tuple[Router, ...]] = (
    home_router.router,
    election_router.router,
    embed_router.router,
    method_router.router,
    report_router.router,
    follow_router.router,
    problem_router.router,
    docs_router.router,
    ogc_router.router,
    console_router.router,
)
