"""Bring a database to the newest schema, or say where it stands."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.db.engine import build_write_engine

ROOT: Final = Path(__file__).parents[2]


def migrate(url: str, revision: str = "head") -> None:
    """Up to `revision`, or down with "base", in one transaction."""
    engine = build_write_engine(url)
    try:
        with engine.begin() as connection:
            config = _config(connection)
            if revision == "base":
                command.downgrade(config, "base")
            else:
                command.upgrade(config, revision)
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether every migration of this release has been applied."""
    with engine.connect() as connection:
        applied = set(MigrationContext.configure(connection).get_current_heads())
    return applied == set(ScriptDirectory.from_config(_config(None)).get_heads())


def _config(connection: Connection | None) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config
