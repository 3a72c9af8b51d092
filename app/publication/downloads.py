"""All published incidents that match, read in short turns and never whole: nobody's slow line holds a
connection, and no answer mixes two states of what is public."""

from collections.abc import Iterator
from datetime import datetime
from threading import BoundedSemaphore
from typing import Final

from app.core.errors import Unavailable
from app.core.pagination import cut
from app.db.engine import MAX_DOWNLOADS
from app.db.session import Database, ReadSession
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView
from app.incidents.grammar import Filters
from app.publication import queries
from app.publication.schemas import PublicIncidentOut

AT_A_TIME: Final = 500
After = tuple[datetime, str]


class PublicStateMoved(Unavailable):
    """Breaks the answer off: an unfinished file never looks whole."""

    def __init__(self) -> None:
        super().__init__("What is public changed while it was being read. Begin again.")


class Downloads:
    def __init__(self, database: Database, at_a_time: int = AT_A_TIME) -> None:
        self._database, self._at_a_time = database, at_a_time
        self._turns = BoundedSemaphore(MAX_DOWNLOADS)  # their share of the readers' pool

    def first(
        self, session: ReadSession, view: ElectionView, filters: Filters
    ) -> tuple[list[PublicIncidentOut], After | None]:
        """The newest, and after which the others follow; None if that was all."""
        return self._read(session, view, filters, None)

    def following(
        self, view: ElectionView, filters: Filters, state: PublicState, after: After | None
    ) -> Iterator[PublicIncidentOut]:
        """The others, as long as what is public stays as it was. Hold no session while reading them."""
        while after is not None:
            with self._turns, self._database.read() as session:
                if public_state(session, view.id).version != state.version:
                    raise PublicStateMoved
                shown, after = self._read(session, view, filters, after)
            yield from shown

    def _read(
        self, session: ReadSession, view: ElectionView, filters: Filters, after: After | None
    ) -> tuple[list[PublicIncidentOut], After | None]:
        records, last = cut(queries.page(session, view.id, filters, after, self._at_a_time), self._at_a_time)
        shown = [PublicIncidentOut.of(view, record) for record in records]
        return shown, None if last is None else (last.published_at, last.ref)
