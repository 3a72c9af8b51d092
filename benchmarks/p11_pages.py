"""P11: a page of a list costs the same at any depth, and hardly more of a long list than of a short one.

    python -m benchmarks.p11_pages [--full]

10,000 against a million reports; with --full against ten million: an hour, 8 GB.
"""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db.session import Database, ReadSession
from app.incidents import grammar
from app.incidents.public import PublicIncident
from app.moderation import report_queries
from app.moderation.list_filters import report_filters
from app.publication import queries as published
from app.reports.models import Report
from benchmarks.counted_day import NOW, prepare
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio

FEW, MANY, ALL = 10_000, 1_000_000, 10_000_000
CALLS, LIMIT = 40, 50
NOBODY = UUID(int=0)


class Side:
    """One database, and the places in its lists at which a page begins."""

    def __init__(self, folder: Path, reports: int) -> None:
        url = f"sqlite:///{folder / f'{reports}.db'}"
        self._view = prepare(url, reports)
        self._database = Database(url)
        with self._database.read() as session:
            order = select(Report.received_at, Report.id).order_by(
                Report.received_at.desc(), Report.id.desc()
            )
            self.report_half_way = tuple(session.execute(order.offset(reports // 2).limit(1)).one())
            ends = select(PublicIncident.published_at, PublicIncident.ref).order_by(
                PublicIncident.published_at.desc(), PublicIncident.ref.desc()
            )
            shown = session.scalars(select(PublicIncident.ref)).all()
            self.incident_half_way = tuple(session.execute(ends.offset(len(shown) // 2).limit(1)).one())

    def milliseconds(self, page: Callable[[ReadSession], Sequence[Any]]) -> float:
        with self._database.read() as session:
            return 1000 * median(_timed(page, session) for _ in range(CALLS))

    def reports(self, after: Any, session: ReadSession) -> Sequence[Any]:
        filters = report_filters(self._view, [])
        return report_queries.page(session, self._view, filters, NOBODY, NOW, after, LIMIT)

    def incidents(self, after: Any, session: ReadSession) -> Sequence[Any]:
        return published.page(session, self._view.id, grammar.parse(self._view, []), after, LIMIT)


def _timed(page: Callable[[ReadSession], Sequence[Any]], session: ReadSession) -> float:
    session.expunge_all()
    began = time.process_time()
    found = page(session)
    took = time.process_time() - began
    assert len(found) == LIMIT + 1
    return took


Page = Callable[[Side, Any, ReadSession], Sequence[Any]]


def compare(
    name: str, page: Page, few: tuple[Side, Any], many: tuple[Side, Any]
) -> tuple[list[Goal], list[float]]:
    """The first page and the one half way, of both sides in turn."""
    measured = interleaved(
        ROUNDS,
        *(
            partial(side.milliseconds, partial(page, side, after))
            for side, after in ((few[0], None), (many[0], None), few, many)
        ),
    )
    first_few, first_many, deep_few, deep_many = measured
    goals = [
        Goal(f"{name}, half way : first page", ratio(deep_many, first_many), most=1.2),
        Goal(f"{name}, first page, many : few", ratio(first_many, first_few), most=1.5),
        Goal(f"{name}, half way, many : few", ratio(deep_many, deep_few), most=1.5),
    ]
    return goals, [median(side) for side in measured]


def main() -> None:
    many = ALL if "--full" in sys.argv[1:] else MANY
    with TemporaryDirectory(prefix="pollwatch-bench-") as folder:
        small, large = Side(Path(folder), FEW), Side(Path(folder), many)
        reports, reports_ms = compare(
            "reports", Side.reports, (small, small.report_half_way), (large, large.report_half_way)
        )
        incidents, incidents_ms = compare(
            "incidents", Side.incidents, (small, small.incident_half_way), (large, large.incident_half_way)
        )
    conclude(
        "p11",
        "a page by key: at any depth, of any length",
        [*reports, *incidents],
        {
            "reports": f"{FEW:,} : {many:,}",
            "CPU ms of a page of reports: first of few, of many, half way of few, of many": reports_ms,
            "of published incidents, the same": incidents_ms,
        },
    )


if __name__ == "__main__":
    main()
