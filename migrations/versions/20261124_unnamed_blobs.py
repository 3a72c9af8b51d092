"""Since when blobs in the photo store have been without a row."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0014", "0013", None, None


def upgrade() -> None:
    op.create_table(
        "unnamed_blobs",
        sa.Column("store_key", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("store_key", name=op.f("pk_unnamed_blobs")),
    )


def downgrade() -> None:
    op.drop_table("unnamed_blobs")
