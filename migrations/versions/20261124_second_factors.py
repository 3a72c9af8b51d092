"""Second factors, recovery codes, and sessions that their owner can tell apart."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0017", "0016", None, None


def upgrade() -> None:
    _create_factors()
    with op.batch_alter_table("console_sessions") as table:
        table.add_column(sa.Column("id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("device", sa.String(40), nullable=False, server_default="other"))
        table.add_column(
            sa.Column("awaiting_factor", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _name_sessions()
    with op.batch_alter_table("console_sessions") as table:
        table.alter_column("id", existing_type=sa.Uuid(), nullable=False)
        table.alter_column("device", existing_type=sa.String(40), server_default=None)
        table.alter_column("awaiting_factor", existing_type=sa.Boolean(), server_default=None)
        table.create_unique_constraint(op.f("uq_console_sessions_id"), ["id"])


def _create_factors() -> None:
    op.create_table(
        "authenticator_apps",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_authenticator_apps_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticator_apps")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_account_id"), "passkeys", ["account_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_account_id"), "recovery_codes", ["account_id"])
    op.create_table(
        "spent_tickets",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_tickets")),
    )
    op.create_index(op.f("ix_spent_tickets_expires_at"), "spent_tickets", ["expires_at"])


def _name_sessions() -> None:
    sessions = sa.table("console_sessions", sa.column("digest", sa.LargeBinary), sa.column("id", sa.Uuid))
    connection = op.get_bind()
    for digest in connection.execute(sa.select(sessions.c.digest)).scalars().all():
        named = sessions.update().where(sessions.c.digest == digest).values(id=uuid4())
        connection.execute(named)


def downgrade() -> None:
    with op.batch_alter_table("console_sessions") as table:
        table.drop_constraint(op.f("uq_console_sessions_id"), type_="unique")
        table.drop_column("awaiting_factor")
        table.drop_column("device")
        table.drop_column("id")
    for table_name in ("spent_tickets", "recovery_codes", "passkeys", "authenticator_apps"):
        op.drop_table(table_name)
