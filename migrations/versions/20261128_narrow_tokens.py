"""A token may act as one role only, and says when it was last used."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0032", "0031", None, None


def upgrade() -> None:
    with op.batch_alter_table("api_tokens") as table:
        table.add_column(sa.Column("role", sa.String(40), nullable=True))
        table.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("api_tokens") as table:
        table.drop_column("used_at")
        table.drop_column("role")
