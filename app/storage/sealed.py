"""How a sealed blob is written: AES-256-GCM in segments, under its own key, which the store's key wraps.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015): each segment is
authenticated with its number and with whether it is the last, so that none can be cut off, moved or
repeated. Pure.

    0x02 | id of the store's key (8) | nonce (12) | wrapped content key (32 + 16) | segments
    segment: bytes that follow (4, big-endian) | content (≤ 65,536) | tag (16)

A segment is as long as what had arrived when it was asked to be durable; the last may be empty.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.storage.errors import PhotoUnreadable

SEALED: Final = b"\x02"
SEGMENT_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
HEADER_BYTES: Final = len(SEALED) + KEY_ID_BYTES + _NONCE_BYTES + KEY_BYTES + TAG_BYTES
LENGTH_BYTES: Final = 4
_MORE, _LAST = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class StoreKeys:
    """The store's keys by id; new photos are wrapped by `current`, old keys open what they wrapped."""

    by_id: Mapping[bytes, bytes]
    current: bytes

    def wrap(self, content_key: bytes, name: str) -> bytes:
        """A header for the blob of this name. Under another name it does not open."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        wrapped = AESGCM(self.by_id[self.current]).encrypt(nonce, content_key, name.encode())
        return SEALED + self.current + nonce + wrapped

    def unwrap(self, header: bytes, name: str) -> bytes:
        if len(header) != HEADER_BYTES or header[:1] != SEALED:
            raise PhotoUnreadable("not a sealed blob")
        key_id, rest = header[1 : 1 + KEY_ID_BYTES], header[1 + KEY_ID_BYTES :]
        if key_id not in self.by_id:
            raise PhotoUnreadable("sealed under a key that this store does not have")
        return _decrypt(self.by_id[key_id], rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], name.encode())

    def rewrap(self, header: bytes, name: str) -> bytes:
        """The same content under the current key; segments stay as they are."""
        return self.wrap(self.unwrap(header, name), name)


class Sealer:
    """Content in, sealed segments out. What fills no segment waits for more, for `flush` or for `finish`."""

    def __init__(self, content_key: bytes, number: int = 0) -> None:
        """`number` of the next segment; not 0 when an interrupted blob goes on."""
        self._aead = AESGCM(content_key)
        self._number = number
        self._waiting = bytearray()

    def write(self, content: bytes | memoryview) -> bytes:
        self._waiting += content
        whole = len(self._waiting) // SEGMENT_BYTES * SEGMENT_BYTES
        sealed = b"".join(
            self._seal(bytes(self._waiting[start : start + SEGMENT_BYTES]), _MORE)
            for start in range(0, whole, SEGMENT_BYTES)
        )
        del self._waiting[:whole]
        return sealed

    def flush(self) -> bytes:
        """A short segment, so that nothing waits."""
        if not self._waiting:
            return b""
        sealed = self._seal(bytes(self._waiting), _MORE)
        self._waiting.clear()
        return sealed

    def finish(self) -> bytes:
        return self._seal(bytes(self._waiting), _LAST)

    def _seal(self, content: bytes, flag: bytes) -> bytes:
        sealed = self._aead.encrypt(_nonce(self._number, flag), content, None)
        self._number += 1
        return len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed


def read_segment(raw: BinaryIO) -> bytes | None:
    """The next sealed segment behind the header; None at the end, PhotoUnreadable where it is cut off."""
    length_bytes = _next_length(raw)
    if length_bytes is None:
        return None
    sealed = raw.read(length_bytes)
    if len(sealed) < length_bytes:
        raise PhotoUnreadable("cut off")
    return sealed


def open_segment(content_key: bytes, number: int, sealed: bytes, *, last: bool) -> bytes:
    """The content of one segment, or PhotoUnreadable when a bit of it, its place or the end is wrong."""
    return _decrypt(content_key, _nonce(number, _LAST if last else _MORE), sealed, None)


def content_bytes(raw: BinaryIO) -> int:
    """How much content stands behind the header of a finished blob. Reads lengths, opens nothing."""
    total = 0
    while (length_bytes := _next_length(raw)) is not None:
        total += length_bytes - TAG_BYTES
        if raw.seekable():
            raw.seek(length_bytes, os.SEEK_CUR)
        else:
            raw.read(length_bytes)
    return total


def _next_length(raw: BinaryIO) -> int | None:
    prefix = raw.read(LENGTH_BYTES)
    if not prefix:
        return None
    length_bytes = int.from_bytes(prefix, "big")
    if len(prefix) < LENGTH_BYTES or not TAG_BYTES <= length_bytes <= SEGMENT_BYTES + TAG_BYTES:
        raise PhotoUnreadable("cut off or altered")
    return length_bytes


def _nonce(number: int, flag: bytes) -> bytes:
    return number.to_bytes(_NONCE_BYTES - 1, "big") + flag


def _decrypt(key: bytes, nonce: bytes, sealed: bytes, context: bytes | None) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, context)
    except InvalidTag:
        raise PhotoUnreadable("altered, cut off, or of another blob") from None
