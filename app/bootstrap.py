"""Composition root: the only module that knows every other."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from app import __version__
from app.accounts import openapi as policies
from app.accounts.deps import Console
from app.accounts.factor_router import router as second_factors
from app.accounts.factors import Factors
from app.accounts.middleware import ActorMiddleware
from app.accounts.next_step import REQUIRED_OF
from app.accounts.router import router as accounts
from app.accounts.session_router import router as sessions
from app.activity.live import Live
from app.activity.router import router as activity
from app.activity.streams import Streams
from app.activity.trail_router import router as audit_trail
from app.aggregation.coverage_router import router as coverage
from app.aggregation.router import router as counts
from app.aggregation.series_router import router as series
from app.core import catalogue, problems
from app.core.kept_answers import KeptAnswers
from app.core.keyring import open_keyring
from app.core.metrics import Metrics
from app.core.middleware import stack
from app.core.pagination import Cursors
from app.core.running import running
from app.core.shipped import shipped
from app.db.engine import MAX_COUNTING
from app.db.group_writer import GroupWriter
from app.db.session import Database
from app.elections.console_router import router as console_elections
from app.elections.directory import Directory
from app.elections.documents import Documents
from app.elections.public_states import PublicStates
from app.elections.router import router as elections
from app.evidence.bundles import Bundles
from app.evidence.export_router import router as exports
from app.evidence.original_links import OriginalLinks
from app.evidence.redaction_router import router as redactions
from app.evidence.redactor import Redactor
from app.evidence.router import router as evidence
from app.health import Vitals
from app.health import router as health
from app.incidents.columns.held import HeldColumns
from app.intake.codes import Codes
from app.intake.one_at_a_time import Turns
from app.intake.pace import Pace
from app.intake.router import router as intake
from app.intake.service import Intake
from app.intake.store import store
from app.intake.upload_router import router as uploads
from app.jobs.worker import working
from app.moderation.board_router import router as console_board
from app.moderation.bulk_router import router as console_bulk
from app.moderation.candidate_router import router as candidates
from app.moderation.desk_router import router as console_desk
from app.moderation.incident_queue_router import router as incident_queues
from app.moderation.incident_router import router as console_incidents
from app.moderation.queue_router import router as console_queues
from app.moderation.referral_router import router as referrals
from app.moderation.router import router as console_reports
from app.publication.console_router import router as publishing
from app.publication.downloads import Downloads
from app.publication.router import router as published
from app.publication.snapshot_files import SnapshotFiles
from app.publication.snapshot_router import router as snapshots
from app.settings import Settings
from app.web.error_pages import ErrorPages
from app.web.form_ids import FormIds
from app.web.pages import PAGES
from app.web.render import templates
from app.workers import photo_store, workers

ROUTERS: Final[tuple[APIRouter, ...]] = (
    sessions,
    second_factors,
    accounts,
    elections,
    console_elections,
    intake,
    uploads,
    health,
    console_board,
    console_queues,
    console_desk,
    console_bulk,
    console_reports,
    incident_queues,  # before what would take `queues` for an id
    console_incidents,
    candidates,
    referrals,
    activity,
    audit_trail,
    publishing,
    published,
    snapshots,
    counts,
    series,
    coverage,
    redactions,  # before `evidence`, whose path of a rendition would match some of its own
    evidence,
    exports,
    *PAGES,
)

MAX_IMPORT_BYTES: Final = 32 * 1024 * 1024  # 200,000 stations, or a country's boundaries in detail


def create_app(settings: Settings) -> FastAPI:
    """The service, ready for a server; nothing is opened for longer than the app lives."""
    database = Database(settings.url, settings.database_read_url, settings.replica_max_behind_seconds)
    metrics = Metrics()
    session_idle = timedelta(minutes=settings.session_idle_minutes)
    factor_required_of = REQUIRED_OF[settings.second_factor]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        writer = app.state.writer = GroupWriter(database.write, store, metrics.batch)
        with working(workers(settings, database) if settings.worker_inside else []) as at_work:
            app.state.vitals = Vitals(database, app.state.store, lambda: writer.alive, at_work)
            async with running(app.state.live.run):
                yield
        writer.close()
        database.close()

    app = FastAPI(
        title="Pollwatch",
        version=__version__,
        summary="Election reports from the field, turned into numbers that can be checked.",
        docs_url=None,  # FastAPI's own page loads scripts from strangers; ours is in web/docs_router.py
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            *stack(
                lambda _method, path: _body_limit(settings, path),
                observe=metrics.request,
                dressing=[Middleware(ErrorPages)],
            ),
            Middleware(
                ActorMiddleware,
                database=database,
                idle=session_idle,
                factor_required_of=factor_required_of,
                max_age_seconds=settings.directory_max_age_seconds,
            ),
        ],
    )
    keyring = open_keyring(
        settings.keys, settings.master_key.get_secret_value() if settings.master_key else None
    )
    app.state.database = database
    app.state.metrics = metrics
    app.state.metrics_token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    app.state.behind_proxy = bool(settings.forwarded_allow_ips)
    app.state.directory = Directory(database, settings.directory_max_age_seconds)
    app.state.public_states = PublicStates(database, settings.directory_max_age_seconds)
    app.state.held_columns = HeldColumns(database, settings.columns_from_incidents)
    app.state.store = photo_store(settings)
    app.state.redactor = Redactor(database, app.state.store, may_be_unfiltered=settings.photos_unfiltered)
    app.state.original_links = OriginalLinks(keyring.derive("original-url"))
    app.state.bundles = Bundles(database, app.state.store)
    app.state.downloads = Downloads()
    app.state.snapshot_files = SnapshotFiles(app.state.downloads, settings.data_licence)
    app.state.live = Live(database)
    app.state.streams = Streams()
    app.state.documents = Documents()
    app.state.kept_answers = KeptAnswers(CapacityLimiter(MAX_COUNTING))
    app.state.keyring = keyring
    app.state.cursors = Cursors(keyring.derive("cursor"))
    app.state.intake = Intake(keyring, Codes.of(keyring))
    app.state.turns = Turns()
    app.state.console = Console()
    app.state.factors = Factors(keyring, factor_required_of)
    app.state.session_idle = session_idle
    app.state.pace = Pace(settings.anonymous_reports_per_minute)
    app.state.explanations = catalogue.read(shipped("docs/problems.md"))
    app.state.form_ids = FormIds(keyring.derive("report-form"))
    app.state.base_url = settings.base_url
    app.state.data_licence = settings.data_licence
    app.state.max_photo_bytes = settings.max_photo_bytes
    templates()  # compiled before anybody waits for a page
    problems.install(app)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)  # as they are: `include_router` makes all of them anew
    policies.install(app)
    return app


def _body_limit(settings: Settings, path: str) -> int:
    """Forms with photos may be as large as five photos and their text, imported files as a country."""
    if path.startswith("/api/v1/uploads/"):
        return settings.max_photo_bytes
    takes_photos = path.endswith("/reports") or "/photos" in path or path == "/r" or path.startswith("/r/")
    if takes_photos and not path.startswith("/api/v1/console/"):
        return 5 * settings.max_photo_bytes + settings.max_body_bytes
    return MAX_IMPORT_BYTES if "/import/" in path else settings.max_body_bytes
