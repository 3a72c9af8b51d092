"""The command `pollwatch`: one file per group of commands, gathered here."""

import logging
import os
import sys

import structlog
import typer
from sqlalchemy.exc import DBAPIError

from app.cli.account import account
from app.cli.audit import audit
from app.cli.counts import counts
from app.cli.demo import demo
from app.cli.doctor import run_doctor
from app.cli.election import election
from app.cli.export import export
from app.cli.export_bundle import export_bundle
from app.cli.failures import CommandFailed, Exit
from app.cli.media import media
from app.cli.migrate import migrate_database
from app.cli.monitor import monitor
from app.cli.openapi import print_openapi
from app.cli.output import say
from app.cli.serve import serve
from app.cli.snapshot import snapshot
from app.cli.worker import run_worker
from app.core.errors import AppError

cli = typer.Typer(
    help="Collects election observation reports, checks them, and publishes what was confirmed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command("serve")(serve)
cli.command("worker")(run_worker)
cli.command("migrate")(migrate_database)
cli.command("doctor")(run_doctor)
cli.command("openapi")(print_openapi)
cli.add_typer(account, name="account")
cli.add_typer(monitor, name="monitor")
cli.add_typer(election, name="election")
cli.add_typer(counts, name="counts")
cli.add_typer(audit, name="audit")
export.command("bundle")(export_bundle)
cli.add_typer(export, name="export")
cli.add_typer(snapshot, name="snapshot")
cli.add_typer(media, name="media")
cli.add_typer(demo, name="demo")


def main() -> None:
    """What is expected to go wrong is said in one line; a traceback is a bug."""
    os.umask(0o077)  # databases, keys and exports are their owner's alone
    structlog.configure(  # beside the data; of what goes wrong a command speaks itself
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
    )
    try:
        cli()
    except CommandFailed as failed:
        _fail(str(failed), failed.code)
    except AppError as refused:
        for error in refused.extra.get("errors", []):
            if (line := f"{error['pointer']}: {error['message']}") not in refused.detail:
                say(line)
        _fail(f"{refused.title}. {refused.detail}", Exit.FAILED)
    except DBAPIError as failed:
        _fail(f"The database does not answer as it should ({type(failed.orig).__name__}).", Exit.FAILED)
    except OSError as failed:
        _fail(f"{failed.strerror or failed}: {failed.filename or ''}".rstrip(": "), Exit.FAILED)


def _fail(message: str, code: Exit) -> None:
    say(f"pollwatch: {message}")
    sys.exit(code)
