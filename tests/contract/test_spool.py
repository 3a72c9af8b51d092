"""Photos that cannot reach S3 wait, sealed, in a directory, and go over once it answers."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.storage import store_keys
from app.storage.base import Condition, PhotoStore, StoredBlob, Waiting, store_bytes
from app.storage.bucket import Bucket
from app.storage.errors import PhotoMissing, StoreUnavailable
from app.storage.open import SpoolPlace, open_store
from app.storage.s3 import PIECE_BYTES
from tests import swift
from tests.contract.test_photo_store import until_it_answers
from tests.soak import size

pytestmark = pytest.mark.slow

HEX = "11" * 32
KEYS = store_keys.from_hex(HEX)
ROOM = 2**30
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
SMALL, LARGE = os.urandom(70_000), os.urandom(2 * PIECE_BYTES + 777)


@pytest.fixture
def server() -> Iterator[swift.Swift]:
    """Its own, because it is taken away."""
    with swift.server() as started:
        yield started


@pytest.fixture
def bucket(server: swift.Swift) -> Bucket:
    return server.bucket("photos")


@pytest.fixture
def store(bucket: Bucket, tmp_path: Path) -> PhotoStore:
    return open_store(bucket, KEYS, SpoolPlace(tmp_path, ROOM))


def read(store: PhotoStore, key: str) -> bytes:
    with store.open(key) as photo:
        return photo.read()


def test_a_photo_waits_where_it_is_found_and_goes_over(
    server: swift.Swift, bucket: Bucket, store: PhotoStore, tmp_path: Path
) -> None:
    before = store_bytes(store, SMALL)
    assert (store.check(), store.waiting()) == (Condition.OK, Waiting(0, 0))

    server.stop()
    blobs = {content: store_bytes(store, content) for content in (SMALL, LARGE, b"")}

    assert store.check() is Condition.SPOOLING
    assert store.waiting().blobs == len(blobs)
    for content, blob in blobs.items():
        assert read(store, blob.key) == content
        assert store.exists(blob.key)
        assert store.size(blob.key) == len(content)
    for path in filter(Path.is_file, tmp_path.rglob("*")):
        assert SMALL[:100] not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreUnavailable):
        store.drain()

    server.start()
    until_it_answers(store)
    assert set(store.keys()) == {before.key, *(blob.key for blob in blobs.values())}
    assert store.drain() == len(blobs)

    alone = open_store(bucket, KEYS)
    assert store.waiting() == Waiting(0, 0)
    assert sorted(alone.keys()) == sorted([before.key, *(blob.key for blob in blobs.values())])
    for content, blob in blobs.items():
        assert read(alone, blob.key) == content


def test_a_photo_that_was_on_its_way_when_the_store_fell_out_goes_on_in_the_spool(
    server: swift.Swift, bucket: Bucket, store: PhotoStore
) -> None:
    sink = store.begin()
    sink.write(LARGE[: PIECE_BYTES + 5])  # a piece of it is over already
    sink.sync()

    server.stop()
    sink.write(LARGE[PIECE_BYTES + 5 :])
    blob = sink.commit()
    server.start()
    until_it_answers(store)
    store.drain()

    assert blob.sha256 == hashlib.sha256(LARGE).hexdigest()
    alone = open_store(bucket, KEYS)
    assert read(alone, blob.key) == LARGE
    assert alone.discard_parts(FAR_AHEAD) == 0


def test_an_upload_in_pieces_begun_while_it_is_out_goes_on_in_another_process(
    server: swift.Swift, store: PhotoStore, bucket: Bucket, tmp_path: Path
) -> None:
    server.stop()
    sink = store.begin()
    sink.write(LARGE[:300_000])
    kept = sink.sync()
    sink.close()

    again, offset = open_store(bucket, KEYS, SpoolPlace(tmp_path, ROOM)).resume(sink.key)
    again.write(LARGE[offset:])
    blob = again.commit()

    assert offset == kept == 300_000
    assert read(store, blob.key) == LARGE


def test_beyond_its_size_photos_are_asked_to_come_later(
    server: swift.Swift, bucket: Bucket, tmp_path: Path
) -> None:
    store = open_store(bucket, KEYS, SpoolPlace(tmp_path, max_bytes=len(SMALL)))
    server.stop()
    first = store_bytes(store, SMALL)

    with pytest.raises(StoreUnavailable):
        store_bytes(store, SMALL)
    with pytest.raises(StoreUnavailable):
        store.check()

    assert read(store, first.key) == SMALL
    assert not list(tmp_path.rglob(".part-*"))


def test_deleting_what_waits_deletes_it(server: swift.Swift, store: PhotoStore) -> None:
    server.stop()
    blob = store_bytes(store, SMALL)
    with pytest.raises(StoreUnavailable):  # it may be there too
        store.delete(blob.key)

    server.start()
    until_it_answers(store)

    assert store.drain() == 0
    with pytest.raises(PhotoMissing):
        store.open(blob.key)


DRAINING = """
import pathlib, sys
from app.storage import store_keys
from app.storage.bucket import Bucket
from app.storage.open import SpoolPlace, open_store
directory, keys, *bucket = sys.argv[1:]
store = open_store(
    Bucket(*bucket), store_keys.from_hex(keys), SpoolPlace(pathlib.Path(directory), 2**30)
)
print("draining", flush=True)
store.drain()
"""


def test_killing_whoever_brings_photos_over_loses_nothing_and_doubles_nothing(
    server: swift.Swift, bucket: Bucket, store: PhotoStore, tmp_path: Path
) -> None:
    server.stop()
    contents = [os.urandom(PIECE_BYTES + number) for number in range(size(12, 60))]
    blobs: dict[str, StoredBlob] = {}
    for content in contents:
        blob = store_bytes(store, content)
        blobs[blob.key] = blob
    server.start()
    until_it_answers(store)

    for kill in range(size(4, 40)):
        words = [str(word) for word in asdict(bucket).values()]
        process = subprocess.Popen(
            [sys.executable, "-c", DRAINING, tmp_path, HEX, *words], stdout=subprocess.PIPE, cwd=Path.cwd()
        )
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(0.02 + 0.05 * (kill % 8))  # any moment of its work will do
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        process.stdout.close()
        assert set(store.keys()) == set(blobs)
    store.drain()

    alone = open_store(bucket, KEYS)
    assert sorted(alone.keys()) == sorted(blobs)
    assert store.waiting() == Waiting(0, 0)
    assert alone.discard_parts(FAR_AHEAD) == 0
    for key, blob in blobs.items():
        assert hashlib.sha256(read(alone, key)).hexdigest() == blob.sha256
