"""From what the settings say of a store to the store."""

from dataclasses import dataclass
from pathlib import Path

from app.storage import store_keys
from app.storage.base import PhotoStore
from app.storage.blobs import BlobStore
from app.storage.bucket import Bucket
from app.storage.local import LocalBlobs
from app.storage.photos import Photos
from app.storage.sealed import StoreKeys
from app.storage.spool import SpooledBlobs


@dataclass(frozen=True, slots=True)
class SpoolPlace:
    """Where photos wait that cannot reach a bucket, and how many bytes of them."""

    directory: Path
    max_bytes: int


def open_store(place: Path | Bucket, keys: StoreKeys | None, spool: SpoolPlace | None = None) -> PhotoStore:
    """A store that is ready to use; nothing is made before the first photo. Without `keys` it is in clear."""
    blobs = _blobs(place)
    if spool is not None:
        blobs = SpooledBlobs(blobs, spool.directory, spool.max_bytes)
    return Photos(blobs, keys)


def _blobs(place: Path | Bucket) -> BlobStore:
    if isinstance(place, Path):
        return LocalBlobs(place)
    from app.storage.s3 import Connection, S3Blobs

    return S3Blobs(Connection(place))


def keys_for(directory: Path, given: str | None, *, sealed: bool) -> StoreKeys | None:
    if not sealed:
        return None
    return store_keys.from_hex(given) if given else store_keys.open_or_make(directory)
