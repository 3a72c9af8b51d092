"""Pages of published incidents, the newest first: found in memory where the election is large."""

from app.db.session import ReadSession
from app.elections.public_state import PublicState
from app.incidents.columns.held import HeldColumns
from app.incidents.extent import EVERYWHERE, Extent
from app.incidents.grammar import Filters
from app.incidents.public import Told
from app.incidents.seen import seen
from app.publication import queries
from app.publication.downloads import After


def page(
    session: ReadSession,
    election_id: int,
    filters: Filters,
    state: PublicState,
    after: After,
    limit: int,
    held: HeldColumns | None,
    extent: Extent = EVERYWHERE,
) -> list[Told]:
    """As app.publication.queries.page has it."""
    columns = None if held is None else held.find(session, election_id, filters, state)
    if columns is None:
        return queries.page(session, election_id, filters, after, limit, seen=seen(state), extent=extent)
    from app.incidents.columns.selection import matching_incidents  # and numpy, where there is need of it

    refs = columns.page(matching_incidents(columns, filters, state, extent), after, limit)
    return queries.named(session, election_id, refs, seen(state))


def with_number(
    session: ReadSession,
    election_id: int,
    filters: Filters,
    state: PublicState,
    after: After,
    limit: int,
    held: HeldColumns,
) -> tuple[list[Told], int]:
    """Of now; and how many there are on all pages."""
    columns = held.find(session, election_id, filters, state)
    if columns is None:
        found = queries.page(session, election_id, filters, after, limit)
        return found, queries.how_many(session, election_id, filters)
    from app.incidents.columns.selection import matching_incidents

    chosen = matching_incidents(columns, filters, state)
    found = queries.named(session, election_id, columns.page(chosen, after, limit), seen(state))
    return found, int(chosen.sum())
