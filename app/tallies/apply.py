"""Write deltas into a rollup. Called by the two histories only, in the transaction of the change."""

from typing import Final

from app.db.portable import insert_or_add
from app.db.session import WriteSession
from app.tallies import sums
from app.tallies.cells import Key
from app.tallies.deltas import Deltas
from app.tallies.models import PublicSum, PublicTally, StaffSum, StaffTally
from app.tallies.sums import SumKey

Row = tuple[str | int, ...]
COUNTERS: Final = ("reports", "incidents")
SUMS_BESIDE: Final[dict[type[StaffTally | PublicTally], type[StaffSum | PublicSum]]] = {
    StaffTally: StaffSum,
    PublicTally: PublicSum,
}
_TALLY_COLUMNS: Final = ("election_id", *Key._fields, *COUNTERS)
_SUM_COLUMNS: Final = ("election_id", *SumKey._fields, *sums.COUNTERS)


def apply(
    session: WriteSession, table: type[StaffTally | PublicTally], election_id: int, deltas: Deltas
) -> None:
    """Add the deltas to their rows and to the sums beside them, making rows that are not there yet."""
    fine: list[Row] = [(election_id, *key, reports, incidents) for key, reports, incidents in deltas.rows()]
    insert_or_add(session, table, _TALLY_COLUMNS, fine, COUNTERS)
    wide: list[Row] = [(election_id, *key, *counters) for key, counters in deltas.sums()]
    insert_or_add(session, SUMS_BESIDE[table], _SUM_COLUMNS, wide, sums.COUNTERS)
