"""A database without an application around it."""

from collections.abc import Iterator

import pytest

from app.db.session import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()
