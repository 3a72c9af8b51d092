"""`pollwatch counts verify`: proves the numbers by counting every row again."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.aggregation.verify import Difference, recount
from app.cli.failures import CommandFailed, Exit
from app.cli.opening import opened, read_settings
from app.cli.output import AsJson, print_json, print_table, say
from app.elections.directory import Directory

counts = typer.Typer(help="The numbers, and whether they are right.", no_args_is_help=True)

SHOWN = 50


@counts.callback()
def _group() -> None:
    """Keeps `verify` a command of its own, whatever joins it later."""


@counts.command("verify")
def verify_counts(
    election: Annotated[
        str | None, typer.Option("--election", metavar="SLUG", help="Default: every election.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count everything again from its rows and compare. Ends with 4 if a single number differs."""
    with opened(read_settings()) as database:
        elections = {view.slug: view.id for view in Directory(database, max_age_seconds=0).all()}
        if election is not None and election not in elections:
            raise CommandFailed("There is no such election; `pollwatch election list` shows them.")
        with database.read() as session:
            wanted = [election] if election else list(elections)
            found = {slug: recount(session, elections[slug]) for slug in wanted}
    if as_json:
        print_json({slug: [asdict(each) for each in differences] for slug, differences in found.items()})
    else:
        _tell(found)
    if any(found.values()):
        raise typer.Exit(Exit.VERIFICATION_FAILED)


def _tell(found: dict[str, list[Difference]]) -> None:
    for slug, differences in found.items():
        if not differences:
            say(f"{slug}: every count agrees with its rows.")
            continue
        say(f"{slug}: {len(differences)} counts differ from their rows.")
        rows = [(each.table, _key(each), each.found, each.expected) for each in differences[:SHOWN]]
        print_table(("Table", "Cell", "Found", "Expected"), rows)


def _key(difference: Difference) -> str:
    return " ".join(f"{name}={value}" for name, value in difference.cell.items())
