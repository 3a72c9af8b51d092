"""What works behind the service: composed here, so that a worker need not load what answers requests."""

from datetime import timedelta
from typing import Final

from app.db.session import Database
from app.elections.directory import Directory
from app.evidence.jobs import DRAIN, SWEEP, PhotoJobs
from app.intake.store import RENDITIONS
from app.intake.upload_jobs import EXPIRE, expirer
from app.jobs.worker import Handler, Worker
from app.moderation import jobs as moderation
from app.moderation.coding import MOVED
from app.publication import jobs as publication
from app.publication import snapshots
from app.publication.downloads import Downloads
from app.publication.snapshot_files import SnapshotFiles
from app.settings import Settings
from app.storage.base import PhotoStore
from app.storage.bucket import Bucket
from app.storage.open import SpoolPlace, keys_for, open_store

# The kinds of job that come round by themselves, and how often.
STANDING: Final = {
    publication.TICK: publication.LOOK_EVERY,
    snapshots.KEEP: publication.KEEP_EVERY,
    moderation.WATCH: moderation.EVERY,
    moderation.SWEEP: moderation.SWEEP_EVERY,
    moderation.REMIND: moderation.REMIND_EVERY,
    SWEEP: timedelta(hours=1),
    DRAIN: timedelta(seconds=30),
    EXPIRE: timedelta(hours=1),
}


def workers(settings: Settings, database: Database) -> list[Worker]:
    """Run them with `jobs.worker.working`, in the service or in a process of their own."""
    photos = photo_jobs(settings, database)
    # Pictures have a worker of their own: one that takes its 15 seconds holds up nothing else.
    return [
        Worker(database, {RENDITIONS: photos.make_renditions}),
        Worker(database, handlers(settings, database, photos), STANDING),
    ]


def photo_jobs(settings: Settings, database: Database) -> PhotoJobs:
    directory = Directory(database, settings.directory_max_age_seconds)
    return PhotoJobs(database, photo_store(settings), directory, may_be_unfiltered=settings.photos_unfiltered)


def photo_store(settings: Settings) -> PhotoStore:
    given = settings.store_keys.get_secret_value() if settings.store_keys else None
    keys = keys_for(settings.keys, given, sealed=not settings.photos_in_clear)
    if settings.photo_store == "local":
        return open_store(settings.photos, keys)
    spool = SpoolPlace(settings.spool_dir, settings.spool_max_bytes) if settings.spool_dir else None
    return open_store(bucket_of(settings), keys, spool)


def bucket_of(settings: Settings) -> Bucket:
    secret = settings.s3_secret_access_key
    return Bucket(
        name=settings.s3_bucket or "",
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=secret.get_secret_value() if secret else None,
    )


def handlers(settings: Settings, database: Database, photos: PhotoJobs) -> dict[str, Handler]:
    """What the worker does besides, by kind of job."""
    directory = Directory(database, settings.directory_max_age_seconds)
    files = SnapshotFiles(Downloads(), settings.data_licence)
    return {
        publication.TICK: publication.ticker(database),
        snapshots.KEEP: publication.keeper(database, directory, files),
        moderation.WATCH: moderation.watcher(database),
        moderation.SWEEP: moderation.sweeper(database),
        moderation.REMIND: moderation.reminder(database),
        MOVED: photos.reassess,
        SWEEP: photos.sweep_store,
        DRAIN: photos.drain_spool,
        EXPIRE: expirer(database, photos.store),
    }
