"""the queue's own index; text to search reports in."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0004", "0003", None, None

WAITING = sa.text("triage IN ('received', 'in_triage', 'needs_info') AND NOT test")


def upgrade() -> None:
    with op.batch_alter_table("reports") as table:
        table.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
        table.drop_index("ix_reports_election_id_triage_due_at")
        table.create_index(
            "ix_reports_waiting",
            ["election_id", "due_at", "id"],
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        )
    _fill_search_text()
    with op.batch_alter_table("reports") as table:
        table.alter_column("search_text", existing_type=sa.Text(), server_default=None)


def _fill_search_text() -> None:
    connection = op.get_bind()
    reports = sa.table(
        "reports",
        sa.column("election_id", sa.Integer),
        sa.column("id", sa.Uuid),
        sa.column("sent", sa.JSON),
        sa.column("search_text", sa.Text),
    )
    for election_id, report_id, sent in connection.execute(
        sa.select(reports.c.election_id, reports.c.id, reports.c.sent)
    ).all():
        parts = [sent.get(name) for name in ("title", "description", "place_text")]
        text = unicodedata.normalize("NFKC", " ".join(part for part in parts if isinstance(part, str)))
        connection.execute(
            reports.update()
            .where(reports.c.election_id == election_id, reports.c.id == report_id)
            .values(search_text=" ".join(text.split()).casefold().replace("ё", "е"))
        )


def downgrade() -> None:
    with op.batch_alter_table("reports") as table:
        table.drop_index("ix_reports_waiting")
        table.create_index("ix_reports_election_id_triage_due_at", ["election_id", "triage", "due_at"])
        table.drop_column("search_text")
