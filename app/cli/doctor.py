"""`pollwatch doctor`: whether all is well, and what to do where it is not."""

import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import typer
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.cli.failures import Exit
from app.cli.opening import read_settings, sqlite_file
from app.cli.output import AsJson, print_json, print_table
from app.core import keyring
from app.core.clock import utc_now
from app.db.outages import DatabaseUnavailable
from app.db.replica import Replica
from app.db.revision import is_current
from app.db.session import Database
from app.db.writer_lock import WriterLockHeld, writer_lock
from app.evidence.inventory import count_named
from app.evidence.unnamed import count as blobs_without_rows
from app.jobs.queries import backlog
from app.settings import Settings
from app.storage.base import Condition
from app.storage.errors import StoreUnavailable
from app.storage.sweep import too_many

# Older ones can corrupt the write-ahead log when two connections checkpoint at once.
SQLITE_SOUND: Final = (3, 51, 3)
DISK_WARNS_BELOW: Final = 0.15
DISK_FAILS_BELOW: Final = 0.05
CLOCK_MAY_DIFFER: Final = timedelta(seconds=5)
RELEASED: Final = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right says less


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    level: Level
    text: str


def run_doctor(as_json: AsJson = False) -> None:
    """Look at everything the service stands on. Ends with 1 if something is wrong."""
    settings = read_settings()
    findings = [*_environment(settings), *_database(settings)]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_table(("Check", "Level", "Finding"), [(f.check, f.level, f.text) for f in findings])
    if any(finding.level is Level.FAILED for finding in findings):
        raise typer.Exit(Exit.FAILED)


def _environment(settings: Settings) -> Iterator[Finding]:
    versions = f"pollwatch {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield Finding("versions", Level.OK, versions)
    yield _sqlite(settings)
    yield from _keys(settings)  # before the store, which makes its own
    yield _store(settings)
    yield _disk(settings)
    early = utc_now() < RELEASED
    text = (
        "Set the clock: it is earlier than this release."
        if early
        else utc_now().isoformat(timespec="seconds")
    )
    yield Finding("clock", Level.FAILED if early else Level.OK, text)


def _sqlite(settings: Settings) -> Finding:
    if settings.embedded and sqlite3.sqlite_version_info < SQLITE_SOUND:
        text = "Older than 3.51.3: never open the database with another program while the service runs."
        return Finding("sqlite", Level.WARNING, text)
    return Finding("sqlite", Level.OK, "Sound." if settings.embedded else "Not used.")


def _store(settings: Settings) -> Finding:
    from app.workers import photo_store  # loaded where used: other commands do without the service

    store = photo_store(settings)
    waiting = store.waiting()
    waits = f" {waiting.blobs} ({waiting.size_bytes} bytes) wait in {settings.spool_dir}."
    spool = waits if settings.spool_dir else ""
    try:
        condition = store.check()
    except StoreUnavailable:
        where = "Check APP_S3_…" if settings.photo_store == "s3" else f"Give {settings.photos} to this user"
        return Finding("store", Level.FAILED, f"No photo can be written. {where}.{spool}")
    if condition is Condition.SPOOLING:
        return Finding("store", Level.WARNING, f"It is out: photos are kept aside. Check APP_S3_….{spool}")
    return Finding("store", Level.OK, f"Photos can be written.{spool}")


def _keys(settings: Settings) -> Iterator[Finding]:
    names = [keyring.TEAM, keyring.SEALED] + ([] if settings.master_key else [keyring.MASTER])
    missing = [name for name in names if not (settings.keys / name).exists()]
    if missing:
        text = f"{settings.keys} lacks {', '.join(missing)}, made at the first start: restore yours, if any."
        yield Finding("keys", Level.WARNING, text)
    for path in sorted(settings.keys.glob("*")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("keys", Level.FAILED, f"Others can read {path}: chmod 600 it.")
        else:
            yield Finding("keys", Level.OK, f"{path} is its owner's alone.")


def _disk(settings: Settings) -> Finding:
    place = settings.data_dir.absolute()
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    free = usage.free / usage.total
    text = f"{usage.free // 2**30} GiB ({free:.0%}) free at {place}."
    if free < DISK_FAILS_BELOW:
        return Finding("disk", Level.FAILED, f"{text} Make room now: reports are about to be turned away.")
    return Finding("disk", Level.WARNING if free < DISK_WARNS_BELOW else Level.OK, text)


def _database(settings: Settings) -> Iterator[Finding]:
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        yield Finding("database", Level.FAILED, f"{file} is not there. Run `pollwatch migrate`.")
        return
    database = Database(settings.url, settings.database_read_url)
    try:
        yield from _connected(settings, database)
    except (SQLAlchemyError, DatabaseUnavailable) as failed:
        text = f"It does not answer ({type(failed).__name__}). Check APP_DATABASE_URL and the server."
        yield Finding("database", Level.FAILED, text)
    finally:
        database.close()


def _connected(settings: Settings, database: Database) -> Iterator[Finding]:
    database.ping()
    yield Finding("database", Level.OK, "It answers.")
    if not is_current(database.write_engine):
        yield Finding("migrations", Level.FAILED, "Not up to date. Run `pollwatch migrate`.")
        return
    yield Finding("migrations", Level.OK, "Up to date.")
    if settings.embedded:
        yield _writer(settings)
    else:
        yield _clock_of(database)
    if database.replica is not None:
        yield _replica(database, database.replica)
    yield _jobs(database)
    yield _unnamed(database)


def _writer(settings: Settings) -> Finding:
    try:
        with writer_lock(settings.url):
            return Finding("writer", Level.OK, "No service is running on this database.")
    except WriterLockHeld as held:
        return Finding("writer", Level.OK, f"Process {held.holder} serves this database.")


def _clock_of(database: Database) -> Finding:
    with database.write() as session:
        theirs = session.scalar(select(func.now()))
    differs = abs(theirs - utc_now()) if theirs is not None else timedelta()
    if differs > CLOCK_MAY_DIFFER:
        text = f"The database's clock differs by {differs.total_seconds():.0f} s: synchronise both."
        return Finding("database clock", Level.WARNING, text)
    return Finding("database clock", Level.OK, "Agrees with ours.")


def _replica(database: Database, replica: Replica) -> Finding:
    try:
        with database.read() as session:
            behind = replica.behind_bytes(session)
    except SQLAlchemyError:
        said = (
            "It does not answer: public reads go to the primary. Check APP_DATABASE_READ_URL and the server."
        )
        return Finding("replica", Level.WARNING, said)
    return Finding("replica", Level.OK, f"It answers, {behind} bytes behind." if behind else "It answers.")


def _jobs(database: Database) -> Finding:
    with database.read() as session:
        jobs = backlog(session, utc_now())
    text = f"{jobs.due} due, {jobs.failed} given up."
    if jobs.overdue:
        text += f" {jobs.overdue} wait for more than ten minutes: is a worker running?"
    return Finding("jobs", Level.WARNING if jobs.failed or jobs.overdue else Level.OK, text)


def _unnamed(database: Database) -> Finding:
    """What a database that is older than its photos looks like."""
    with database.read() as session:
        unnamed, named = blobs_without_rows(session), count_named(session)
    text = f"{unnamed} blobs had no row at the last sweep; such go after three days."
    if unnamed and too_many(unnamed, named):
        text = (
            f"{unnamed} blobs have no row, {named} have one: is this database older than its photos? "
            "They are kept. Restore a newer one, or remove them by `pollwatch media sweep --however-many`."
        )
        return Finding("rows of photos", Level.WARNING, text)
    return Finding("rows of photos", Level.OK, text)
