"""the console's list of reports by when they are due; what is quarantined is not in the queue's way."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0012", "0011", None, None

WAITING = sa.text("triage IN ('received', 'in_triage', 'needs_info') AND NOT test")


def upgrade() -> None:
    with op.batch_alter_table("reports") as table:
        table.create_index("ix_reports_election_id_due_at_id", ["election_id", "due_at", "id"])
    _make_waiting(["election_id", "quarantined", "due_at", "id"])


def downgrade() -> None:
    _make_waiting(["election_id", "due_at", "id"])
    with op.batch_alter_table("reports") as table:
        table.drop_index("ix_reports_election_id_due_at_id")


def _make_waiting(columns: list[str]) -> None:
    with op.batch_alter_table("reports") as table:
        table.drop_index("ix_reports_waiting")
        table.create_index("ix_reports_waiting", columns, postgresql_where=WAITING, sqlite_where=WAITING)
