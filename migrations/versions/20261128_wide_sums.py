"""sums of whole elections, of days and of blocks of days, beside the rollups."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0025", "0024", None, None

HOW_SURE: Final = ("unreviewed", "verified", "corroborated", "contested", "unverifiable")
COUNTERS: Final = (
    "reports_alone",
    *(f"reports_{veracity}" for veracity in HOW_SURE),
    *(f"incidents_{veracity}" for veracity in HOW_SURE),
    "incidents_refuted",
)
NEVER_COUNTED: Final = ("rejected", "duplicate", "out_of_scope", "withdrawn", "erased")
DAYS_IN_A_BLOCK: Final = 8
_AT_A_TIME: Final = 10_000


def upgrade() -> None:
    for name, tallies in (("staff_sums", "staff_tallies"), ("public_sums", "public_tallies")):
        op.create_table(
            name,
            sa.Column("election_id", sa.Integer(), nullable=False),
            sa.Column("days", sa.Integer(), nullable=False),
            sa.Column("starts", sa.String(10), nullable=False),
            sa.Column("area", sa.String(40), nullable=False),
            sa.Column("category", sa.String(64), nullable=False),
            sa.Column("counts_as", sa.String(12), nullable=False),
            *(sa.Column(counter, sa.Integer(), nullable=False) for counter in COUNTERS),
            sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f(f"fk_{name}_election_id")),
            sa.PrimaryKeyConstraint(
                "election_id", "days", "starts", "area", "category", "counts_as", name=op.f(f"pk_{name}")
            ),
            sqlite_with_rowid=False,
        )
        _fill(name, tallies)


def downgrade() -> None:
    for name in ("staff_sums", "public_sums"):
        op.drop_table(name)


def _fill(name: str, tallies: str) -> None:
    """From the days, which hold everything."""
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(COUNTERS))
    for election_id, day, area, category, counts_as, veracity, reports, incidents in _counted(tallies):
        for days, starts in _spans(day):
            counters = sums[election_id, days, starts, area, category, counts_as]
            if veracity != "refuted":
                counters[COUNTERS.index(f"reports_{veracity or 'alone'}")] += reports
            if veracity:
                counters[COUNTERS.index(f"incidents_{veracity}")] += incidents
    columns = ("election_id", "days", "starts", "area", "category", "counts_as", *COUNTERS)
    table = sa.table(name, *(sa.column(column) for column in columns))
    rows = [
        dict(zip(columns, (*key, *counters), strict=True)) for key, counters in sums.items() if any(counters)
    ]
    for start in range(0, len(rows), _AT_A_TIME):
        op.get_bind().execute(table.insert(), rows[start : start + _AT_A_TIME])


def _counted(tallies: str) -> sa.CursorResult[Any]:
    names = ("election_id", "bucket", "area", "category", "counts_as", "veracity")
    columns = (*names, "grain", "triage", "publication", "reports", "incidents")
    tally = sa.table(tallies, *(sa.column(column) for column in columns))
    kept = [tally.c[column] for column in names]
    return op.get_bind().execute(
        sa.select(*kept, sa.func.sum(tally.c.reports), sa.func.sum(tally.c.incidents))
        .where(
            tally.c.grain == "day",
            tally.c.counts_as != "none",
            tally.c.publication != "withdrawn",
            tally.c.triage.not_in(NEVER_COUNTED),
        )
        .group_by(*kept)
    )


def _spans(day: str) -> Iterator[tuple[int, str]]:
    yield 0, ""
    yield 1, day
    if day:
        first = (date.fromisoformat(day).toordinal() - 1) // DAYS_IN_A_BLOCK * DAYS_IN_A_BLOCK + 1
        yield DAYS_IN_A_BLOCK, date.fromordinal(first).isoformat()
