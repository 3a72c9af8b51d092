"""`pollwatch migrate`: bring the database to the schema of this release."""

from app.cli.opening import alone, read_settings, sqlite_file
from app.cli.output import AsJson, print_json, say
from app.db.engine import build_read_engine
from app.db.revision import is_current
from app.settings import Settings


def migrate_database(as_json: AsJson = False) -> None:
    """Bring the database to the schema of this release.

    On PostgreSQL as the role of APP_DATABASE_OWNER_URL, if it is set. Doing it again changes nothing.
    """
    settings = read_settings()
    with alone(settings):
        changed = bring_up_to_date(settings)
    if as_json:
        print_json({"migrated": changed})
    else:
        say("The database is up to date." if changed else "The database was up to date already.")


def bring_up_to_date(settings: Settings) -> bool:
    """Say whether there was anything to do."""
    if (file := sqlite_file(settings)) is not None:
        file.absolute().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = build_read_engine(settings.url)
    try:
        current = (file is None or file.exists()) and is_current(engine)
    finally:
        engine.dispose()
    if not current:
        from app.db.migrate import migrate  # with Alembic behind it, loaded where used

        migrate(settings.database_owner_url or settings.url)
    return not current
