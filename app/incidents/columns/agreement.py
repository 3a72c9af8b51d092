"""Whether columns add up to the sums that every change writes: what follows step by step can err."""

import numpy as np
from sqlalchemy import select

from app.db.session import ReadSession
from app.elections.taxonomy import CountsAs
from app.incidents.columns.columns import Columns
from app.incidents.veracity import Veracity
from app.tallies.models import PublicSum
from app.tallies.spans import WHOLE
from app.tallies.sums import INCIDENTS, REPORTS

_Sums = dict[tuple[str, str], list[int]]  # by area and category: incidents of each veracity, and reports


def agree(session: ReadSession, election_id: int, columns: Columns) -> bool:
    """On every area and category, as both have them in one version."""
    return _written(session, election_id) == _held(columns)


def _written(session: ReadSession, election_id: int) -> _Sums:
    sums = PublicSum.__table__.c
    numbers = [sums[name] for name in INCIDENTS.values()]
    reports = [sums[name] for name in REPORTS.values()]
    whole = (sums.election_id == election_id, sums.days == WHOLE.days, sums.starts == WHOLE.starts)
    rows = session.execute(
        select(sums.area, sums.category, *numbers, sum(reports[1:], reports[0])).where(*whole)
    )
    return {(area, category): found for area, category, *found in rows if any(found)}


def _held(columns: Columns) -> _Sums:
    names, now = columns.names, columns.now
    areas, categories = names["area"].values, names["category"].values
    counted = now.published & ~names["counts_as"].chosen([CountsAs.NONE])[now.counts_as]
    place = (now.area * len(categories) + now.category)[counted]
    veracity, size = now.veracity[counted], len(areas) * len(categories)
    numbers = [
        np.bincount(place[names["veracity"].chosen([each])[veracity]], minlength=size) for each in INCIDENTS
    ]
    reports = np.where(names["veracity"].chosen([Veracity.REFUTED])[veracity], 0, now.reports[counted])
    numbers.append(np.bincount(place, reports, minlength=size).astype(np.int64))
    table = np.stack(numbers, axis=1)
    return {
        (areas[at // len(categories)] or "", categories[at % len(categories)] or ""): table[at].tolist()
        for at in np.flatnonzero(table.any(axis=1)).tolist()
    }
