"""Two roles as docs/operations.md says: the one that serves cannot lift the guard on what is on record."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from app.audit import record
from app.audit.record import Kind
from app.db.migrate import migrate
from app.db.session import Database
from tests.postgres import administer

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
ROLES = ("pollwatch_owner", "pollwatch")


@pytest.fixture
def served(postgres: str) -> Iterator[Database]:
    """A database set up by the statements of the page, under names of our own, and migrated by its owner."""
    mark = uuid4().hex[:8]
    page = PAGE.read_text(encoding="utf-8").partition("**Two roles.**")[2]
    found = re.search(r"```sql\n(.*?)```", page, re.DOTALL)
    assert found is not None
    named = re.sub(r"\b(pollwatch_owner|pollwatch)\b", rf"\1_{mark}", found[1])
    outside, _, inside = named.partition(f"\\c pollwatch_{mark}\n")
    for statement in filter(None, map(str.strip, outside.split(";"))):
        administer(postgres, statement)
    url = make_url(postgres).set(database=f"pollwatch_{mark}")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(inside))
    engine.dispose()
    migrate(url.set(username=f"pollwatch_owner_{mark}").render_as_string(hide_password=False))
    database = Database(url.set(username=f"pollwatch_{mark}").render_as_string(hide_password=False))
    yield database
    database.close()
    administer(postgres, f"DROP DATABASE pollwatch_{mark} WITH (FORCE)")
    for role in ROLES:
        administer(postgres, f"DROP ROLE {role}_{mark}")


def test_the_role_that_serves_adds_to_the_trail_and_takes_nothing_away(served: Database) -> None:
    with served.write.begin() as session:
        record.act(session, Kind.ACCOUNT, UUID(int=1), "created")

    for statement in (
        "DELETE FROM audit_events",
        "UPDATE audit_events SET event = 'nothing'",
        "TRUNCATE incident_events",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_events_append_only ON audit_events",
        "DROP FUNCTION pollwatch_append_only() CASCADE",
        "DROP TABLE audit_events",
        "SET session_replication_role = replica",
    ):
        with served.write() as session, pytest.raises(DBAPIError):
            session.execute(text(statement))

    with served.read() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_events")) == 1
