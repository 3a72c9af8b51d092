"""Settings and database for a command, which owns its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import make_url

from app.cli.failures import NOT_MIGRATED, CommandFailed, Exit
from app.db.engine import is_sqlite
from app.db.revision import is_current
from app.db.session import Database, WriteSession
from app.db.writer_lock import WriterLockHeld, writer_lock
from app.settings import Settings


def read_settings() -> Settings:
    """From the environment and `.env`; what is wrong there is said without its value, which may be secret."""
    try:
        return Settings()
    except ValidationError as failed:
        wrong = "; ".join(_setting(error["loc"]) + error["msg"] for error in failed.errors())
        raise CommandFailed(f"The settings are not valid: {wrong}", Exit.USAGE) from None


def _setting(location: tuple[int | str, ...]) -> str:
    return f"APP_{location[0]}: ".upper() if location else ""


def sqlite_file(settings: Settings) -> Path | None:
    """Where the embedded database lies or will lie; None on PostgreSQL."""
    return Path(make_url(settings.url).database or "") if is_sqlite(settings.url) else None


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """A database on which this release can work, closed afterwards."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():  # connecting would make an empty one
        raise CommandFailed(f"There is no database at {file}. Run `pollwatch migrate`.", Exit.NOT_MIGRATED)
    database = Database(settings.url, settings.database_read_url)
    try:
        if not is_current(database.write_engine):
            raise CommandFailed(NOT_MIGRATED, Exit.NOT_MIGRATED)
        yield database
    finally:
        database.close()


@contextmanager
def writing(settings: Settings) -> Iterator[WriteSession]:
    """One command, one transaction. Beside a running service a short one simply takes its turn."""
    with opened(settings) as database, database.write.begin() as session:
        yield session


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """On SQLite one process at a time may serve, work through jobs, or migrate."""
    if not is_sqlite(settings.url):
        yield
        return
    try:
        with writer_lock(settings.url):
            yield
    except WriterLockHeld as held:
        raise CommandFailed(
            f"Process {held.holder or '(unknown)'} is serving this database and does its jobs too "
            f"({held.path} is locked). Stop it first, or use PostgreSQL for several processes."
        ) from None
