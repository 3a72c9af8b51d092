"""`pollwatch media`: proves that every photo is there, byte for byte, and changes the store's key."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Final

import typer

from app.audit import record
from app.audit.record import Kind
from app.cli.failures import CommandFailed, Exit
from app.cli.opening import opened, read_settings
from app.cli.output import AsJson, print_json, print_table, progress, say
from app.core.clock import utc_now
from app.db.session import Database
from app.evidence import inventory
from app.storage import store_keys
from app.storage.errors import StoreUnavailable
from app.storage.photos import Photos
from app.workers import bucket_of, photo_jobs, photo_store

media = typer.Typer(help="Photos in the store.", no_args_is_help=True)

# Photo first, row second: longer than any request takes from the one to the other.
SETTLED_AFTER: Final = timedelta(hours=1)


@media.command("check")
def check_media(as_json: AsJson = False) -> None:
    """Read every byte again: rows without bytes, bytes without rows, bytes that changed. Ends with 4 then."""
    settings = read_settings()
    with opened(settings) as database, database.write() as session:  # the primary: a replica may lag
        store = photo_store(settings)
        total = inventory.count_named(session)
        with progress("Reading", total) as shown:
            found = list(inventory.damaged(session, store, lambda: shown.advance(shown.task_ids[0])))
        found += inventory.unnamed(session, store, utc_now() - SETTLED_AFTER)
    if as_json:
        print_json({"checked": total, "damages": [asdict(each) for each in found]})
    elif found:
        print_table(("Fault", "What", "Key"), [(each.fault, each.what, each.key) for each in found])
    say(f"{total} blobs read, {len(found)} faults.")
    if found:
        raise typer.Exit(Exit.VERIFICATION_FAILED)


@media.command("sweep")
def sweep_media(
    however_many: Annotated[
        bool, typer.Option("--however-many", help="Also when so many have no row that rows may be missing.")
    ] = False,
) -> None:
    """Remove what has had no row for three days. Never needed, except where `doctor` says so."""
    settings = read_settings()
    with opened(settings) as database:
        swept = photo_jobs(settings, database).sweep(however_many=however_many)
    say(f"{swept.blobs} blobs and {swept.parts} parts removed, {swept.kept_back} kept back.")
    if swept.kept_back:
        raise typer.Exit(Exit.PARTLY)


@media.command("make-bucket")
def make_store_bucket() -> None:
    """Make the bucket that APP_S3_BUCKET names; one that is there stays as it is."""
    settings = read_settings()
    if settings.photo_store != "s3":
        raise CommandFailed("Photos are kept in a directory: there is no bucket to make.", Exit.USAGE)
    from app.storage.s3 import make_bucket  # with its driver, loaded where used

    try:
        make_bucket(bucket_of(settings))
    except StoreUnavailable:
        raise CommandFailed("The S3 service does not answer, or refuses. Check APP_S3_….") from None
    say(f"The bucket {settings.s3_bucket} is there.")


@media.command("rotate-key")
def rotate_key(
    retire: Annotated[
        bool, typer.Option("--retire", help="Forget the old keys once every photo is under the new one.")
    ] = False,
) -> None:
    """Make a new key for the store and wrap every photo's own key under it; contents are not touched.

    Restart every process in between when several serve: each has to know the new key before it is used.
    """
    settings = read_settings()
    if settings.photos_in_clear:
        raise CommandFailed("This store is in clear: it has no key.", Exit.USAGE)
    if settings.store_keys is not None:
        raise CommandFailed(
            "The keys are given by APP_STORE_KEYS: put a new one in front there, restart, and run "
            "`pollwatch media rewrap`.",
            Exit.USAGE,
        )
    with opened(settings) as database:
        store_keys.rotate(settings.keys)
        _note(database, "rotated")
        wrapped = _rewrap()
        if retire:
            store_keys.retire(settings.keys)
            _note(database, "retired")
    say(f"{wrapped} blobs are under the new key.{' The old keys are gone.' if retire else ''}")


@media.command("rewrap")
def rewrap() -> None:
    """Wrap every photo's own key under the current key of the store."""
    with opened(read_settings()) as database:
        say(f"{_rewrap()} blobs are under the current key.")
        _note(database, "rewrapped")


def _note(database: Database, event: str) -> None:
    with database.write.begin() as session:
        record.act(session, Kind.KEY, "photo-store", event)


def _rewrap() -> int:
    """Opens the store anew, with the keys as they are now. Again and again changes nothing."""
    store = photo_store(read_settings())
    if not isinstance(store, Photos):
        raise CommandFailed("This store has no keys.", Exit.USAGE)
    keys = list(store.keys())
    with progress("Wrapping", len(keys)) as shown:
        for key in keys:
            store.rewrap(key)
            shown.advance(shown.task_ids[0])
    return len(keys)
