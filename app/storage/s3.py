"""Blobs in an S3 service. Each synced piece is an object of its own, so that any server can go on with it.

blobs/ab/cd/<key>                    a small blob, or the list of its pieces (first byte 0x00)
pieces/<key>/<first byte, 12 digits> what was synced, in order
"""

import io
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, BinaryIO, Final, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from app.storage.base import Condition
from app.storage.blobs import is_key, require_key
from app.storage.bucket import Bucket
from app.storage.circuit import Circuit
from app.storage.errors import PhotoMissing, PhotoUnreadable, StoreUnavailable

LISTED: Final = b"\x00"
PIECE_BYTES: Final = 1024 * 1024
PATIENCE_SECONDS: Final = 8  # with one request, all its retries included
PROBE_PATIENCE_SECONDS: Final = 2
_PIECES: Final = "pieces"
_BLOBS: Final = "blobs"


def open_bucket(bucket: Bucket, patience_seconds: int = PATIENCE_SECONDS) -> S3Store:
    """Requests give up after seconds, not minutes: a photo can be sent again, a phone cannot wait."""
    given = {
        "endpoint": bucket.endpoint,
        "access_key_id": bucket.access_key_id,
        "secret_access_key": bucket.secret_access_key,
    }
    options: dict[str, Any] = {name: value for name, value in given.items() if value}
    return S3Store(
        bucket.name,
        region=bucket.region,
        checksum_algorithm="SHA256",
        conditional_put="etag",
        client_options={"allow_http": True, "timeout": f"{patience_seconds}s", "connect_timeout": "2s"},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=patience_seconds)},
        **options,
    )


def make_bucket(bucket: Bucket) -> None:
    """Also when it is there already; StoreUnavailable when the service does not answer or does not let us."""
    address = obstore.sign(open_bucket(bucket), "PUT", "", timedelta(seconds=60))
    request = urllib.request.Request(address, method="PUT")  # noqa: S310 - the endpoint of the settings
    try:
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError as refused:
        with refused:
            if refused.code != HTTPStatus.CONFLICT:
                raise StoreUnavailable from refused
    except OSError as failure:
        raise StoreUnavailable from failure


class Connection:
    """The bucket, asked only while it answers. What it does not have is PhotoMissing."""

    def __init__(self, bucket: Bucket) -> None:
        self._store = open_bucket(bucket)
        self._probed = open_bucket(bucket, PROBE_PATIENCE_SECONDS)
        self._circuit = Circuit(self.probe)

    @contextmanager
    def asked(self) -> Iterator[S3Store]:
        self._circuit.require_closed()
        try:
            with _outages():
                yield self._store
        except StoreUnavailable:
            self._circuit.broke()
            raise

    def probe(self) -> None:
        """StoreUnavailable unless something can be written now."""
        name = f"probes/{secrets.token_hex(8)}"
        with _outages():
            _put(self._probed, name, b"probe")
            obstore.delete(self._probed, name)


class S3Part:
    def __init__(self, connection: Connection, key: str, pieces: list[int]) -> None:
        self._connection, self._key = connection, key
        self._pieces = pieces  # their sizes, in order
        self._waiting = bytearray()
        self._ended = self._committed = False

    @property
    def key(self) -> str:
        return self._key

    def append(self, content: bytes | memoryview) -> None:
        if self._ended:
            raise ValueError("this blob has already ended")
        self._waiting += content
        if len(self._waiting) >= PIECE_BYTES:
            self.sync()

    def sync(self) -> None:
        if not self._waiting:
            return
        piece = bytes(self._waiting)
        with self._connection.asked() as store:
            _put(store, _piece(self._key, sum(self._pieces)), piece)
        self._pieces.append(len(piece))
        self._waiting.clear()

    def finish(self) -> None:
        if self._pieces:
            self.sync()
            blob = LISTED + json.dumps(self._pieces).encode()
        else:
            blob = bytes(self._waiting)
        with self._connection.asked() as store:
            _put(store, _blob(self._key), blob)
        self._ended = self._committed = True

    def close(self) -> None:
        self._ended = True

    def abort(self) -> None:
        if self._committed:
            return
        self._ended = True
        with suppress(StoreUnavailable, PhotoMissing), self._connection.asked() as store:
            _delete(store, self._key)  # what cannot be removed now, the sweeper removes


