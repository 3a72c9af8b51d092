"""Jobs that come round: a name of which there is one, and an interval."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade() -> None:
    with op.batch_alter_table("jobs") as table:
        table.add_column(sa.Column("chain", sa.String(120), nullable=True))
        table.add_column(sa.Column("every_seconds", sa.Integer(), nullable=True))
        table.create_unique_constraint(op.f("uq_jobs_chain"), ["chain"])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM jobs WHERE chain IS NOT NULL"))
    with op.batch_alter_table("jobs") as table:
        table.drop_constraint(op.f("uq_jobs_chain"), type_="unique")
        table.drop_column("every_seconds")
        table.drop_column("chain")
