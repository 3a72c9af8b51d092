"""`pollwatch snapshot …`: keep what is public now, and prove that what is kept is what was promised."""

from typing import Annotated

import typer

from app.cli.export import election_view
from app.cli.failures import Exit
from app.cli.opening import opened, read_settings
from app.cli.output import say
from app.core.clock import utc_now
from app.publication import snapshots
from app.publication.downloads import Downloads
from app.publication.jobs import keep
from app.publication.snapshot_files import SnapshotFiles

snapshot = typer.Typer(help="Versions of what is public that are kept.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The election.")]


@snapshot.command("create")
def create_snapshot(slug: Slug) -> None:
    """Keep the version of now. The worker keeps one of each day on which something moved."""
    settings = read_settings()
    with opened(settings) as database:
        view = election_view(database, slug)
        keep(database, view, _files(settings.data_licence), utc_now(), at_once=True)
        with database.read() as session:
            (newest,) = snapshots.newest(session, view, 1)
    say(f"{slug}: version {snapshots.state_of(newest).version} is kept, with {newest.incidents} incidents.")


@snapshot.command("verify")
def verify_snapshots(slug: Slug) -> None:
    """Write every file again and compare its sum. Ends with 4 if one differs."""
    settings = read_settings()
    with opened(settings) as database:
        view, files = election_view(database, slug), _files(settings.data_licence)
        with database.read() as session:
            stale = snapshots.unsummed(session, view)
            kept = [found for found in snapshots.newest(session, view) if found not in stale]
        differing = [found for found in kept if files.sums(database.read, view, found) != found.files]
    for found in differing:
        say(f"{slug}: version {snapshots.state_of(found).version} is not what was kept.")
    if differing:
        raise typer.Exit(Exit.VERIFICATION_FAILED)
    say(f"{slug}: {len(kept)} versions are as they were kept; {len(stale)} wait to be summed.")


def _files(licence: str) -> SnapshotFiles:
    return SnapshotFiles(Downloads(), licence)
