"""Claims on incidents, and by when each should be checked."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0015", "0014", None, None

LIMITS_MINUTES = {5: 100, 4: 360, 3: 360, 2: 1440, 1: 1440}


def upgrade() -> None:
    op.create_table(
        "incident_claims",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_incident_claims_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_incident_claims_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "incident_id", name=op.f("pk_incident_claims")),
    )
    with op.batch_alter_table("incidents") as table:
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    _fill_due_at()
    with op.batch_alter_table("incidents") as table:
        table.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.create_index(op.f("ix_incidents_election_id_due_at_id"), ["election_id", "due_at", "id"])


def _fill_due_at() -> None:
    """Of its severity; the next change of an incident takes into account whether it is still happening."""
    incidents = sa.table(
        "incidents",
        sa.column("election_id", sa.Integer),
        sa.column("id", sa.Uuid),
        sa.column("severity", sa.Integer),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(incidents.c.election_id, incidents.c.id, incidents.c.severity, incidents.c.created_at)
    ).all()
    for election_id, incident_id, severity, created_at in rows:
        connection.execute(
            incidents.update()
            .where(incidents.c.election_id == election_id, incidents.c.id == incident_id)
            .values(due_at=created_at + timedelta(minutes=LIMITS_MINUTES[severity]))
        )


def downgrade() -> None:
    with op.batch_alter_table("incidents") as table:
        table.drop_index(op.f("ix_incidents_election_id_due_at_id"))
        table.drop_column("due_at")
    op.drop_table("incident_claims")
