"""What the public sees of each election, in memory: read where public answers are read."""

import threading
import time

from app.db.session import Database
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView


class PublicStates:
    """By election; each is at most `max_age_seconds` behind what a public answer would be read from."""

    def __init__(self, database: Database, max_age_seconds: float) -> None:
        self._database, self._max_age_seconds = database, max_age_seconds
        self._kept: dict[int, tuple[PublicState, float]] = {}
        self._lock = threading.Lock()

    def fresh(self, view: ElectionView) -> PublicState | None:
        """From memory only: for the event loop."""
        kept = self._kept.get(view.id)
        if kept is None or time.monotonic() - kept[1] > self._max_age_seconds:
            return None
        return kept[0]

    def find(self, view: ElectionView) -> PublicState:
        """In a thread: of all who find it too old at the same moment, one reads."""
        with self._lock:
            if (state := self.fresh(view)) is not None and self._max_age_seconds > 0:
                return state
            at = time.monotonic()
            with self._database.public() as session:
                state = public_state(session, view.id)
            self._kept[view.id] = (state, at)
            return state
