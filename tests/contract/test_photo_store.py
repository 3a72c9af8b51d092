"""Every photo store keeps the same promises, in clear and sealed, in a directory and on S3."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.storage import store_keys
from app.storage.base import Condition, PhotoStore, StoredBlob
from app.storage.errors import PhotoMissing, PhotoUnreadable, StoreUnavailable
from app.storage.local import LocalBlobs
from app.storage.open import SpoolPlace, open_store
from app.storage.photos import Photos
from app.storage.sealed import SEGMENT_BYTES
from app.storage.sweep import sweep
from tests import swift

pytestmark = pytest.mark.slow

JPEG = b"\xff\xd8\xff not really"
NOBODYS_KEY = "0" * 32
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
KEYS = store_keys.from_hex("11" * 32)

Opener = Callable[[], PhotoStore]


@pytest.fixture(params=["local-clear", "local-sealed", "s3-clear", "s3-sealed", "spooled-sealed"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the same store again and again, as processes do one after another."""
    place, form = request.param.split("-")
    keys = KEYS if form == "sealed" else None
    if place == "local":
        return lambda: open_store(tmp_path / "photos", keys)
    bucket = request.getfixturevalue("s3").bucket(f"photos-{uuid4().hex}")
    spool = SpoolPlace(tmp_path / "spool", 2**30) if place == "spooled" else None
    return lambda: open_store(bucket, keys, spool)


@pytest.fixture
def store(opener: Opener) -> PhotoStore:
    return opener()


def put(store: PhotoStore, content: bytes) -> StoredBlob:
    sink = store.begin()
    sink.write(content)
    return sink.commit()


def read(store: PhotoStore, key: str) -> bytes:
    with store.open(key) as photo:
        return photo.read()


class TestPut:
    def test_what_was_committed_can_be_opened_from_its_first_byte(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG[:5])
        sink.write(memoryview(JPEG)[5:])
        blob = sink.commit()

        assert read(store, blob.key) == JPEG
        assert blob.sha256 == hashlib.sha256(JPEG).hexdigest()
        assert blob.size_bytes == store.size(blob.key) == len(JPEG)

    @pytest.mark.parametrize(
        "size_bytes",
        [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES, 2_500_000],
    )
    def test_any_size_comes_back_byte_for_byte(self, store: PhotoStore, size_bytes: int) -> None:
        content = os.urandom(size_bytes)

        blob = put(store, content)

        assert read(store, blob.key) == content
        assert store.size(blob.key) == blob.size_bytes == size_bytes

    def test_another_process_finds_it(self, opener: Opener) -> None:
        blob = put(opener(), JPEG)

        assert read(opener(), blob.key) == JPEG

    def test_the_same_bytes_get_another_key_that_does_not_tell_them(self, store: PhotoStore) -> None:
        first, second = put(store, JPEG), put(store, JPEG)

        assert first.key != second.key
        assert first.sha256 == second.sha256
        assert not first.sha256.startswith(first.key)

    def test_the_hash_is_known_before_the_commit(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG)

        assert sink.sha256() == hashlib.sha256(JPEG).hexdigest()
        sink.abort()

    def test_nothing_is_there_before_the_commit(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG * 100_000)
        sink.sync()

        assert list(store.keys()) == []
        assert not store.exists(sink.key)
        sink.abort()

    def test_parallel_writers_do_not_disturb_one_another(self, store: PhotoStore) -> None:
        contents = [bytes([number]) * 70_000 for number in range(40)]

        with ThreadPoolExecutor(8) as threads:
            blobs = list(threads.map(lambda content: put(store, content), contents))

        assert len({blob.key for blob in blobs}) == 40
        assert sorted(store.keys()) == sorted(blob.key for blob in blobs)
        for blob, content in zip(blobs, contents, strict=True):
            assert read(store, blob.key) == content


