"""totals without severity and phase; rollups in one tree on SQLite."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0008", "0007", None, None

TABLES = ("public_tallies", "staff_tallies")
WHAT = ("area", "category", "counts_as")
STATE = ("triage", "veracity", "publication")
FINE = ("severity", "phase")
NUMBERS = ("reports", "incidents")


def upgrade() -> None:
    for name in TABLES:
        _add_totals_up(name, severity_and_phase=False)
        _rebuild(name, with_rowid=False)


def downgrade() -> None:
    for name in TABLES:
        _rebuild(name, with_rowid=True)
        _add_totals_up(name, severity_and_phase=True)


def _rebuild(name: str, *, with_rowid: bool) -> None:
    """PostgreSQL keeps rows beside their key in any case."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_with_rowid": with_rowid}):
            pass


def _add_totals_up(name: str, *, severity_and_phase: bool) -> None:
    """From the days, which hold everything and have both."""
    columns = ("election_id", "grain", "bucket", *WHAT, *FINE, *STATE, *NUMBERS)
    tally = sa.table(name, *(sa.column(column) for column in columns))
    connection = op.get_bind()
    connection.execute(tally.delete().where(tally.c.grain == "total"))
    kept = [tally.c[column] for column in ("election_id", *WHAT, *STATE)]
    fine = [tally.c[column] for column in FINE] if severity_and_phase else []
    total = sa.select(
        *kept,
        sa.literal("total").label("grain"),
        sa.literal("").label("bucket"),
        *(fine or (sa.literal(0).label("severity"), sa.literal("").label("phase"))),
        *(sa.func.sum(tally.c[column]).label(column) for column in NUMBERS),
    ).where(tally.c.grain == "day")
    summed = total.group_by(*kept, *fine).subquery()
    into = [column.name for column in summed.c]
    connection.execute(tally.insert().from_select(into, sa.select(*summed.c)))
