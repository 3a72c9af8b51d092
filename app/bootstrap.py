"""Composition root: the only module that knows every other."""

import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from app import __version__
from app.accounts import openapi as policies
from app.accounts.deps import Console
from app.accounts.middleware import ActorMiddleware
from app.accounts.router import router as accounts
from app.accounts.session_router import router as sessions
from app.core import problems
from app.core.keyring import open_keyring
from app.core.middleware import stack
from app.core.pagination import Cursors
from app.db.group_writer import GroupWriter
from app.db.session import Database
from app.elections.directory import Directory
from app.intake.codes import Codes
from app.intake.router import router as intake
from app.intake.service import Intake
from app.intake.store import store
from app.jobs.worker import Handler, Worker
from app.settings import Settings
from app.storage.open import build_store

ROUTERS: Final[tuple[APIRouter, ...]] = (
    sessions,
    accounts,
    intake,
)


def create_app(settings: Settings) -> FastAPI:
    """The service, ready for a server; nothing is opened for longer than the app lives."""
    database = Database(settings.url, settings.database_read_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        writer = app.state.writer = GroupWriter(database.write, store)
        worker = Worker(database, handlers(settings, database)) if settings.worker_inside else None
        thread = threading.Thread(target=worker.run, name="worker", daemon=True) if worker else None
        if thread:
            thread.start()
        yield
        if worker and thread:
            worker.stop()
            thread.join()
        writer.close()
        database.close()

    app = FastAPI(
        title="Pollwatch",
        version=__version__,
        summary="Election reports from the field, turned into numbers that can be checked.",
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        middleware=[
            *stack(lambda _method, path: _body_limit(settings, path)),
            Middleware(
                ActorMiddleware,
                database=database,
                idle=timedelta(minutes=settings.session_idle_minutes),
                max_age_seconds=settings.directory_max_age_seconds,
            ),
        ],
    )
    keyring = open_keyring(
        settings.keys, settings.master_key.get_secret_value() if settings.master_key else None
    )
    app.state.database = database
    app.state.directory = Directory(database, settings.directory_max_age_seconds)
    app.state.store = build_store(settings.photo_store, settings.photos)
    app.state.keyring = keyring
    app.state.cursors = Cursors(keyring.derive("cursor"))
    app.state.intake = Intake(keyring, Codes.of(keyring))
    app.state.console = Console()
    app.state.base_url = settings.base_url
    app.state.max_photo_bytes = settings.max_photo_bytes
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    policies.install(app)
    return app


def handlers(_settings: Settings, _database: Database) -> dict[str, Handler]:
    """What the worker does, by kind of job."""
    return {}


def _body_limit(settings: Settings, path: str) -> int:
    """Forms with photos may be as large as five photos and their text; all else stays small."""
    takes_photos = path.endswith("/reports") or "/photos" in path or path == "/r" or path.startswith("/r/")
    return 5 * settings.max_photo_bytes + settings.max_body_bytes if takes_photos else settings.max_body_bytes
