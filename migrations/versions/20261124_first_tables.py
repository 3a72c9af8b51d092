"""first tables."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0001", None, None, None


def upgrade() -> None:

    op.create_table(
        "elections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("voting_on", sa.Date(), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("anonymous_reports", sa.Boolean(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("cell_resolution", sa.Integer(), nullable=False),
        sa.Column("publication_delay_minutes", sa.Integer(), nullable=False),
        sa.Column("emergency_number", sa.String(length=20), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("cited_figures", sa.JSON(), nullable=False),
        sa.Column("taxonomy_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_sequence", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("incidents_published", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elections")),
        sa.UniqueConstraint("code", name=op.f("uq_elections_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_elections_slug")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_run_after"), ["run_after"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisations_name_key")),
    )
    op.create_table(
        "taxonomies",
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_taxonomies")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_temporary", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_accounts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name_key", name=op.f("uq_accounts_name_key")),
    )
    op.create_table(
        "areas",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("polygon", sa.JSON(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_areas_election_id")),
        sa.PrimaryKeyConstraint("election_id", "code", name=op.f("pk_areas")),
    )
    op.create_table(
        "incident_relations",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_incident_relations_election_id")
        ),
        sa.PrimaryKeyConstraint(
            "election_id", "incident_id", "related_id", name=op.f("pk_incident_relations")
        ),
    )
    op.create_table(
        "incidents",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_ref", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("counts_as", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("severity_override", sa.Boolean(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=True),
        sa.Column("station_code", sa.String(length=40), nullable=True),
        sa.Column("latitude_deg", sa.Double(), nullable=True),
        sa.Column("longitude_deg", sa.Double(), nullable=True),
        sa.Column("h3_cell", sa.BigInteger(), nullable=True),
        sa.Column("location_precision", sa.String(length=40), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("occurred_hour", sa.Integer(), nullable=True),
        sa.Column("time_precision", sa.String(length=40), nullable=False),
        sa.Column("occurrence", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("harm", sa.JSON(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("single_observer", sa.Boolean(), nullable=False),
        sa.Column("public_text", sa.JSON(), nullable=False),
        sa.Column("veracity", sa.String(length=40), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("before_lead", sa.Boolean(), nullable=False),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("source_count", sa.Integer(), nullable=False),
        sa.Column("publication", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("latitude_deg BETWEEN -90 AND 90", name=op.f("ck_incidents_latitude_range")),
        sa.CheckConstraint("longitude_deg BETWEEN -180 AND 180", name=op.f("ck_incidents_longitude_range")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_incidents_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("election_id", "work_ref", name=op.f("uq_incidents_election_id_work_ref")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incidents_election_id_created_at_id"),
            ["election_id", "created_at", "id"],
            unique=False,
        )

    op.create_table(
        "public_incidents",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("counts_as", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("veracity", sa.String(length=40), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=True),
        sa.Column("station_code", sa.String(length=40), nullable=True),
        sa.Column("location_precision", sa.String(length=12), nullable=False),
        sa.Column("h3_cell", sa.BigInteger(), nullable=True),
        sa.Column("latitude_deg", sa.Double(), nullable=True),
        sa.Column("longitude_deg", sa.Double(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("occurred_hour", sa.Integer(), nullable=True),
        sa.Column("time_precision", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("public_text", sa.JSON(), nullable=False),
        sa.Column("harm", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("related_refs", sa.JSON(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("reports_next", sa.Integer(), nullable=False),
        sa.Column("sources_next", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_public_incidents_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "ref", name=op.f("pk_public_incidents")),
    )
    with op.batch_alter_table("public_incidents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_incidents_election_id_changed_at_ref"),
            ["election_id", "changed_at", "ref"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_public_incidents_election_id_published_at_ref"),
            ["election_id", "published_at", "ref"],
            unique=False,
        )

    op.create_table(
        "public_refs",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_public_refs_election_id")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_public_refs")),
    )
    op.create_table(
        "public_tallies",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("bucket", sa.String(length=13), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("counts_as", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("triage", sa.String(length=40), nullable=False),
        sa.Column("veracity", sa.String(length=40), nullable=False),
        sa.Column("publication", sa.String(length=40), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_public_tallies_election_id")
        ),
        sa.PrimaryKeyConstraint(
            "election_id",
            "grain",
            "bucket",
            "area",
            "category",
            "counts_as",
            "severity",
            "phase",
            "triage",
            "veracity",
            "publication",
            name=op.f("pk_public_tallies"),
        ),
    )
    op.create_table(
        "report_relations",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("related_ref", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_report_relations_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "report_id", "related_ref", name=op.f("pk_report_relations")),
    )
    op.create_table(
        "report_secrets",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("sender_position", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_report_secrets_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "report_id", name=op.f("pk_report_secrets")),
    )
    op.create_table(
        "reports",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_type", sa.String(length=40), nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("triage", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("category_confirmed", sa.Boolean(), nullable=False),
        sa.Column("secondary_categories", sa.JSON(), nullable=False),
        sa.Column("counts_as", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("severity_override", sa.Boolean(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=True),
        sa.Column("station_code", sa.String(length=40), nullable=True),
        sa.Column("latitude_deg", sa.Double(), nullable=True),
        sa.Column("longitude_deg", sa.Double(), nullable=True),
        sa.Column("h3_cell", sa.BigInteger(), nullable=True),
        sa.Column("location_precision", sa.String(length=40), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("occurred_hour", sa.Integer(), nullable=True),
        sa.Column("time_precision", sa.String(length=40), nullable=False),
        sa.Column("occurrence", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("harm", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.CheckConstraint("latitude_deg BETWEEN -90 AND 90", name=op.f("ck_reports_latitude_range")),
        sa.CheckConstraint("longitude_deg BETWEEN -180 AND 180", name=op.f("ck_reports_longitude_range")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_reports_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_reports")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reports_election_id_incident_id"), ["election_id", "incident_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reports_election_id_received_at_id"),
            ["election_id", "received_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reports_election_id_triage_due_at"),
            ["election_id", "triage", "due_at"],
            unique=False,
        )

    op.create_table(
        "sources",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("accredited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_sources_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_sources")),
        sa.UniqueConstraint("election_id", "key", name=op.f("uq_sources_election_id_key")),
    )
    op.create_table(
        "staff_tallies",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("bucket", sa.String(length=13), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("counts_as", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("triage", sa.String(length=40), nullable=False),
        sa.Column("veracity", sa.String(length=40), nullable=False),
        sa.Column("publication", sa.String(length=40), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_staff_tallies_election_id")),
        sa.PrimaryKeyConstraint(
            "election_id",
            "grain",
            "bucket",
            "area",
            "category",
            "counts_as",
            "severity",
            "phase",
            "triage",
            "veracity",
            "publication",
            name=op.f("pk_staff_tallies"),
        ),
    )
    op.create_table(
        "stations",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.Column("latitude_deg", sa.Double(), nullable=True),
        sa.Column("longitude_deg", sa.Double(), nullable=True),
        sa.Column("registered_voters", sa.Integer(), nullable=True),
        sa.CheckConstraint("latitude_deg BETWEEN -90 AND 90", name=op.f("ck_stations_latitude_range")),
        sa.CheckConstraint("longitude_deg BETWEEN -180 AND 180", name=op.f("ck_stations_longitude_range")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_stations_election_id")),
        sa.PrimaryKeyConstraint("election_id", "code", name=op.f("pk_stations")),
    )
    op.create_table(
        "ticks",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("not_counted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_ticks_election_id")),
        sa.PrimaryKeyConstraint("election_id", "number", name=op.f("pk_ticks")),
    )
    op.create_table(
        "tracking_codes",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_tracking_codes_election_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tracking_codes")),
    )
    op.create_table(
        "visits",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_code", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_visits_ends_after_start")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_visits_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visits_election_id_station_code"), ["election_id", "station_code"], unique=False
        )

    op.create_table(
        "api_tokens",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_api_tokens_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("id", name=op.f("uq_api_tokens_id")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_account_id"), ["account_id"], unique=False)

    op.create_table(
        "claims",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_claims_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_claims_election_id")),
        sa.PrimaryKeyConstraint("election_id", "report_id", name=op.f("pk_claims")),
    )
    op.create_table(
        "console_sessions",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_console_sessions_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_console_sessions")),
    )
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_console_sessions_account_id"), ["account_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_grants_account_id")),
        sa.PrimaryKeyConstraint("account_id", "election_id", "role", name=op.f("pk_grants")),
    )
    op.create_table(
        "incident_events",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason_code", sa.String(length=8), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_incident_events_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_incident_events_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "incident_id", "number", name=op.f("pk_incident_events")),
    )
    op.create_table(
        "incident_links",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Uuid(), nullable=False),
        sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlinked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_incident_links_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_incident_links_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_incident_links_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_incident_links")),
    )
    with op.batch_alter_table("incident_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incident_links_election_id_incident_id"),
            ["election_id", "incident_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_incident_links_election_id_report_id"), ["election_id", "report_id"], unique=False
        )

    op.create_table(
        "invitations",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_invitations_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitations")),
        sa.UniqueConstraint("id", name=op.f("uq_invitations_id")),
    )
    op.create_table(
        "messages",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_team", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_messages_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_messages_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_messages")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_messages_election_id_report_id"), ["election_id", "report_id"], unique=False
        )

    op.create_table(
        "photos",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("store_key", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_photos_size")),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_photos_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_photos_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_photos")),
        sa.UniqueConstraint(
            "election_id", "report_id", "sha256", name=op.f("uq_photos_election_id_report_id_sha256")
        ),
    )
    op.create_table(
        "report_events",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason_code", sa.String(length=8), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_report_events_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_report_events_election_id")),
        sa.PrimaryKeyConstraint("election_id", "report_id", "number", name=op.f("pk_report_events")),
    )
    op.create_table(
        "revisions",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_revisions_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_revisions_election_id")),
        sa.PrimaryKeyConstraint("election_id", "incident_id", "number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "statements",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_statements_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_statements_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_statements")),
    )
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statements_election_id_incident_id"), ["election_id", "incident_id"], unique=False
        )

    op.create_table(
        "supplements",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "report_id"],
            ["reports.election_id", "reports.id"],
            name=op.f("fk_supplements_election_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_supplements_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_supplements")),
    )
    with op.batch_alter_table("supplements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supplements_election_id_report_id"), ["election_id", "report_id"], unique=False
        )

    op.create_table(
        "verdicts",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("veracity", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_verdicts_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_verdicts_election_id")),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_verdicts")),
    )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_verdicts_election_id_incident_id"), ["election_id", "incident_id"], unique=False
        )

    op.create_table(
        "verification_steps",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "incident_id"],
            ["incidents.election_id", "incidents.id"],
            name=op.f("fk_verification_steps_election_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_verification_steps_election_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "id", name=op.f("pk_verification_steps")),
    )
    with op.batch_alter_table("verification_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_verification_steps_election_id_incident_id"),
            ["election_id", "incident_id"],
            unique=False,
        )

    op.create_table(
        "renditions",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("store_key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id", "photo_id"],
            ["photos.election_id", "photos.id"],
            name=op.f("fk_renditions_election_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_renditions_election_id")),
        sa.PrimaryKeyConstraint("election_id", "photo_id", "name", name=op.f("pk_renditions")),
    )


def downgrade() -> None:

    op.drop_table("renditions")
    with op.batch_alter_table("verification_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_steps_election_id_incident_id"))

    op.drop_table("verification_steps")
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdicts_election_id_incident_id"))

    op.drop_table("verdicts")
    with op.batch_alter_table("supplements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplements_election_id_report_id"))

    op.drop_table("supplements")
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statements_election_id_incident_id"))

    op.drop_table("statements")
    op.drop_table("revisions")
    op.drop_table("report_events")
    op.drop_table("photos")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_election_id_report_id"))

    op.drop_table("messages")
    op.drop_table("invitations")
    with op.batch_alter_table("incident_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_links_election_id_report_id"))
        batch_op.drop_index(batch_op.f("ix_incident_links_election_id_incident_id"))

    op.drop_table("incident_links")
    op.drop_table("incident_events")
    op.drop_table("grants")
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_console_sessions_account_id"))

    op.drop_table("console_sessions")
    op.drop_table("claims")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_account_id"))

    op.drop_table("api_tokens")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_election_id_station_code"))

    op.drop_table("visits")
    op.drop_table("tracking_codes")
    op.drop_table("ticks")
    op.drop_table("stations")
    op.drop_table("staff_tallies")
    op.drop_table("sources")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_election_id_triage_due_at"))
        batch_op.drop_index(batch_op.f("ix_reports_election_id_received_at_id"))
        batch_op.drop_index(batch_op.f("ix_reports_election_id_incident_id"))

    op.drop_table("reports")
    op.drop_table("report_secrets")
    op.drop_table("report_relations")
    op.drop_table("public_tallies")
    op.drop_table("public_refs")
    with op.batch_alter_table("public_incidents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_incidents_election_id_published_at_ref"))
        batch_op.drop_index(batch_op.f("ix_public_incidents_election_id_changed_at_ref"))

    op.drop_table("public_incidents")
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incidents_election_id_created_at_id"))

    op.drop_table("incidents")
    op.drop_table("incident_relations")
    op.drop_table("areas")
    op.drop_table("accounts")
    op.drop_table("taxonomies")
    op.drop_table("organisations")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_run_after"))

    op.drop_table("jobs")
    op.drop_table("elections")
