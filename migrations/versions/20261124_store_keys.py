"""which row names a blob."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "0006", "0005", None, None


def upgrade() -> None:
    for name in ("photos", "renditions"):
        with op.batch_alter_table(name) as table:
            table.create_index(op.f(f"ix_{name}_election_id_store_key"), ["election_id", "store_key"])


def downgrade() -> None:
    for name in ("renditions", "photos"):
        with op.batch_alter_table(name) as table:
            table.drop_index(op.f(f"ix_{name}_election_id_store_key"))
