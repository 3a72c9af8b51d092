"""Fixtures. Every API test runs on SQLite and on PostgreSQL, each on a fresh database."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from app.bootstrap import create_app
from app.db.migrate import migrate
from app.settings import Settings
from tests.factories import Factory
from tests.postgres import server

TEMPLATE = "template_migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server whose database TEMPLATE has been migrated."""
    with server() as url:
        _administer(url, f'CREATE DATABASE "{TEMPLATE}"')
        migrate(f"{url}/{TEMPLATE}")
        yield url


def _administer(url: str, statement: str) -> None:
    engine = create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "pollwatch.db")
        yield f"sqlite:///{tmp_path}/pollwatch.db"
        return
    url, name = request.getfixturevalue("postgres"), f"test_{uuid4().hex}"
    _administer(url, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    yield f"{url}/{name}"
    _administer(url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        directory_max_age_seconds=0,
        worker="outside",
        _env_file=None,
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def make(app: FastAPI, client: TestClient) -> Factory:
    return Factory(app, client)
