"""How two incidents of one course stand to each other: the one may continue the other."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0027", "0026", None, None


def upgrade() -> None:
    with op.batch_alter_table("incident_relations") as table:
        # The default stays: the release before this one goes on relating without a kind.
        table.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="related"))


def downgrade() -> None:
    with op.batch_alter_table("incident_relations") as table:
        table.drop_column("kind")
