"""Of two related incidents that are public, that the one continues the other."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0029", "0028", None, None

TABLES = ("public_incidents", "snapshot_incidents")


def upgrade() -> None:
    """What is public already says so once it is published again."""
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            # The default stays: the release before this one goes on publishing without it.
            table.add_column(
                sa.Column("continuations", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
            )


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("continuations")
