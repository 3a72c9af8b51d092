"""incidents handed to authorities."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0020", "0019", None, None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referred_by", sa.Uuid(), nullable=False),
        sa.Column("consent_reason", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_referrals_election_id")),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_referrals_election_id_incident_id"),
        ),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_election_id_incident_id"), "referrals", ["election_id", "incident_id"])
    op.create_index(op.f("ix_referrals_election_id_due_at_id"), "referrals", ["election_id", "due_at", "id"])


def downgrade() -> None:
    op.drop_table("referrals")
