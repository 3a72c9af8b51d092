"""What the maker of a redaction says of faces, documents and licence plates in it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0022", "0021", None, None


def upgrade() -> None:
    with op.batch_alter_table("redactions") as table:
        table.add_column(sa.Column("answers", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("redactions") as table:
        table.drop_column("answers")
