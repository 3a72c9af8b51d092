"""What `zipfile` writes to when it cannot go back: bytes are taken away as they come."""

import io
from typing import Any


class Outlet(io.RawIOBase):
    """Holds what was written since it was last asked."""

    def __init__(self) -> None:
        self._written, self._taken = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._written += content
        return len(content)

    def tell(self) -> int:
        return self._taken + len(self._written)

    @property
    def waiting_bytes(self) -> int:
        return len(self._written)

    def take(self) -> bytes:
        """Everything since the last time."""
        taken, self._written = bytes(self._written), bytearray()
        self._taken += len(taken)
        return taken
