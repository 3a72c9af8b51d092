"""The words by which public incidents are found."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0031", "0030", None, None

_AT_A_TIME: Final = 500  # incidents
_LONGEST: Final = 40
_WORD: Final = re.compile(r"[^\W_]+")
_UNSAID: Final = re.compile(
    r"(?<=[a-z])[\u0300-\u036f]+|[\u0300\u0301]|['`\u02bb\u02bc\u2018\u2019]"
    r"|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def upgrade() -> None:
    collation = "C" if op.get_bind().dialect.name == "postgresql" else None
    op.create_table(
        "public_words",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("word", sa.String(_LONGEST, collation=collation), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_public_words_election_id")),
        sa.PrimaryKeyConstraint("election_id", "ref", "word", name=op.f("pk_public_words")),
        sqlite_with_rowid=False,
    )
    _fill()
    with op.batch_alter_table("public_words") as table:
        table.create_index("ix_public_words_found", ["election_id", "word", "current", "ref"])


def downgrade() -> None:
    op.drop_table("public_words")


def _fill() -> None:
    """Of what is public, and of its earlier versions and snapshots what stands in their texts alone."""
    table = sa.table("public_words", *map(sa.column, ("election_id", "ref", "word", "current")))
    elections = sa.table("elections", sa.column("id"))
    for election_id in op.get_bind().scalars(sa.select(elections.c.id)).all():
        refs = _refs(election_id)
        while some := list(islice(refs, _AT_A_TIME)):
            current = _words("public_incidents", election_id, some)
            past = _words("public_history", election_id, some)
            past |= _words("snapshot_incidents", election_id, some)
            rows = [
                {"election_id": election_id, "ref": ref, "word": word, "current": (ref, word) in current}
                for ref, word in sorted(current | past)
            ]
            if rows:
                op.bulk_insert(table, rows)


def _refs(election_id: int) -> Iterator[str]:
    table = sa.table("public_incidents", sa.column("election_id"), sa.column("ref"))
    found = sa.select(table.c.ref).where(table.c.election_id == election_id).order_by(table.c.ref)
    return iter(op.get_bind().scalars(found).all())


def _words(name: str, election_id: int, refs: list[str]) -> set[tuple[str, str]]:
    table = sa.table(name, sa.column("election_id"), sa.column("ref"), sa.column("public_text", sa.JSON()))
    texts = sa.select(table.c.ref, table.c.public_text).where(
        table.c.election_id == election_id, table.c.ref.in_(refs)
    )
    return {(ref, word) for ref, text in op.get_bind().execute(texts) for word in _held(text)}


def _held(texts: dict[str, str] | None) -> set[str]:
    """As `core.text.words` was when this was written."""
    text = " ".join((texts or {}).values()).replace("№", " ").casefold()
    separate = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", _UNSAID.sub("", separate)).replace("ё", "е")
    return {word[:_LONGEST] for word in _WORD.findall(plain)}
