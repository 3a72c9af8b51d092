"""One chain for both databases. `app.db.migrate` hands over a connection; the shell gives a URL."""

from alembic import context
from sqlalchemy import Connection, text

from app.db.base import STR_ENUM, UtcDateTime
from app.db.engine import build_migration_engine
from app.models import Model


def render(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand alone: our column types are written as the plain ones they store."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, type(STR_ENUM)):
        return "sa.String(length=40)"
    return False


def run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('alembic'))"))
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=sqlite,
        compare_type=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
            raise RuntimeError(f"migration broke foreign keys: {broken}")


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url", "sqlite:///var/pollwatch.db")
    with build_migration_engine(url).begin() as own:
        run(own)
