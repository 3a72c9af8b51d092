"""Pictures with parts of them black."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0010", "0009", None, None


def upgrade() -> None:
    op.create_table(
        "redactions",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("shapes", sa.JSON(), nullable=False),
        sa.Column("store_key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id", "photo_id"],
            ["photos.election_id", "photos.id"],
            name=op.f("fk_redactions_election_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_redactions_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_redactions")),
    )
    with op.batch_alter_table("redactions") as table:
        table.create_index(op.f("ix_redactions_election_id_photo_id"), ["election_id", "photo_id"])
        table.create_index(op.f("ix_redactions_election_id_store_key"), ["election_id", "store_key"])


def downgrade() -> None:
    op.drop_table("redactions")
