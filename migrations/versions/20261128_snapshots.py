"""Versions of what is public that are kept, with the sums of their files."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0026", "0025", None, None


def upgrade() -> None:
    op.create_table(
        "snapshots",
        _election(),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("summed_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_snapshots_election_id")),
        sa.PrimaryKeyConstraint("election_id", "sequence", "tick", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "snapshot_incidents",
        _election(),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("counts_as", sa.String(12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("veracity", sa.String(40), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("area_code", sa.String(40), nullable=True),
        sa.Column("station_code", sa.String(40), nullable=True),
        sa.Column("location_precision", sa.String(12), nullable=False),
        sa.Column("latitude_deg", sa.Double(), nullable=True),
        sa.Column("longitude_deg", sa.Double(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("occurred_hour", sa.Integer(), nullable=True),
        sa.Column("time_precision", sa.String(40), nullable=False),
        sa.Column("phase", sa.String(40), nullable=False),
        sa.Column("public_text", sa.JSON(), nullable=False),
        sa.Column("harm", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("related_refs", sa.JSON(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_snapshot_incidents_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "sequence", "tick", "ref", name=op.f("pk_snapshot_incidents")),
    )
    with op.batch_alter_table("snapshot_incidents") as table:
        table.create_index(op.f("ix_snapshot_incidents_election_id_ref"), ["election_id", "ref"])


def downgrade() -> None:
    op.drop_table("snapshot_incidents")
    op.drop_table("snapshots")


def _election() -> sa.Column[int]:
    return sa.Column("election_id", sa.Integer(), nullable=False)
