"""Bring a database to the newest schema, or say where it stands."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.core.shipped import shipped
from app.db.engine import build_migration_engine


def migrate(url: str, revision: str = "head") -> None:
    """Up to `revision`, or down with "base", in one transaction."""
    engine = build_migration_engine(url)
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
    """Whether every migration of this release has been applied.

    A newer release's may have been too: each works with the code before it, so that the old processes
    serve on while they are replaced.
    """
    scripts = ScriptDirectory.from_config(_config(None))
    with engine.connect() as connection:
        applied = set(MigrationContext.configure(connection).get_current_heads())
    known = {script.revision for script in scripts.walk_revisions()}
    return applied == set(scripts.get_heads()) or bool(applied - known)


def _config(connection: Connection | None) -> Config:
    config = Config(shipped("alembic.ini"))
    config.attributes["connection"] = connection
    return config
