"""When a report's time began, what makes it urgent, whether leads were told, who it is assigned to."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0018", "0017", None, None

WAITING = "triage IN ('received', 'in_triage', 'needs_info') AND NOT test"
FEW = {
    "happening": f"occurrence = 'occurring' AND {WAITING}",
    "before_leads": "(escalated_at IS NOT NULL OR alarmed_at IS NOT NULL)",
    "snoozed": "snoozed_until IS NOT NULL",
    "assigned": "assigned_to IS NOT NULL",
}


def upgrade() -> None:
    with op.batch_alter_table("reports") as table:
        table.add_column(sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("urgent_for", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("assigned_to", sa.Uuid(), nullable=True))
    reports = sa.table("reports", sa.column("received_at"), sa.column("clock_from"))
    op.execute(reports.update().values(clock_from=reports.c.received_at))
    with op.batch_alter_table("reports") as table:
        table.alter_column("clock_from", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column("urgent_for", existing_type=sa.JSON(), server_default=None)
        for name, condition in FEW.items():
            table.create_index(
                f"ix_reports_{name}",
                ["election_id", "quarantined", "due_at", "id"],
                postgresql_where=sa.text(condition),
                sqlite_where=sa.text(condition),
            )


def downgrade() -> None:
    with op.batch_alter_table("reports") as table:
        for name in FEW:
            table.drop_index(f"ix_reports_{name}")
        for column in ("clock_from", "urgent_for", "alarmed_at", "assigned_to"):
            table.drop_column(column)
