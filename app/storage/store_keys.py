"""The store's own keys, kept outside the photo directory and readable by their owner only."""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.storage.sealed import KEY_BYTES, KEY_ID_BYTES, StoreKeys

FILE: Final = "store.json"


def from_hex(keys: str) -> StoreKeys:
    """Keys given by the deployment: 64 hex digits each, the current one first, commas between."""
    return _keys([bytes.fromhex(key) for key in keys.split(",")])


def open_or_make(directory: Path) -> StoreKeys:
    """Those in `directory`; on first start one is made there."""
    path = directory / FILE
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = _write_aside(path, [secrets.token_bytes(KEY_BYTES)])
        with suppress(FileExistsError):
            os.link(aside, path)  # atomic, and never over a key that another process made meanwhile
        aside.unlink()
    return _keys(_read(path))


def rotate(directory: Path) -> StoreKeys:
    """A new current key in front of the old ones, which still open what they wrapped."""
    path = directory / FILE
    open_or_make(directory)
    _write_aside(path, [secrets.token_bytes(KEY_BYTES), *_read(path)]).rename(path)
    return _keys(_read(path))


def retire(directory: Path) -> StoreKeys:
    """Forget all keys but the current one. Only once every photo has been wrapped again."""
    path = directory / FILE
    _write_aside(path, _read(path)[:1]).rename(path)
    return _keys(_read(path))


def _keys(keys: list[bytes]) -> StoreKeys:
    if any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(f"a store's key has {KEY_BYTES} bytes")
    return StoreKeys({_id(key): key for key in keys}, _id(keys[0]))


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"pollwatch store key id\0" + key).digest()[:KEY_ID_BYTES]


def _read(path: Path) -> list[bytes]:
    return [bytes.fromhex(key) for key in json.loads(path.read_text())["keys"]]


def _write_aside(path: Path, keys: list[bytes]) -> Path:
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"keys": [key.hex() for key in keys]}, file)
        file.flush()
        os.fsync(file.fileno())
    return aside
