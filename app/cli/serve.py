"""`pollwatch serve`: the whole service in one command."""

from typing import Annotated

import typer

from app.cli.failures import CommandFailed, Exit
from app.cli.opening import read_settings
from app.core.loading import loading


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
    migrate: Annotated[bool, typer.Option("--migrate", help="Bring the database up to date first.")] = False,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Fill a new database with an administrator and the demo election."),
    ] = False,
) -> None:
    """Serve the API and the pages until told to stop; what has been taken in is stored first."""
    settings = read_settings()
    if workers > 1 and settings.embedded:
        raise CommandFailed(
            "Several processes need PostgreSQL: set APP_DATABASE_URL, or leave out --workers.", Exit.USAGE
        )
    with loading():
        from app.cli import serving  # loaded where used: the other commands do without the service

    serving.run(settings, host, port, workers=workers, migrate=migrate, demo=demo)
