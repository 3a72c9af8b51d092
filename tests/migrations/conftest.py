"""Databases in which nothing has been migrated yet, or only so much."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.migrations.rising import Files, OnServer, Rising
from tests.postgres import administer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    url, name = request.getfixturevalue("postgres"), f"empty_{uuid4().hex}"
    administer(url, f'CREATE DATABASE "{name}"')
    yield f"{url}/{name}"
    administer(url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def rising_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Rising:
    return Rising(Files(tmp_path_factory.mktemp("rising")))


@pytest.fixture(scope="session")
def rising_postgresql(postgres: str) -> Rising:
    return Rising(OnServer(postgres))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_to(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """`migrated_to("0007")`: the address of a database that is there and has no rows."""
    rising: Rising = request.getfixturevalue(f"rising_{request.param}")
    made: list[str] = []

    def copied(revision: str) -> str:
        made.append(rising.copied_at(revision))
        return rising.databases.url(made[-1])

    yield copied
    for name in made:
        rising.databases.drop(name)
