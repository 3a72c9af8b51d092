"""what is near in place and time, and who sent the same file, by index."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0016", "0015", None, None

WHERE = {
    "h3_cell": sa.text("h3_cell IS NOT NULL"),
    "station_code": sa.text("station_code IS NOT NULL"),
    "area_code": sa.text("h3_cell IS NULL"),
}
PLACES = {"h3_cell": (), "station_code": (), "area_code": ("category",)}


def upgrade() -> None:
    op.create_index("ix_photos_election_id_sha256", "photos", ["election_id", "sha256"])
    for place, further in PLACES.items():
        columns = ["election_id", place, *further, "occurred_on", "occurred_at", "id"]
        op.create_index(f"ix_incidents_near_{place}", "incidents", columns)
        where = WHERE[place]
        op.create_index(
            f"ix_reports_near_{place}", "reports", columns, postgresql_where=where, sqlite_where=where
        )


def downgrade() -> None:
    for place in PLACES:
        op.drop_index(f"ix_reports_near_{place}", "reports")
        op.drop_index(f"ix_incidents_near_{place}", "incidents")
    op.drop_index("ix_photos_election_id_sha256", "photos")
