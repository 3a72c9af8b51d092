"""Write deltas into a rollup. Called by the two histories only, in the transaction of the change."""

from app.db.portable import insert_into
from app.db.session import WriteSession
from app.tallies.cells import Key
from app.tallies.deltas import Deltas
from app.tallies.models import PublicTally, StaffTally


def apply(
    session: WriteSession, table: type[StaffTally | PublicTally], election_id: int, deltas: Deltas
) -> None:
    """Add the deltas to their rows, making rows that are not there yet."""
    rows = [
        {"election_id": election_id, **key._asdict(), "reports": reports, "incidents": incidents}
        for key, reports, incidents in deltas.rows()
    ]
    if not rows:
        return
    insert = insert_into(session, table)
    upsert = insert.on_conflict_do_update(
        index_elements=["election_id", *Key._fields],
        set_={
            "reports": table.reports + insert.excluded.reports,
            "incidents": table.incidents + insert.excluded.incidents,
        },
    )
    session.execute(upsert, rows)
