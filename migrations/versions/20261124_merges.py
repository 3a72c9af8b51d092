"""incidents merged into others, in private and in public."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0013", "0012", None, None


def upgrade() -> None:
    with op.batch_alter_table("incidents") as table:
        table.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        table.create_index(op.f("ix_incidents_election_id_merged_into"), ["election_id", "merged_into"])
    with op.batch_alter_table("public_incidents") as table:
        table.add_column(sa.Column("merged_into", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("public_incidents") as table:
        table.drop_column("merged_into")
    with op.batch_alter_table("incidents") as table:
        table.drop_index(op.f("ix_incidents_election_id_merged_into"))
        table.drop_column("merged_into")
