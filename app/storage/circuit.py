"""Keeps a store that is out from being waited for, again and again, by everybody."""

import threading
import time
from collections.abc import Callable
from typing import Final

from app.storage.errors import StoreUnavailable

PAUSE_SECONDS: Final = 5.0


class Circuit:
    """Closed while calls succeed. After a failure calls are refused at once, until a probe succeeds.

    One caller probes, at most every `PAUSE_SECONDS`; nobody else waits for it.
    """

    def __init__(self, probe: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        """`probe` fails with StoreUnavailable, and soon."""
        self._probe, self._clock = probe, clock
        self._lock = threading.Lock()
        self._broken = False
        self._next_probe_at = 0.0

    def require_closed(self) -> None:
        if not self._broken:
            return
        with self._lock:
            if self._clock() < self._next_probe_at:
                raise StoreUnavailable
            self._next_probe_at = self._clock() + PAUSE_SECONDS
        self._probe()
        self._broken = False

    def broke(self) -> None:
        with self._lock:
            self._broken, self._next_probe_at = True, self._clock() + PAUSE_SECONDS
