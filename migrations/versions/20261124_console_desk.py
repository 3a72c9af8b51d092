"""What people at the console keep: views, drafts, and how a report stood before it was decided."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0019", "0018", None, None


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_saved_views_election_id")),
        sa.PrimaryKeyConstraint("election_id", "account_id", "name", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "report_drafts",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_report_drafts_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_report_drafts_election_id")),
        sa.PrimaryKeyConstraint("election_id", "account_id", "report_id", name=op.f("pk_report_drafts")),
    )
    with op.batch_alter_table("report_drafts") as table:
        table.create_index(op.f("ix_report_drafts_election_id_expires_at"), ["election_id", "expires_at"])
    op.create_table(
        "undo_steps",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("bulk_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_undo_steps_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_undo_steps_election_id")),
        sa.PrimaryKeyConstraint("election_id", "report_id", "version", name=op.f("pk_undo_steps")),
    )
    with op.batch_alter_table("undo_steps") as table:
        table.create_index(op.f("ix_undo_steps_election_id_expires_at"), ["election_id", "expires_at"])
        table.create_index(op.f("ix_undo_steps_election_id_bulk_id"), ["election_id", "bulk_id"])


def downgrade() -> None:
    op.drop_table("undo_steps")
    op.drop_table("report_drafts")
    op.drop_table("saved_views")
