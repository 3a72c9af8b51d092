"""Whether columns add up to the sums that every change writes: what follows step by step can err."""

import numpy as np
from sqlalchemy import func, select

from app.db.session import ReadSession
from app.elections.taxonomy import CountsAs
from app.incidents.columns.columns import Columns
from app.incidents.columns.rows import Bools
from app.incidents.veracity import Veracity
from app.tallies.models import PublicSum
from app.tallies.spans import WHOLE
from app.tallies.sums import INCIDENTS, REPORTS


def agree(session: ReadSession, election_id: int, columns: Columns) -> bool:
    """On incidents by veracity and on reports, as both have them in one version."""
    sums = PublicSum.__table__.c
    incidents = [func.coalesce(func.sum(sums[name]), 0) for name in INCIDENTS.values()]
    reports = func.coalesce(func.sum(sum(sums[name] for name in REPORTS.values())), 0)
    whole = (sums.election_id == election_id, sums.days == WHOLE.days, sums.starts == WHOLE.starts)
    return [int(number) for number in session.execute(select(*incidents, reports).where(*whole)).one()] == [
        *(_incidents(columns, veracity) for veracity in INCIDENTS),
        int(columns.now.reports[_counted(columns) & ~_of(columns, "veracity", Veracity.REFUTED)].sum()),
    ]


def _incidents(columns: Columns, veracity: str) -> int:
    return int(np.count_nonzero(_counted(columns) & _of(columns, "veracity", veracity)))


def _counted(columns: Columns) -> Bools:
    return columns.now.published & ~_of(columns, "counts_as", CountsAs.NONE)


def _of(columns: Columns, name: str, value: str) -> Bools:
    found: Bools = columns.names[name].chosen([value])[getattr(columns.now, name)]
    return found
