"""Find a page of few among many published incidents by index, whatever it is filtered by."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "0035", "0034", None, None

OLD = "ix_public_incidents_election_id_published_at_ref"
NEWEST = "ix_public_incidents_newest"
OF_CATEGORY = "ix_public_incidents_of_category"
FILTERED = ["state", "area_code", "severity", "veracity", "occurred_on", "occurred_hour", "phase"]


def upgrade() -> None:
    op.create_index(NEWEST, "public_incidents", ["election_id", "published_at", "ref", "category", *FILTERED])
    op.create_index(
        OF_CATEGORY, "public_incidents", ["election_id", "category", "published_at", "ref", *FILTERED]
    )
    op.drop_index(OLD, "public_incidents")


def downgrade() -> None:
    op.create_index(OLD, "public_incidents", ["election_id", "published_at", "ref"])
    op.drop_index(OF_CATEGORY, "public_incidents")
    op.drop_index(NEWEST, "public_incidents")
