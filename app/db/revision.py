"""Whether a database has the schema of this release; Alembic would load every migration to say so."""

import re
from functools import cache
from typing import Final

from sqlalchemy import Engine, inspect, text

from app.core.shipped import shipped

_NAMED: Final = re.compile(r'^revision, down_revision, .+? = "(\w+)", (?:"(\w+)"|None), ', re.MULTILINE)


def is_current(engine: Engine) -> bool:
    """Whether every migration of this release has been applied.

    A newer release's may have been too: each works with the code before it, so that the old processes
    serve on while they are replaced.
    """
    known, newest = _shipped()
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        applied = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    return applied == newest or bool(applied - known)


@cache
def _shipped() -> tuple[frozenset[str], frozenset[str]]:
    """The revisions of this release, and those of them that no other follows."""
    found = [_named(file.read_text()) for file in shipped("migrations/versions").glob("*.py")]
    known = frozenset(revision for revision, _before in found)
    return known, known - {before for _revision, before in found}


def _named(script: str) -> tuple[str, str | None]:
    named = _NAMED.search(script)
    if named is None:
        raise ValueError("a migration does not begin as the others do")
    return named[1], named[2]
