"""Every version of what is public, and each incident as it became with one."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0030", "0029", None, None

SHOWN = (
    "election_id",
    "ref",
    "changed_sequence",
    "changed_tick",
    "state",
    "merged_into",
    "published_sequence",
    "category",
    "counts_as",
    "severity",
    "veracity",
    "disputed",
    "area_code",
    "station_code",
    "location_precision",
    "latitude_deg",
    "longitude_deg",
    "occurred_on",
    "occurred_hour",
    "time_precision",
    "phase",
    "public_text",
    "harm",
    "statements",
    "related_refs",
    "continuations",
    "reports",
    "sources",
    "published_at",
    "changed_at",
)


def upgrade() -> None:
    """What is public now is kept as it is; of versions before, nothing is known but the snapshots."""
    op.create_table(
        "public_versions",
        _election(),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_public_versions_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "sequence", "tick", name=op.f("pk_public_versions")),
    )
    with op.batch_alter_table("public_versions") as table:
        table.create_index(
            op.f("ix_public_versions_election_id_withdrawal_sequence"),
            ["election_id", "withdrawal", "sequence"],
        )
    op.create_table(
        "public_history",
        _election(),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("changed_sequence", sa.Integer(), nullable=False),
        sa.Column("changed_tick", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("merged_into", sa.String(40), nullable=True),
        sa.Column("published_sequence", sa.Integer(), nullable=False),
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
        sa.Column("continuations", sa.JSON(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_public_history_election_id")
        ),
        sa.PrimaryKeyConstraint(
            "election_id", "ref", "changed_sequence", "changed_tick", name=op.f("pk_public_history")
        ),
    )
    with op.batch_alter_table("public_history") as table:
        table.create_index(
            op.f("ix_public_history_election_id_published_at_ref"), ["election_id", "published_at", "ref"]
        )
        table.create_index(
            "ix_public_history_changed", ["election_id", "changed_sequence", "changed_tick", "ref"]
        )
    _keep_what_is()


def downgrade() -> None:
    op.drop_table("public_history")
    op.drop_table("public_versions")


def _keep_what_is() -> None:
    elections = sa.table("elections", *map(sa.column, ("id", "public_sequence", "tick", "public_changed_at")))
    versions = sa.table(
        "public_versions", *map(sa.column, ("election_id", "sequence", "tick", "as_of", "withdrawal"))
    )
    op.execute(
        versions.insert().from_select(
            ["election_id", "sequence", "tick", "as_of", "withdrawal"],
            sa.select(*elections.c, sa.false()),
        )
    )
    incidents = sa.table("public_incidents", *map(sa.column, SHOWN))
    history = sa.table("public_history", *map(sa.column, (*SHOWN, "withdrawn")))
    op.execute(history.insert().from_select([*SHOWN, "withdrawn"], sa.select(*incidents.c, sa.false())))


def _election() -> sa.Column[int]:
    return sa.Column("election_id", sa.Integer(), nullable=False)
