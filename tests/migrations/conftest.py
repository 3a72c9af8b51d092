"""Databases in which nothing has been migrated yet."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

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
