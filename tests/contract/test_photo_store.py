"""Every photo store keeps the same promises. Add a store: add it to the fixture, nothing else."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.storage.base import PhotoStore, StoredBlob
from app.storage.errors import PhotoMissing, PhotoUnreadable, StoreUnavailable
from app.storage.local import LocalPhotoStore
from app.storage.open import build_store
from app.storage.sweep import sweep

JPEG = b"\xff\xd8\xff not really"
NOBODYS_KEY = "0" * 32
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["local"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], PhotoStore]:
    """Opens the same store again and again, as processes do one after another."""
    return lambda: build_store(request.param, tmp_path / "photos")


@pytest.fixture
def store(open_store: Callable[[], PhotoStore]) -> PhotoStore:
    return open_store()


def put(store: PhotoStore, content: bytes) -> StoredBlob:
    sink = store.begin()
    sink.write(content)
    return sink.commit()


class TestPut:
    def test_what_was_committed_can_be_opened_from_its_first_byte(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG[:5])
        sink.write(memoryview(JPEG)[5:])
        blob = sink.commit()

        with store.open(blob.key) as photo:
            assert photo.read() == JPEG
        assert blob.sha256 == hashlib.sha256(JPEG).hexdigest()
        assert blob.size_bytes == store.size(blob.key) == len(JPEG)

    def test_another_process_finds_it(self, open_store: Callable[[], PhotoStore]) -> None:
        blob = put(open_store(), JPEG)

        with open_store().open(blob.key) as photo:
            assert photo.read() == JPEG

    def test_the_same_bytes_get_another_key_that_does_not_tell_them(self, store: PhotoStore) -> None:
        first, second = put(store, JPEG), put(store, JPEG)

        assert first.key != second.key
        assert first.sha256 == second.sha256
        assert not first.sha256.startswith(first.key)

    def test_an_empty_blob_is_a_blob(self, store: PhotoStore) -> None:
        blob = store.begin().commit()

        assert store.size(blob.key) == blob.size_bytes == 0
        with store.open(blob.key) as photo:
            assert photo.read() == b""

    def test_the_hash_is_known_before_the_commit(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG)

        assert sink.sha256() == hashlib.sha256(JPEG).hexdigest()
        sink.abort()

    def test_nothing_is_there_before_the_commit(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG)

        assert list(store.keys()) == []
        sink.abort()

    def test_parallel_writers_do_not_disturb_one_another(self, store: PhotoStore) -> None:
        contents = [bytes([number]) * 70_000 for number in range(40)]

        with ThreadPoolExecutor(8) as threads:
            blobs = list(threads.map(lambda content: put(store, content), contents))

        assert len({blob.key for blob in blobs}) == 40
        assert sorted(store.keys()) == sorted(blob.key for blob in blobs)
        for blob, content in zip(blobs, contents, strict=True):
            with store.open(blob.key) as photo:
                assert photo.read() == content


class TestAbort:
    def test_leaves_nothing(self, store: PhotoStore) -> None:
        sink = store.begin()
        sink.write(JPEG)
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
            sink.write(JPEG)


class TestKeys:
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
        for use in (store.open, store.delete, store.exists, store.size):
            with pytest.raises(ValueError, match="32"):
                use(key)

    def test_can_be_listed_by_age(self, store: PhotoStore) -> None:
        blob = put(store, JPEG)

        assert list(store.keys(stored_before=FAR_AHEAD)) == [blob.key]
        assert list(store.keys(stored_before=datetime(2000, 1, 1, tzinfo=UTC))) == []


class TestSweep:
    def test_removes_what_no_row_names_and_nothing_else(self, store: PhotoStore) -> None:
        named, forgotten = put(store, b"named"), put(store, b"forgotten")

        swept = sweep(store, lambda keys: {named.key} & set(keys), FAR_AHEAD)

        assert (swept.blobs, swept.parts) == (1, 0)
        assert list(store.keys()) == [named.key]
        assert not store.exists(forgotten.key)

    def test_leaves_what_is_young(self, store: PhotoStore) -> None:
        blob = put(store, JPEG)

        swept = sweep(store, lambda _keys: set(), datetime.now(UTC) - timedelta(hours=1))

        assert swept.blobs == 0
        assert store.exists(blob.key)


def test_a_working_store_is_ready(store: PhotoStore) -> None:
    store.check()

    assert list(store.keys()) == []


class TestLocalStore:
    """What only a directory can be asked."""

    def test_begins_every_blob_with_its_format(self, tmp_path: Path) -> None:
        blob = put(LocalPhotoStore(tmp_path), JPEG)

        path = tmp_path / blob.key[:2] / blob.key[2:4] / blob.key
        assert path.read_bytes() == b"\x01" + JPEG
        assert path.stat().st_mode & 0o777 == 0o600

    def test_does_not_guess_at_an_unknown_format(self, tmp_path: Path) -> None:
        store = LocalPhotoStore(tmp_path)
        blob = put(store, JPEG)
        (tmp_path / blob.key[:2] / blob.key[2:4] / blob.key).write_bytes(b"\x02sealed")

        with pytest.raises(PhotoUnreadable):
            store.open(blob.key)

    def test_a_writer_that_died_leaves_only_a_part_for_the_sweeper(self, tmp_path: Path) -> None:
        dying = (
            "import os, sys, pathlib\n"
            "from app.storage.local import LocalPhotoStore\n"
            "sink = LocalPhotoStore(pathlib.Path(sys.argv[1])).begin()\n"
            "sink.write(b'half a photo')\n"
            "os._exit(9)\n"
        )
        died = subprocess.run([sys.executable, "-c", dying, tmp_path], cwd=Path.cwd(), check=False)
        assert died.returncode == 9

        store = LocalPhotoStore(tmp_path)
        assert list(store.keys()) == []
        assert store.discard_parts(datetime(2000, 1, 1, tzinfo=UTC)) == 0
        assert sweep(store, lambda _keys: set(), FAR_AHEAD).parts == 1

    def test_a_full_disk_is_an_outage_and_leaves_nothing(self, tmp_path: Path) -> None:
        store = LocalPhotoStore(tmp_path)
        put(store, JPEG)
        sink = store.begin()
        sink._fd = _replace_by_full_device(sink._fd)

        with pytest.raises(StoreUnavailable) as outage:
            sink.write(JPEG)
        sink.abort()

        assert outage.value.status == 503
        assert outage.value.retry_after_seconds > 0
        assert len(list(tmp_path.rglob(".part-*"))) == 0
        assert len(list(store.keys())) == 1

    def test_a_commit_that_fails_at_the_last_step_leaves_nothing(self, tmp_path: Path) -> None:
        store = LocalPhotoStore(tmp_path)
        sink = store.begin()
        sink.write(JPEG)
        sink._part.unlink()

        with pytest.raises(StoreUnavailable):
            sink.commit()
        sink.abort()

        assert list(store.keys()) == []

    def test_a_directory_that_cannot_be_made_is_an_outage(self, tmp_path: Path) -> None:
        (tmp_path / "photos").write_text("in the way")
        store = LocalPhotoStore(tmp_path / "photos")

        with pytest.raises(StoreUnavailable):
            store.begin()
        with pytest.raises(StoreUnavailable):
            store.check()


def _replace_by_full_device(fd: int | None) -> int:
    """The same descriptor, on the device on which every write fails with ENOSPC."""
    assert fd is not None
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, fd)
    os.close(full)
    return fd
