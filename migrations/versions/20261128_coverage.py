"""Where and when what is published was seen, and which stations the public knows to have been visited."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0028", "0027", None, None


def upgrade() -> None:
    op.create_table(
        "sightings",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("station_code", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_key", sa.String(200), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_sightings_election_id")),
        sa.PrimaryKeyConstraint("election_id", "ref", "report_id", name=op.f("pk_sightings")),
    )
    with op.batch_alter_table("sightings") as table:
        table.create_index(op.f("ix_sightings_election_id_station_code"), ["election_id", "station_code"])
    op.create_table(
        "visited_stations",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("station_code", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_visited_stations_election_id")
        ),
        sa.PrimaryKeyConstraint(
            "election_id", "station_code", "organisation", "method", name=op.f("pk_visited_stations")
        ),
    )


def downgrade() -> None:
    op.drop_table("visited_stations")
    op.drop_table("sightings")
