"""With which version the public saw an incident first, and as it is now."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0023", "0022", None, None

COLUMNS = ("published_sequence", "changed_sequence", "changed_tick")
INDEX = "ix_public_incidents_changed"


def upgrade() -> None:
    """What is public already counts as changed by the version of this moment: nothing is told too late."""
    with op.batch_alter_table("public_incidents") as table:
        for name in COLUMNS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
    incidents = sa.table("public_incidents", sa.column("election_id"), *map(sa.column, COLUMNS))
    elections = sa.table("elections", sa.column("id"), sa.column("public_sequence"), sa.column("tick"))

    def current(name: str) -> sa.ScalarSelect[int]:
        found = sa.select(elections.c[name]).where(elections.c.id == incidents.c.election_id)
        return found.scalar_subquery()

    op.execute(
        incidents.update().values(
            published_sequence=current("public_sequence"),
            changed_sequence=current("public_sequence"),
            changed_tick=current("tick"),
        )
    )
    with op.batch_alter_table("public_incidents") as table:
        for name in COLUMNS:
            table.alter_column(name, existing_type=sa.Integer(), nullable=False)
        table.create_index(INDEX, ["election_id", "changed_sequence", "changed_tick", "ref"])


def downgrade() -> None:
    with op.batch_alter_table("public_incidents") as table:
        table.drop_index(INDEX)
        for name in COLUMNS:
            table.drop_column(name)
