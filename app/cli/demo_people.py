"""The four people of the demonstration: enough for every pair rule, and no more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts import passwords, queries, service
from app.accounts.actor import Actor
from app.accounts.roles import Role
from app.cli.failures import CommandFailed
from app.db.session import WriteSession

NAMES: Final = {
    "demo-moderator": Role.MODERATOR,
    "demo-verifier-1": Role.VERIFIER,
    "demo-verifier-2": Role.VERIFIER,
    "demo-lead": Role.LEAD,
}


@dataclass(frozen=True, slots=True)
class People:
    """Each acts in one election only. `passwords` are those made now, by name."""

    moderator: Actor
    verifiers: tuple[Actor, Actor]
    lead: Actor
    passwords: dict[str, str]


def people_of(session: WriteSession, election_id: int, now: datetime) -> People:
    """Those of an earlier load get their role in this election too, and keep their passwords."""
    made: dict[str, str] = {}
    actors = [_actor(session, name, role, election_id, now, made) for name, role in NAMES.items()]
    return People(actors[0], (actors[1], actors[2]), actors[3], made)


def _actor(
    session: WriteSession, name: str, role: Role, election_id: int, now: datetime, made: dict[str, str]
) -> Actor:
    account = queries.find_by_name(session, name)
    if account is None:
        made[name] = passwords.one_time_password()
        account = service.create_account(
            session, name, role, now, election_id=election_id, password=made[name], temporary=True
        )
    elif account.disabled_at is not None:
        raise CommandFailed(f"The account {name} is disabled; enable it first.")
    else:
        service.grant(session, account.id, role, election_id)
    return Actor(account.id, account.name, {election_id: frozenset({role})})
