"""What somebody hears of themselves: after signing in, and after each step of it."""

from app.accounts.actor import Actor
from app.accounts.deps import Elections, grants_out
from app.accounts.factors import held_by
from app.accounts.models import Account
from app.accounts.next_step import NextStep
from app.accounts.queries import grants_of, step_of
from app.accounts.roles import Role
from app.accounts.schemas import Me
from app.db.session import ReadSession


def of_actor(db: ReadSession, elections: Elections, actor: Actor) -> Me:
    held = ((at, role) for at, roles in actor.grants.items() for role in roles)
    return Me(
        id=actor.account_id,
        name=actor.name,
        organisation_id=actor.organisation_id,
        grants=grants_out(elections, held),
        next_step=actor.next_step,
        second_factors=held_by(db, actor.account_id).kinds,
    )


def of_account(
    db: ReadSession,
    elections: Elections,
    account: Account,
    factor_required_of: frozenset[Role],
    *,
    awaiting_factor: bool = False,
) -> Me:
    """As `of_actor` will answer the next request of the session that has just been opened."""
    grants = {} if awaiting_factor else grants_of(db, account.id)
    step: NextStep = step_of(db, account, grants, factor_required_of, awaiting_factor)
    actor = Actor(account.id, account.name, grants, account.organisation_id, next_step=step)
    return of_actor(db, elections, actor)
