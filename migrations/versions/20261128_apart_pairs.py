"""Pairs of reports and incidents that somebody says are not the same event: never suggested again."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0024", "0023", None, None


def upgrade() -> None:
    op.create_table(
        "apart_pairs",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_apart_pairs_election_id")),
        sa.PrimaryKeyConstraint("election_id", "one_id", "other_id", name=op.f("pk_apart_pairs")),
    )


def downgrade() -> None:
    op.drop_table("apart_pairs")
