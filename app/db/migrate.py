"""Bring a database to the newest schema, with Alembic: to be imported where that is done."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

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


def _config(connection: Connection) -> Config:
    config = Config(shipped("alembic.ini"))
    config.attributes["connection"] = connection
    return config
