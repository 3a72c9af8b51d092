"""`pollwatch account …`: people, their first passwords and tokens."""

from typing import Annotated, NamedTuple

import typer
from sqlalchemy import select

from app.accounts import passwords, queries, service
from app.accounts.actor import EVERY_ELECTION
from app.accounts.errors import AccountNotFound
from app.accounts.models import Account
from app.accounts.roles import Role
from app.cli.opening import opened, read_settings, writing
from app.cli.output import AsJson, print_fields, print_json, print_table, say
from app.core.clock import utc_now
from app.db.session import ReadSession
from app.elections.models import Election
from app.elections.service import get as get_election

account = typer.Typer(help="People who work with the service.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What the person signs in with.")]
InElection = Annotated[
    str | None, typer.Option("--election", metavar="SLUG", help="Default: every election.")
]


class Listed(NamedTuple):
    name: str
    roles: list[str]  # role@election, role@* where it is held in every election
    disabled: bool


@account.command("create")
def create_account(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    election: InElection = None,
    token: Annotated[bool, typer.Option("--token", help="Make a token for programs, no password.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make an account and print its one-time password or, with --token, its token. Neither is shown again."""
    secret = "" if token else passwords.one_time_password()
    with writing(read_settings()) as session:
        election_id = EVERY_ELECTION if election is None else get_election(session, election).id
        now = utc_now()
        made = service.create_account(
            session, name, role, now, election_id=election_id, password=secret or None, temporary=not token
        )
        if token:
            secret = service.issue_token(session, made.id, "command line", now)
    _print_secret({"name": made.name, "role": role.value, "token" if token else "password": secret}, as_json)


@account.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """List every account with its roles."""
    with opened(read_settings()) as database, database.read() as session:
        found = session.scalars(select(Account).order_by(Account.name_key)).all()
        grants = queries.grants_of_all(session, [each.id for each in found])
        slugs = {row.id: row.slug for row in session.execute(select(Election.id, Election.slug))}
        slugs[EVERY_ELECTION] = "*"
    listed = [
        Listed(
            each.name,
            [f"{grant.role}@{slugs[grant.election_id]}" for grant in grants[each.id]],
            each.disabled_at is not None,
        )
        for each in found
    ]
    if as_json:
        print_json([each._asdict() for each in listed])
    else:
        rows = [(each.name, " ".join(each.roles), "disabled" if each.disabled else "") for each in listed]
        print_table(("Name", "Roles", "State"), rows)


@account.command("disable")
def disable_account(name: Name, as_json: AsJson = False) -> None:
    """End every session of an account and let it in no more; its tokens stop working too."""
    with writing(read_settings()) as session:
        disabled = service.disable(session, _by_name(session, name).id, utc_now())
    result = {"name": disabled.name, "disabled": True}
    print_json(result) if as_json else print_fields(result)


@account.command("reset")
def reset_password(name: Name, as_json: AsJson = False) -> None:
    """Give an account a new one-time password; its sessions, tokens and second factors end."""
    with writing(read_settings()) as session:
        found = _by_name(session, name)
        password = service.reset(session, found.id, utc_now())
    _print_secret({"name": found.name, "password": password}, as_json)
    say("Its sessions and tokens have ended; its second factors and recovery codes are removed.")


def has_accounts(session: ReadSession) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def _by_name(session: ReadSession, name: str) -> Account:
    found = queries.find_by_name(session, name)
    if found is None:
        raise AccountNotFound("There is no account of this name; `pollwatch account list` shows them.")
    return found


def _print_secret(fields: dict[str, str], as_json: bool) -> None:
    print_json(fields) if as_json else print_fields(fields)
