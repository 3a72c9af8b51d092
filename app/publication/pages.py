"""What is published and matches: its pages, the newest first, and how many there are. In memory where the
election is large."""

from functools import cached_property
from typing import Any

from app.db.session import ReadSession
from app.elections.public_state import PublicState
from app.incidents.columns.held import HeldColumns
from app.incidents.extent import EVERYWHERE, Extent
from app.incidents.grammar import Filters
from app.incidents.public import Told
from app.incidents.seen import seen
from app.publication import queries
from app.publication.downloads import After


class Matching:
    """Of one election in one state."""

    def __init__(
        self,
        session: ReadSession,
        election_id: int,
        filters: Filters,
        state: PublicState,
        held: HeldColumns | None,
        extent: Extent = EVERYWHERE,
    ) -> None:
        self._session, self._election_id, self._state, self._held = session, election_id, state, held
        self._filters, self._extent = filters, extent

    def page(self, after: After, limit: int) -> list[Told]:
        """As app.publication.queries.page has it."""
        session, election_id, as_seen = self._session, self._election_id, seen(self._state)
        if self._columns is None:
            return queries.page(
                session, election_id, self._filters, after, limit, seen=as_seen, extent=self._extent
            )
        refs = self._columns.page(self._chosen, after, limit)
        return queries.named(session, election_id, refs, as_seen)

    def how_many(self) -> int:
        """Of the state of now."""
        if self._columns is None:
            return queries.how_many(self._session, self._election_id, self._filters, self._extent)
        return int(self._chosen.sum())

    @cached_property
    def _columns(self) -> Any:
        if self._held is None:
            return None
        return self._held.find(self._session, self._election_id, self._filters, self._state)

    @cached_property
    def _chosen(self) -> Any:
        from app.incidents.columns.selection import matching_incidents  # and numpy, where there is need of it

        return matching_incidents(self._columns, self._filters, self._state, self._extent)
