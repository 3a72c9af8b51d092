"""What a photo's file says of itself, and what a moderator should look at in it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0009", "0008", None, None


def upgrade() -> None:
    with op.batch_alter_table("photos") as table:
        table.add_column(sa.Column("facts", sa.JSON(), nullable=True))
        table.add_column(sa.Column("dhash", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index(op.f("ix_photos_election_id_inspected_at"), ["election_id", "inspected_at"])
    op.create_table(
        "photo_findings",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "photo_id"],
            ["photos.election_id", "photos.id"],
            name=op.f("fk_photo_findings_election_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_photo_findings_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "photo_id", "number", name=op.f("pk_photo_findings")),
    )


def downgrade() -> None:
    op.drop_table("photo_findings")
    with op.batch_alter_table("photos") as table:
        table.drop_index(op.f("ix_photos_election_id_inspected_at"))
        table.drop_column("inspected_at")
        table.drop_column("dhash")
        table.drop_column("facts")
