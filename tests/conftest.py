"""Fixtures. Every API test runs on SQLite and on PostgreSQL, each on a fresh database."""

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import structlog
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts import passwords
from app.bootstrap import create_app
from app.core.loading import loading
from app.db.migrate import migrate
from app.settings import Settings
from tests import swift
from tests.dialects import keep_compiled
from tests.factories import Factory
from tests.forgetful import forget_answers
from tests.lending import Lending
from tests.postgres import administer, server
from tests.traces import Traces

TEMPLATE = "template_migrated"

# How long an example takes says more of the machine than of the rule.
hypothesis.settings.register_profile(
    "pollwatch", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("pollwatch")

keep_compiled()

# Through logging, which locks: servers in other threads log while pytest puts another stdout in place, and
# printing into one that is just being closed fails, or worse.
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, structlog.dev.ConsoleRenderer(colors=False)],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests, and all they import, stay to the end: nobody looks for garbage among them."""
    with loading():
        return (yield)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed for next to nothing: hundreds of tests sign somebody in. Its cost: test_passwords."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher.from_parameters(CHEAPEST))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server whose database TEMPLATE has been migrated."""
    with server() as url:
        administer(url, f'CREATE DATABASE "{TEMPLATE}"')
        migrate(f"{url}/{TEMPLATE}")
        yield url


@pytest.fixture(scope="session")
def lending(postgres: str) -> Lending:
    return Lending(postgres, TEMPLATE)


@pytest.fixture(scope="session")
def s3() -> Iterator[swift.Swift]:
    """An S3 service, for tests that leave it running."""
    with swift.server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_database(request, tmp_path) as url:
        yield url


@contextmanager
def fresh_database(request: pytest.FixtureRequest, directory: Path) -> Iterator[str]:
    """Of the kind the fixture's parameter names; for fixtures that live longer than one test."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), directory / "pollwatch.db")
        yield f"sqlite:///{directory}/pollwatch.db"
        return
    lending: Lending = request.getfixturevalue("lending")
    with lending.lent() as url:
        yield url


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Settings:
    """With the mark `both_stores`, photos lie in S3 where the database is PostgreSQL, else in a directory."""
    given: dict[str, Any] = {}
    if request.node.get_closest_marker("both_stores") and database_url.startswith("postgresql"):
        bucket = request.getfixturevalue("s3").bucket(f"photos-{uuid4().hex}")
        given = {
            "photo_store": "s3",
            "s3_bucket": bucket.name,
            "s3_endpoint": bucket.endpoint,
            "s3_access_key_id": bucket.access_key_id,
            "s3_secret_access_key": bucket.secret_access_key,
        }
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        directory_max_age_seconds=0,
        worker="outside",
        _env_file=None,
        **given,
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """It keeps no answer: a test that asks twice shall see what would be answered now."""
    app = create_app(settings)
    forget_answers(app)
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def make(app: FastAPI, client: TestClient) -> Factory:
    return Factory(app, client)


@pytest.fixture
def traces(app: FastAPI, settings: Settings) -> Traces:
    return Traces(app.state.database, settings.photos)
