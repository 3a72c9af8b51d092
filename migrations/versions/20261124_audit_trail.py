"""The audit trail, and a guard on it and on both histories: rows are added, never changed or taken away."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0021", "0020", None, None

APPEND_ONLY = ("audit_events", "report_events", "incident_events")


def upgrade() -> None:
    op.create_table(
        "audit_positions",
        sa.Column("election_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_audit_positions")),
    )
    op.create_table(
        "audit_events",
        sa.Column("election_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("election_id", "number", name=op.f("pk_audit_events")),
    )
    op.create_index(
        op.f("ix_audit_events_election_id_object_id"), "audit_events", ["election_id", "object_id"]
    )
    _take_over("report_events", "report", "report_id")
    _take_over("incident_events", "incident", "incident_id")
    _count()
    _guard()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
        op.execute("DROP FUNCTION pollwatch_append_only()")
    else:
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
    op.drop_table("audit_events")
    op.drop_table("audit_positions")


def _take_over(history: str, kind: str, column: str) -> None:
    """What the histories hold already, in the order in which it happened."""
    op.execute(
        f"""
        INSERT INTO audit_events
            (election_id, number, at, account_id, kind, object_id, event, version, entry, facts)
        SELECT h.election_id,
               COALESCE((SELECT MAX(a.number) FROM audit_events a WHERE a.election_id = h.election_id), 0)
                 + ROW_NUMBER() OVER (PARTITION BY h.election_id ORDER BY h.at, h.{column}, h.number),
               h.at, h.account_id, '{kind}', {_as_text(f"h.{column}")}, h.event, NULL, h.number, '{{}}'
        FROM {history} h
        """  # noqa: S608  names of our own
    )


def _as_text(column: str) -> str:
    """A UUID with its dashes; SQLite keeps it as 32 digits."""
    if op.get_bind().dialect.name == "postgresql":
        return f"CAST({column} AS text)"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({column}, {start}, {length})" for start, length in parts)


def _count() -> None:
    op.execute(
        "INSERT INTO audit_positions (election_id, last)"
        " SELECT election_id, MAX(number) FROM audit_events GROUP BY election_id"
    )


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION pollwatch_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
            END $$
            """
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION pollwatch_append_only()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION pollwatch_append_only()"
            )
        return
    for table in APPEND_ONLY:
        for word in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{word} BEFORE {word.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
