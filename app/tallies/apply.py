"""Write deltas into a rollup. Called by the two histories only, in the transaction of the change."""

from typing import Final

from app.db.portable import insert_or_add
from app.db.session import WriteSession
from app.tallies.deltas import Deltas
from app.tallies.models import PublicTally, StaffTally

COUNTERS: Final = ("reports", "incidents")


def apply(
    session: WriteSession, table: type[StaffTally | PublicTally], election_id: int, deltas: Deltas
) -> None:
    """Add the deltas to their rows, making rows that are not there yet."""
    rows = [
        {"election_id": election_id, **key._asdict(), "reports": reports, "incidents": incidents}
        for key, reports, incidents in deltas.rows()
    ]
    insert_or_add(session, table, rows, COUNTERS)
