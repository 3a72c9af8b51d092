"""Find what was merged into an incident by an index of what was merged.

One of all incidents was no help: most are merged into nothing, and a database that has counted that reads the
whole table instead.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0034", "0033", None, None

NAME = "ix_incidents_election_id_merged_into"


def upgrade() -> None:
    op.drop_index(NAME, "incidents")
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        NAME, "incidents", ["election_id", "merged_into"], sqlite_where=merged, postgresql_where=merged
    )


def downgrade() -> None:
    op.drop_index(NAME, "incidents")
    op.create_index(NAME, "incidents", ["election_id", "merged_into"])
