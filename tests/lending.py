"""PostgreSQL databases lent to one test after another: emptying one takes a quarter of making one."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import Connection, create_engine, text

from tests.postgres import administer

_END_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
# Whatever a test may have made, dropped or altered, and the revision that the database says it has.
_SHAPE = text(
    """
    SELECT md5(string_agg(line, ';' ORDER BY line)),
           (SELECT string_agg(version_num, ' ') FROM alembic_version)
    FROM (
      SELECT c.oid || a.attname || a.atttypid || a.attnotnull || a.atthasdef AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
      UNION ALL
      SELECT oid || conname || conrelid FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL
      SELECT oid || tgname FROM pg_trigger WHERE NOT tgisinternal
    ) AS lines
    """
)


class Lending:
    """Databases with the template's schema and no rows."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url, self._template = server_url, template
        self._idle: list[tuple[str, object]] = []  # names, and the shape each was made with

    @contextmanager
    def lent(self) -> Iterator[str]:
        name, shape = self._idle.pop() if self._idle else self._make()
        yield f"{self._server_url}/{name}"
        with self._connected(name) as connection:
            connection.execute(_END_OTHERS)
            unchanged = self._shape(connection) == shape
            if unchanged:
                _empty(connection)
        if unchanged:
            self._idle.append((name, shape))
        else:
            administer(self._server_url, f'DROP DATABASE "{name}" WITH (FORCE)')

    def _make(self) -> tuple[str, object]:
        name = f"test_{uuid4().hex}"
        administer(self._server_url, f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
        with self._connected(name) as connection:
            return name, self._shape(connection)

    @contextmanager
    def _connected(self, name: str) -> Iterator[Connection]:
        engine = create_engine(f"{self._server_url}/{name}")
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    @staticmethod
    def _shape(connection: Connection) -> object:
        return tuple(connection.execute(_SHAPE).one())


def _empty(connection: Connection) -> None:
    connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys, no triggers
    tables = connection.scalars(_TABLES).all()
    with_rows = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
    for name in connection.scalars(text(with_rows)).all():
        connection.execute(text(f"DELETE FROM {name}"))