class TestAbort:
    def test_leaves_nothing(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG * 100_000)
        sink.sync()
        sink.abort()
        sink.abort()

        assert list(store.keys()) == []
        assert store.discard_parts(FAR_AHEAD) == 0

    def test_does_nothing_after_the_commit(self, store: PhotoStore) -> None:
        sink = store.begin()
        blob = sink.commit()
        sink.abort()

        assert store.exists(blob.key)

    def test_an_ended_sink_takes_no_more(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.abort()

        with pytest.raises(ValueError, match="ended"):
            sink.write(b"x" * SEGMENT_BYTES)


class TestResume:
    """What was synced is there again, on another server too; what was not is sent again."""

    def test_goes_on_where_the_sync_was(self, opener: Opener) -> None:
        content = os.urandom(5 * SEGMENT_BYTES + 777)
        sink = opener().begin()
        sink.write(content[: 3 * SEGMENT_BYTES + 5])
        kept = sink.sync()
        sink.close()

        again, offset = opener().resume(sink.key)
        again.write(content[offset:])
        blob = again.commit()

        assert offset == kept == 3 * SEGMENT_BYTES + 5
        assert blob.sha256 == hashlib.sha256(content).hexdigest()
        assert read(opener(), sink.key) == content

    def test_again_and_again_in_small_pieces(self, opener: Opener) -> None:
        content, offset = os.urandom(9 * SEGMENT_BYTES + 1), 0
        sink = opener().begin()

        while offset < len(content) - SEGMENT_BYTES:
            sink.write(content[offset : offset + 31_337])
            sink.sync()
            sink.close()
            sink, offset = opener().resume(sink.key)
        sink.write(content[offset:])
        blob = sink.commit()

        assert blob.sha256 == hashlib.sha256(content).hexdigest()
        assert read(opener(), blob.key) == content

    def test_there_is_nothing_to_resume_of_what_is_finished_or_never_was(self, store: PhotoStore) -> None:
        for key in (put(store, JPEG).key, NOBODYS_KEY):
            with pytest.raises(PhotoMissing):
                store.resume(key)

    def test_what_nobody_resumes_is_swept(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(os.urandom(2 * SEGMENT_BYTES))
        sink.sync()
        sink.close()

        assert store.discard_parts(datetime(2000, 1, 1, tzinfo=UTC)) == 0
        assert store.discard_parts(FAR_AHEAD) == 1
        with pytest.raises(PhotoMissing):
            store.resume(sink.key)


class TestMissing:
    def test_deleted_and_never_stored_look_the_same(self, store: PhotoStore) -> None:
        blob = put(store, JPEG)
        store.delete(blob.key)
        store.delete(blob.key)

        for key in (blob.key, NOBODYS_KEY):
            assert not store.exists(key)
            with pytest.raises(PhotoMissing):
                store.open(key)
            with pytest.raises(PhotoMissing):
                store.size(key)

    @pytest.mark.parametrize(
        "key", ["../../etc/passwd", "", "A" * 32, "a" * 31, "a" * 32 + "\n", "../" + "a" * 29]
    )
    def test_nothing_else_is_a_key(self, store: PhotoStore, key: str) -> None:
        for use in (store.open, store.delete, store.exists, store.size, store.resume):
            with pytest.raises(ValueError, match="32"):
                use(key)

    def test_can_be_listed_by_age(self, store: PhotoStore) -> None:
        blob = put(store, JPEG)

        assert list(store.keys(stored_before=FAR_AHEAD)) == [blob.key]
        assert list(store.keys(stored_before=datetime(2000, 1, 1, tzinfo=UTC))) == []


class TestSweep:
    def test_removes_what_no_row_names_and_nothing_else(self, store: PhotoStore) -> None:
        named, forgotten = put(store, b"named"), put(store, b"forgotten")

        swept = sweep(store, lambda keys: {named.key} & set(keys), set, FAR_AHEAD, FAR_AHEAD)

        assert (swept.blobs, swept.parts) == (1, 0)
        assert list(store.keys()) == [named.key]
        assert not store.exists(forgotten.key)

    def test_leaves_a_store_alone_that_belongs_to_another_database(self, store: PhotoStore) -> None:
        blobs = [put(store, b"one"), put(store, b"two")]

        swept = sweep(store, lambda _keys: set(), set, FAR_AHEAD, FAR_AHEAD)

        assert swept.blobs == 0
        assert all(store.exists(blob.key) for blob in blobs)

    def test_leaves_what_has_not_been_unnamed_for_long(self, store: PhotoStore) -> None:
        named, forgotten = put(store, b"named"), put(store, b"forgotten")
        told: list[str] = []

        def not_yet(keys: list[str]) -> set[str]:
            told.extend(keys)
            return set()

        swept = sweep(store, lambda keys: {named.key} & set(keys), not_yet, FAR_AHEAD, FAR_AHEAD)

        assert (swept.blobs, told) == (0, [forgotten.key])
        assert store.exists(forgotten.key)

    def test_leaves_what_is_young(self, store: PhotoStore) -> None:
        blob = put(store, JPEG)

        swept = sweep(store, lambda _keys: set(), set, *[datetime.now(UTC) - timedelta(hours=1)] * 2)

        assert swept.blobs == 0
        assert store.exists(blob.key)


def test_a_working_store_is_ready(store: PhotoStore) -> None:
    store.check()

    assert list(store.keys()) == []


class TestSealed:
    """Nothing in clear touches the disk, and no bit of it can be changed unnoticed."""

    @pytest.fixture
    def photos(self, tmp_path: Path) -> Photos:
        return Photos(LocalBlobs(tmp_path), KEYS)

    def test_the_content_is_nowhere_in_the_directory(self, photos: Photos, tmp_path: Path) -> None:
        put(photos, JPEG * 10_000)
        sink = photos.begin()
        sink.write(JPEG * 10_000)
        sink.sync()

        for path in filter(Path.is_file, tmp_path.rglob("*")):
            assert JPEG not in path.read_bytes()
            assert path.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("at", [1, 9, 30, 70, 200, SEGMENT_BYTES + 100, -1])
    def test_one_bit_changed_is_noticed(self, photos: Photos, tmp_path: Path, at: int) -> None:
        blob = put(photos, os.urandom(2 * SEGMENT_BYTES + 10))
        path = file_of(tmp_path, blob.key)
        damaged = bytearray(path.read_bytes())
        damaged[at] ^= 1
        path.write_bytes(damaged)

        with pytest.raises(PhotoUnreadable):
            read(photos, blob.key)

    @pytest.mark.parametrize("segments", [0, 1, 2])
    def test_a_blob_cut_off_between_segments_is_noticed(
        self, photos: Photos, tmp_path: Path, segments: int
    ) -> None:
        blob = put(photos, os.urandom(2 * SEGMENT_BYTES + 10))
        path = file_of(tmp_path, blob.key)
        path.write_bytes(path.read_bytes()[: 69 + segments * (4 + SEGMENT_BYTES + 16)])

        with pytest.raises(PhotoUnreadable):
            read(photos, blob.key)

    def test_one_photo_cannot_stand_in_for_another(self, photos: Photos, tmp_path: Path) -> None:
        first, second = put(photos, b"first"), put(photos, b"second")
        file_of(tmp_path, second.key).write_bytes(file_of(tmp_path, first.key).read_bytes())

        with pytest.raises(PhotoUnreadable):
            read(photos, second.key)

    def test_without_the_keys_nothing_can_be_read(self, photos: Photos, tmp_path: Path) -> None:
        blob = put(photos, JPEG)

        for keys in (None, store_keys.from_hex("22" * 32)):
            with pytest.raises(PhotoUnreadable):
                read(Photos(LocalBlobs(tmp_path), keys), blob.key)

    def test_a_segment_torn_by_a_crash_is_thrown_away(self, photos: Photos, tmp_path: Path) -> None:
        content = os.urandom(3 * SEGMENT_BYTES)
        sink = photos.begin()
        sink.write(content)
        sink.sync()
        sink.close()
        part = file_of(tmp_path, sink.key).with_name(f".part-{sink.key}")
        part.write_bytes(part.read_bytes()[:-7])

        again, offset = photos.resume(sink.key)
        again.write(content[offset:])
        blob = again.commit()

        assert offset == 2 * SEGMENT_BYTES
        assert read(photos, blob.key) == content


@pytest.mark.parametrize("opener", ["local-sealed", "s3-sealed", "spooled-sealed"], indirect=True)
class TestKeyRotation:
    def test_old_photos_open_before_and_after_they_are_wrapped_anew(self, opener: Opener) -> None:
        store = opener()
        assert isinstance(store, Photos)
        blobs = {content: put(store, content) for content in (JPEG, os.urandom(2_500_000), b"")}
        rotated = store.with_keys(store_keys.from_hex(f"{'22' * 32},{'11' * 32}"))
        only_new = store.with_keys(store_keys.from_hex("22" * 32))

        for content, blob in blobs.items():
            assert read(rotated, blob.key) == content
            rotated.rewrap(blob.key)
            assert read(only_new, blob.key) == content
        assert read(only_new, put(rotated, b"new").key) == b"new"


class TestLocalStore:
    """What only a directory can be asked."""

    def test_begins_a_blob_in_clear_with_its_format(self, tmp_path: Path) -> None:
        blob = put(open_store(tmp_path, None), JPEG)

        assert file_of(tmp_path, blob.key).read_bytes() == b"\x01" + JPEG
        assert file_of(tmp_path, blob.key).stat().st_mode & 0o777 == 0o600

    def test_does_not_guess_at_an_unknown_format(self, tmp_path: Path) -> None:
        store = open_store(tmp_path, KEYS)
        blob = put(store, JPEG)
        file_of(tmp_path, blob.key).write_bytes(b"\x07future")

        with pytest.raises(PhotoUnreadable):
            store.open(blob.key)

    def test_a_writer_that_died_leaves_only_a_part_for_the_sweeper(self, tmp_path: Path) -> None:
        dying = (
            "import os, sys, pathlib\n"
            "from app.storage.open import SpoolPlace, open_store\n"
            "sink = open_store(pathlib.Path(sys.argv[1]), None).begin()\n"
            "sink.write(b'half a photo')\n"
            "os._exit(9)\n"
        )
        died = subprocess.run([sys.executable, "-c", dying, tmp_path], cwd=Path.cwd(), check=False)
        assert died.returncode == 9

        store = open_store(tmp_path, None)
        assert list(store.keys()) == []
        assert store.discard_parts(datetime(2000, 1, 1, tzinfo=UTC)) == 0
        assert sweep(store, lambda _keys: set(), set, FAR_AHEAD, FAR_AHEAD).parts == 1

    def test_a_full_disk_is_an_outage_and_leaves_nothing(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        put(Photos(blobs, None), JPEG)
        part = blobs.create()
        part._fd = _replace_by_full_device(part._fd)

        with pytest.raises(StoreUnavailable) as outage:
            part.append(JPEG)
        part.abort()

        assert outage.value.status == 503
        assert outage.value.retry_after_seconds > 0
        assert len(list(tmp_path.rglob(".part-*"))) == 0
        assert len(list(blobs.keys())) == 1

    def test_a_commit_that_fails_at_the_last_step_leaves_nothing(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        part = blobs.create()
        part.append(JPEG)
        part._part.unlink()

        with pytest.raises(StoreUnavailable):
            part.finish()
        part.abort()

        assert list(blobs.keys()) == []

    def test_a_directory_that_cannot_be_made_is_an_outage(self, tmp_path: Path) -> None:
        (tmp_path / "photos").write_text("in the way")
        store = open_store(tmp_path / "photos", None)

        with pytest.raises(StoreUnavailable):
            store.begin()
        with pytest.raises(StoreUnavailable):
            store.check()


class TestS3Outage:
    def test_is_said_within_seconds_and_passes(self) -> None:
        with swift.server() as server:
            store = open_store(server.bucket("photos"), KEYS)
            blob = put(store, JPEG)
            server.stop()

            with pytest.raises(StoreUnavailable) as outage:
                put(store, JPEG)
            with pytest.raises(StoreUnavailable):
                store.check()
            with pytest.raises(StoreUnavailable):
                read(store, blob.key)

            server.start()
            until_it_answers(store)
            assert read(store, blob.key) == JPEG
            assert outage.value.retry_after_seconds > 0


def until_it_answers(store: PhotoStore) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(StoreUnavailable):
            if store.check() is Condition.OK:
                return
        time.sleep(0.1)  # refused without asking, for the first seconds
    raise AssertionError("the store is still out")


def file_of(root: Path, key: str) -> Path:
    return root / key[:2] / key[2:4] / key


def _replace_by_full_device(fd: int | None) -> int:
    """The same descriptor, on the device on which every write fails with ENOSPC."""
    assert fd is not None
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, fd)
    os.close(full)
    return fd
