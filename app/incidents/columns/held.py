"""The columns that a process holds of its large elections."""

import threading
import time
from typing import Any, Final

import structlog

from app.core.errors import Unavailable
from app.db.session import Database, ReadSession
from app.elections.models import PublicVersion
from app.elections.public_state import PublicState, Step, public_state
from app.incidents.grammar import Filters

Columns = Any  # of app.incidents.columns.columns, which loads numpy: only where an election is large
MOST_AT_ONCE: Final = 500  # rows that a reader follows; more are followed in the thread
PATIENCE_SECONDS: Final = 300  # after an attempt that failed: reading everything keeps a core busy
MOST_TEXTS: Final = 5_000  # changed since the words were read; then they are read anew

_log = structlog.get_logger("pollwatch.columns")


class HeldColumns:
    """Of elections with at least `fewest` published incidents, read in a thread of its own. Until then, and
    wherever in doubt, the database answers, with the same numbers."""

    def __init__(
        self,
        database: Database,
        fewest: int,
        *,
        most_at_once: int = MOST_AT_ONCE,
        most_texts: int = MOST_TEXTS,
    ) -> None:
        self._database, self._fewest = database, fewest
        self._most_at_once, self._most_texts = most_at_once, most_texts
        self._held: dict[int, Columns] = {}
        self._not_before: dict[int, float] = {}  # that there may be another attempt, on the monotonic clock
        self._reading: threading.Thread | None = None
        self._lock = threading.Lock()

    def find(
        self, session: ReadSession, election_id: int, filters: Filters, state: PublicState
    ) -> Columns | None:
        """With all that this session sees and nothing else, and its words those of this state if they are
        asked for. None: ask the database."""
        if state.published < self._fewest:
            return None
        current = public_state(session, election_id).step if state.past else state.step
        with self._lock:
            columns = self._held.get(election_id)
            if columns is None or columns.step < current:
                columns = self._catch_up(session, election_id, columns, current)
        if columns is None or columns.step != current:
            return None
        if state.past and filters.q is not None:
            from app.incidents.columns.earlier_words import in_words_of

            return in_words_of(session, election_id, columns, state)
        return columns

    def settle(self) -> None:
        """Wait until nothing is being read any more."""
        reading = self._reading
        if reading is not None:
            reading.join()

    def _catch_up(
        self, session: ReadSession, election_id: int, columns: Columns | None, step: Step
    ) -> Columns | None:
        """What little has moved at once, and all else in the thread, one election after the other."""
        from app.incidents.columns.reading import follow, moved_since

        if self._is_reading() or time.monotonic() < self._not_before.get(election_id, 0):
            return None
        self._not_before[election_id] = time.monotonic() + PATIENCE_SECONDS  # unless this one succeeds
        try:
            if (
                columns is not None
                and len(columns.words.moved) <= self._most_texts
                and moved_since(session, election_id, columns.step, self._most_at_once + 1)
                <= self._most_at_once
            ):
                return self._keep(session, election_id, follow(session, election_id, columns, step))
        except Unavailable:
            del self._not_before[election_id]
            raise
        self._reading = threading.Thread(
            target=self._read, args=[election_id, columns], name="columns", daemon=True
        )
        self._reading.start()
        return None

    def _read(self, election_id: int, columns: Columns | None) -> None:
        from app.incidents.columns.reading import follow, load, with_words

        try:
            with self._database.public() as session:
                step = public_state(session, election_id).step
                if columns is None:
                    columns = load(session, election_id, step)
                elif step <= columns.step:  # of a replica that is later than what was read before
                    del self._not_before[election_id]
                    return
                else:
                    columns = follow(session, election_id, columns, step)
                if len(columns.words.moved) > self._most_texts:
                    columns = with_words(session, election_id, columns)
                with self._lock:
                    self._keep(session, election_id, columns)
        except Unavailable:
            _log.warning("columns could not be read: the database is asked meanwhile", election=election_id)
            del self._not_before[election_id]

    def _is_reading(self) -> bool:
        return self._reading is not None and self._reading.is_alive()

    def _keep(self, session: ReadSession, election_id: int, columns: Columns) -> Columns | None:
        """If they are of a version that was kept, and agree with the sums of it; else none are held."""
        from app.incidents.columns.agreement import agree

        kept = session.get(PublicVersion, (election_id, *columns.step)) is not None
        if kept and agree(session, election_id, columns):
            self._held[election_id] = columns
            self._not_before.pop(election_id, None)
            return columns
        self._held.pop(election_id, None)
        _log.error("columns do not add up: the database is asked", election=election_id, kept=kept)
        return None
