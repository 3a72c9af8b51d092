"""What a statement was compiled to for one engine holds for the next: every test has engines of its own."""

from typing import Any, ClassVar

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect


class _Compiled(DefaultDialect):
    """Equal to every other of its kind that writes JSON alike, so that its statements are found again."""

    supports_statement_cache = True
    statements: ClassVar[dict[Any, Any]] = {}
    _json_serializer: Any

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._json_serializer is getattr(other, "_json_serializer", None)

    def __hash__(self) -> int:
        return hash((type(self), self._json_serializer))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls.statements)


class Sqlite(_Compiled, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class Postgresql(_Compiled, PGDialect_psycopg):
    supports_statement_cache = True


def keep_compiled() -> None:
    """From here on, in this process: servers that a test starts compile for themselves."""
    registry.register("sqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgresql.__name__)
