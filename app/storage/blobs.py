"""Where bytes live, whatever they mean: a directory or an S3 service. The format is `photos.py`'s."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Final, Protocol

from app.storage.base import Condition

_KEY: Final = re.compile(r"[0-9a-f]{32}")


class Part(Protocol):
    """A blob on its way in; nobody sees it before `finish`."""

    @property
    def key(self) -> str: ...

    def append(self, content: bytes | memoryview) -> None: ...

    def sync(self) -> None:
        """What was appended so far survives a crash, and another server finds it."""
        ...

    def finish(self) -> None: ...

    def close(self) -> None:
        """Stop here; what was synced stays."""
        ...

    def abort(self) -> None: ...


class BlobStore(Protocol):
    """Blobs under random keys. Nothing is ever written over."""

    def create(self, key: str | None = None) -> Part:
        """Under a new random key, or under that of a blob which comes from elsewhere."""
        ...

    def open_part(self, key: str) -> BinaryIO:
        """What was synced of an unfinished blob; PhotoMissing when there is none."""
        ...

    def reopen(self, key: str, kept_bytes: int) -> Part:
        """Go on after the first `kept_bytes` of a part; what stands behind them is thrown away."""
        ...

    def open(self, key: str) -> BinaryIO: ...

    def replace_head(self, key: str, head: bytes) -> None:
        """Put other bytes, equally many, in place of the first ones; whole or not at all."""
        ...

    def exists(self, key: str) -> bool: ...

    def size(self, key: str) -> int: ...

    def discard_part(self, key: str) -> None: ...

    def delete(self, key: str) -> None: ...

    def keys(self, stored_before: datetime | None = None) -> Iterator[str]: ...

    def discard_parts(self, begun_before: datetime) -> int: ...

    def check(self) -> Condition: ...


def require_key(key: str) -> str:
    """Also what keeps "../" out of paths."""
    if not _KEY.fullmatch(key):
        raise ValueError("a photo's key is 32 lowercase hexadecimal digits")
    return key


def is_key(name: str) -> bool:
    return _KEY.fullmatch(name) is not None
