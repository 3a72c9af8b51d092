"""`pollwatch demo load`: elections to look at and to try things on."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import select

from app.cli import demo_kyrgyzstan, demo_synthetic
from app.cli.failures import CommandFailed, Exit
from app.cli.opening import opened, read_settings
from app.cli.output import AsJson, print_fields, print_json, progress, say
from app.cli.synthetic_election import SLUG
from app.core.clock import utc_now
from app.core.keyring import open_keyring
from app.db.session import Database, ReadSession
from app.elections.models import Election
from app.intake.codes import Codes
from app.intake.service import Intake
from app.settings import Settings

demo = typer.Typer(help="Elections to look at and to try things on.", no_args_is_help=True)


@demo.callback()
def _group() -> None:
    """Keeps `load` a command of its own, whatever joins it later."""


@demo.command("load")
def load_demo(
    reports: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="So many invented ones, in demo-synthetic.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="The same seed invents the same day.")] = 1,
    live: Annotated[bool, typer.Option("--live", help="Send them one by one, as from now.")] = False,
    per_minute: Annotated[float, typer.Option(min=0.1, max=6000, help="With --live.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Load the Kyrgyz parliamentary election of 4 October 2020, moderated and published.

    Prints the one-time passwords of the four people who did it. What is there already stays as it is, so
    that a load which was interrupted can be repeated. Beside a running service it takes its turns.
    """
    if live and not reports:
        raise CommandFailed("Say how many to send: --live needs --reports.", Exit.USAGE)
    settings = read_settings()
    with opened(settings) as database:
        passwords = load_kyrgyzstan(settings, database)
        result: dict[str, Any] = {
            "election": demo_kyrgyzstan.SLUG,
            "loaded": passwords is not None,
            "passwords": passwords or {},
        }
        if reports:
            added = _invent(settings, database, seed, reports, per_minute if live else None)
            result["passwords"] |= added.passwords
            result["synthetic"] = {
                "election": SLUG,
                "reports": added.reports,
                "moderated": added.moderated,
                "published": added.published,
            }
    if as_json:
        print_json(result)
    else:
        _tell(result)


def _invent(
    settings: Settings, database: Database, seed: int, count: int, per_minute: float | None
) -> demo_synthetic.Added:
    intake = intake_of(settings)
    with progress("Inventing reports", count) as shown:
        advance = partial(shown.advance, shown.task_ids[0])
        if per_minute is None:
            return demo_synthetic.load(database, intake, seed, count, advance)
        return demo_synthetic.drip(database, intake, seed, count, per_minute, advance)


def load_kyrgyzstan(settings: Settings, database: Database) -> dict[str, str] | None:
    """The one-time passwords of those who did not exist before; None if the election is there already."""
    intake = intake_of(settings)
    with database.write.begin() as session:
        if is_there(session, demo_kyrgyzstan.SLUG):
            return None
        return demo_kyrgyzstan.load(session, intake, utc_now()).passwords


def intake_of(settings: Settings) -> Intake:
    master = settings.master_key.get_secret_value() if settings.master_key else None
    keyring = open_keyring(settings.keys, master)
    return Intake(keyring, Codes.of(keyring))


def is_there(session: ReadSession, slug: str) -> bool:
    return session.scalar(select(Election.id).where(Election.slug == slug)) is not None


def _tell(result: Mapping[str, Any]) -> None:
    say(f"{result['election']} {'is loaded' if result['loaded'] else 'is there already'}.")
    print_fields(result["passwords"])
    if "synthetic" in result:
        print_fields(result["synthetic"])
