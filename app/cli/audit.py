"""`pollwatch audit export`: the audit trail as JSON lines."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import orjson
import typer
from sqlalchemy import select

from app.activity import trail
from app.activity.schemas import AuditEntry
from app.audit.record import NO_ELECTION
from app.cli.export import election_view
from app.cli.new_file import new_file
from app.cli.opening import opened, read_settings
from app.cli.output import say
from app.db.session import Database
from app.elections.models import Election

audit = typer.Typer(help="Who did and who saw what.", no_args_is_help=True)


@audit.callback()
def _group() -> None:
    """Keeps `export` a command of its own, whatever joins it later."""


@audit.command("export")
def export_audit(
    election: Annotated[
        str | None, typer.Option(metavar="SLUG", help="Default: all, with what belongs to none.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="That does not exist yet.")
    ] = None,
) -> None:
    """One JSON object a line, in the order in which things were committed, election by election."""
    written = 0
    with opened(read_settings()) as database:
        chosen = _all(database) if election is None else {election_view(database, election).id: election}
        with nullcontext(sys.stdout.buffer) if out is None else new_file(out) as file:
            for line in _lines(database, chosen):
                file.write(line)
                written += 1
    say(f"{written} entries.")


def _all(database: Database) -> dict[int, str | None]:
    with database.read() as session:
        rows = session.execute(select(Election.id, Election.slug).order_by(Election.id))
        return {NO_ELECTION: None, **{row.id: row.slug for row in rows}}


def _lines(database: Database, chosen: dict[int, str | None] | dict[int, str]) -> Iterator[bytes]:
    """Each page from a transaction of its own: a long one would keep a database from tidying up."""
    for election_id, slug in chosen.items():
        number = 0
        while entries := _page(database, election_id, number):
            for entry in entries:
                values = {"election": slug, **entry.model_dump(mode="json")}
                yield orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)
            number = entries[-1].id


def _page(database: Database, election_id: int, number: int) -> list[AuditEntry]:
    with database.read() as session:
        return trail.after(session, election_id, number)