class S3Blobs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, key: str | None = None) -> S3Part:
        return S3Part(self._connection, key or secrets.token_hex(16), [])

    def open_part(self, key: str) -> BinaryIO:
        return _Pieces.buffered(self._connection, key, self._synced(key))

    def reopen(self, key: str, kept_bytes: int) -> S3Part:
        pieces = self._synced(key)
        if sum(pieces) != kept_bytes:  # pieces are synced whole: this one was not written by us
            raise PhotoUnreadable("the pieces of an unfinished blob do not fit")
        return S3Part(self._connection, key, pieces)

    def open(self, key: str) -> BinaryIO:
        blob = self._get(key)
        if blob[:1] != LISTED:
            return io.BytesIO(blob)
        return _Pieces.buffered(self._connection, key, json.loads(blob[1:]))

    def replace_head(self, key: str, head: bytes) -> None:
        blob = self._get(key)
        name, whole = _blob(key), blob
        if blob[:1] == LISTED:
            name = _piece(key, 0)
            with self._connection.asked() as store:
                whole = bytes(obstore.get(store, name).bytes())
        with self._connection.asked() as store:
            obstore.put(store, name, head + whole[len(head) :], use_multipart=False)

    def exists(self, key: str) -> bool:
        try:
            with self._connection.asked() as store:
                obstore.head(store, _blob(key))
        except PhotoMissing:
            return False
        return True

    def size(self, key: str) -> int:
        blob = self._get(key)
        return sum(json.loads(blob[1:])) if blob[:1] == LISTED else len(blob)

    def discard_part(self, key: str) -> None:
        if not self.exists(key):
            with self._connection.asked() as store:
                _delete(store, key)

    def delete(self, key: str) -> None:
        with self._connection.asked() as store:
            _delete(store, require_key(key))

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]:
        with self._connection.asked() as store:
            for found in _list(store, _BLOBS):
                name = found["path"].rpartition("/")[2]
                if is_key(name) and (stored_before is None or found["last_modified"] < stored_before):
                    yield name

    def discard_parts(self, begun_before: datetime) -> int:
        latest: dict[str, datetime] = {}
        with self._connection.asked() as store:
            for found in _list(store, _PIECES):
                key = found["path"].split("/")[1]
                latest[key] = max(found["last_modified"], latest.get(key, found["last_modified"]))
            dead = [key for key, at in latest.items() if at < begun_before and not self.exists(key)]
            for key in dead:
                _delete(store, key)
        return len(dead)

    def check(self) -> Condition:
        with self._connection.asked():
            self._connection.probe()
        return Condition.OK

    def _get(self, key: str) -> bytes:
        with self._connection.asked() as store:
            return bytes(obstore.get(store, _blob(key)).bytes())

    def _synced(self, key: str) -> list[int]:
        """The sizes of the pieces of an unfinished blob; only those that follow one another."""
        sizes: list[int] = []
        with self._connection.asked() as store:
            found = sorted(_list(store, f"{_PIECES}/{require_key(key)}"), key=lambda piece: piece["path"])
        for piece in found:
            if piece["path"] != _piece(key, sum(sizes)):
                break
            sizes.append(piece["size"])
        if not sizes or self.exists(key):
            raise PhotoMissing
        return sizes


class _Pieces(io.RawIOBase):
    """Reads the pieces of a blob one after another; one is in memory at a time."""

    def __init__(self, connection: Connection, key: str, sizes: list[int]) -> None:
        self._connection, self._key = connection, key
        self._sizes = iter(sizes)
        self._offset = 0
        self._content = memoryview(b"")

    @classmethod
    def buffered(cls, connection: Connection, key: str, sizes: list[int]) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(cls(connection, key, sizes)))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        if not self._content:
            size = next(self._sizes, 0)
            if size:
                with self._connection.asked() as store:
                    name = _piece(self._key, self._offset)
                    self._content = memoryview(bytes(obstore.get(store, name).bytes()))
                self._offset += size
        taken = min(len(buffer), len(self._content))
        buffer[:taken] = self._content[:taken]
        self._content = self._content[taken:]
        return taken


def _blob(key: str) -> str:
    require_key(key)
    return f"{_BLOBS}/{key[:2]}/{key[2:4]}/{key}"


def _piece(key: str, offset_bytes: int) -> str:
    return f"{_PIECES}/{require_key(key)}/{offset_bytes:012d}"


def _put(store: S3Store, name: str, content: bytes) -> None:
    """Never over something else; a retry of the service's client that finds its own first try is fine."""
    try:
        obstore.put(store, name, content, mode="create", use_multipart=False)
    except FileNotFoundError:  # the bucket is not there
        raise StoreUnavailable from None
    except AlreadyExistsError:
        if bytes(obstore.get(store, name).bytes()) != content:
            raise


def _list(store: S3Store, prefix: str) -> Iterator[Any]:
    for page in obstore.list(store, prefix):
        yield from page


def _delete(store: S3Store, key: str) -> None:
    """The name first, so that nobody finds a blob without its pieces."""
    obstore.delete(store, _blob(key))
    pieces = [piece["path"] for piece in _list(store, f"{_PIECES}/{key}")]
    if pieces:
        obstore.delete(store, pieces)


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise PhotoMissing from None
    except (BaseError, OSError, TimeoutError) as failure:
        raise StoreUnavailable from failure
