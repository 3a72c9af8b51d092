"""What `make run` shows: a new database filled, and what to open, to sign in with and to type."""

from typing import Final

import typer
from sqlalchemy import select

from app.accounts import passwords, service
from app.accounts.roles import Role
from app.cli.account import has_accounts
from app.cli.demo import load_kyrgyzstan
from app.cli.demo_kyrgyzstan import SLUG
from app.core.clock import utc_now
from app.db.session import Database, ReadSession
from app.elections.models import Election
from app.settings import Settings

ADMIN: Final = "admin"


def show_demo(settings: Settings, database: Database, url: str) -> None:
    """Fills a new database only; the passwords it makes are shown this once."""
    with database.read() as session:
        new = _is_new(session)
    first_passwords = _fill(settings, database) if new else {}
    typer.echo(_page(url, first_passwords))


def _is_new(session: ReadSession) -> bool:
    return not has_accounts(session) and session.scalar(select(Election.id).limit(1)) is None


def _fill(settings: Settings, database: Database) -> dict[str, str]:
    password = passwords.one_time_password()
    with database.write.begin() as session:
        service.create_account(session, ADMIN, Role.ADMIN, utc_now(), password=password, temporary=True)
    return {ADMIN: password} | (load_kyrgyzstan(settings, database) or {})


def _page(url: str, first_passwords: dict[str, str]) -> str:
    election = f"{url}/api/v1/elections/{SLUG}"
    lines = [
        "",
        f"Pollwatch serves on {url}",
        "",
        f"  The election   {url}/elections/{SLUG}",
        f"  Send a report  {url}/r",
        f"  Follow it up   {url}/follow",
        f"  The API        {url}/openapi.json",
        "",
    ]
    if first_passwords:
        lines += ["  Accounts and their one-time passwords, shown this once:", ""]
        lines += [f"    {name:<16} {password}" for name, password in first_passwords.items()]
    else:
        lines += ["  Passwords were shown once; `pollwatch account reset NAME` makes a new one."]
    lines += ["", "  Numbers, without a browser:", "", f"    curl -s '{election}/counts?by=group'", ""]
    return "\n".join(lines)
