"""Reading accounts: most of all, turning a secret's digest into whoever is asking."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, exists, or_, select

from app.accounts.actor import EVERY_ELECTION, Actor
from app.accounts.errors import AccountNotFound
from app.accounts.models import (
    Account,
    ApiToken,
    AuthenticatorApp,
    ConsoleSession,
    Grant,
    Organisation,
    Passkey,
)
from app.accounts.next_step import NextStep, next_step
from app.accounts.roles import Role, covered
from app.accounts.token_rules import narrowed
from app.core.text import unique_key
from app.db.session import ReadSession

SESSION_LIFE: Final = timedelta(hours=12)
HALF_OPEN_LIFE: Final = timedelta(minutes=5)  # for the second factor, after the password


def actor_by_token(session: ReadSession, digest: bytes, now: datetime) -> Actor | None:
    """Whom this token stands for, unless it is unknown, expired, revoked, or its account disabled."""
    token = live_token(session, digest, now)
    return None if token is None else actor_of_token(session, token)


def live_token(session: ReadSession, digest: bytes, now: datetime) -> ApiToken | None:
    return session.scalar(_working_tokens(now).where(ApiToken.digest == digest))


def actor_of_token(session: ReadSession, token: ApiToken) -> Actor | None:
    account = session.scalar(_enabled_account().where(Account.id == token.account_id))
    if account is None:
        return None
    return Actor(
        account_id=account.id,
        name=account.name,
        grants=narrowed(grants_of(session, account.id), token.role),
        organisation_id=account.organisation_id,
        narrowed_to=token.role,
    )


def live_session(
    session: ReadSession, digest: bytes, now: datetime, idle: timedelta
) -> ConsoleSession | None:
    """The session behind a cookie, unless it ended, idled out, or is older than any may become."""
    return session.scalar(_live_sessions(now, idle).where(ConsoleSession.digest == digest))


def sessions_of(
    session: ReadSession, account_id: UUID, now: datetime, idle: timedelta
) -> list[ConsoleSession]:
    """Where somebody is signed in, the last used first."""
    theirs = _live_sessions(now, idle).where(
        ConsoleSession.account_id == account_id, ConsoleSession.awaiting_factor.is_(False)
    )
    return list(session.scalars(theirs.order_by(ConsoleSession.seen_at.desc(), ConsoleSession.id)))


def actor_by_session(
    session: ReadSession, signed_in: ConsoleSession, factor_required_of: frozenset[Role]
) -> Actor | None:
    """Before the second factor somebody has a name and no roles."""
    account = session.scalar(_enabled_account().where(Account.id == signed_in.account_id))
    if account is None:
        return None
    grants = {} if signed_in.awaiting_factor else grants_of(session, account.id)
    return Actor(
        account_id=account.id,
        name=account.name,
        grants=grants,
        organisation_id=account.organisation_id,
        session_digest=signed_in.digest,
        next_step=step_of(session, account, grants, factor_required_of, signed_in.awaiting_factor),
    )


def step_of(
    session: ReadSession,
    account: Account,
    grants: dict[int, frozenset[Role]],
    factor_required_of: frozenset[Role],
    awaiting_factor: bool = False,
) -> NextStep:
    required = not factor_required_of.isdisjoint(covered(frozenset().union(*grants.values())))
    return next_step(
        awaiting_factor=awaiting_factor,
        password_temporary=account.password_temporary,
        factor_missing=required and not has_factor(session, account.id),
    )


def has_factor(session: ReadSession, account_id: UUID) -> bool:
    return has_app(session, account_id) or has_passkey(session, account_id)


def has_app(session: ReadSession, account_id: UUID) -> bool:
    """One whose secret is known to have arrived."""
    confirmed = AuthenticatorApp.confirmed_at.is_not(None)
    found = session.scalar(select(exists().where(AuthenticatorApp.account_id == account_id, confirmed)))
    return bool(found)


def has_passkey(session: ReadSession, account_id: UUID) -> bool:
    return bool(session.scalar(select(exists().where(Passkey.account_id == account_id))))


def grants_of(session: ReadSession, account_id: UUID) -> dict[int, frozenset[Role]]:
    held: dict[int, set[Role]] = {}
    for grant in session.scalars(select(Grant).where(Grant.account_id == account_id)):
        held.setdefault(grant.election_id, set()).add(grant.role)
    return {election_id: frozenset(roles) for election_id, roles in held.items()}


def get(session: ReadSession, account_id: UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise AccountNotFound("There is no account with this id.")
    return account


def lock(session: ReadSession, account_id: UUID) -> Account:
    """Held until the transaction ends, so that what is counted of it stays counted."""
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise AccountNotFound("There is no account with this id.")
    return account


def page(session: ReadSession, after: str | None, limit: int) -> list[Account]:
    """By name; one row more than `limit`, which says that there is another page."""
    statement = select(Account).order_by(Account.name_key).limit(limit + 1)
    if after is not None:
        statement = statement.where(Account.name_key > after)
    return list(session.scalars(statement))


def grants_of_all(session: ReadSession, account_ids: list[UUID]) -> dict[UUID, list[Grant]]:
    held: dict[UUID, list[Grant]] = {account_id: [] for account_id in account_ids}
    statement = select(Grant).where(Grant.account_id.in_(account_ids))
    for grant in session.scalars(statement.order_by(Grant.election_id, Grant.role)):
        held[grant.account_id].append(grant)
    return held


def tokens_of(session: ReadSession, account_id: UUID, now: datetime) -> list[ApiToken]:
    """Those that still work, oldest first."""
    theirs = _working_tokens(now).where(ApiToken.account_id == account_id)
    return list(session.scalars(theirs.order_by(ApiToken.created_at, ApiToken.id)))


def _working_tokens(now: datetime) -> Select[ApiToken]:
    return select(ApiToken).where(
        ApiToken.revoked_at.is_(None), or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)
    )


def organisations(session: ReadSession) -> list[Organisation]:
    return list(session.scalars(select(Organisation).order_by(Organisation.name_key)))


def find_by_name(session: ReadSession, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.name_key == unique_key(name)))


def name_of(session: ReadSession) -> Callable[[UUID | None], str]:
    """A look-up that asks once per account; somebody unknown is "–"."""
    known: dict[UUID, str] = {}

    def look_up(account_id: UUID | None) -> str:
        if account_id is None:
            return "–"
        if account_id not in known:
            found = session.scalar(select(Account.name).where(Account.id == account_id))
            known[account_id] = found or "–"
        return known[account_id]

    return look_up


def lock_admins(session: ReadSession) -> list[UUID]:
    """Enabled accounts that administer everything, locked so that two cannot remove each other."""
    return list(
        session.scalars(
            select(Grant.account_id)
            .join(Account, Account.id == Grant.account_id)
            .where(
                Grant.role == Role.ADMIN,
                Grant.election_id == EVERY_ELECTION,
                Account.disabled_at.is_(None),
            )
            .order_by(Grant.account_id)
            .with_for_update()
        )
    )


def _enabled_account() -> Select[Account]:
    return select(Account).where(Account.disabled_at.is_(None))


def _live_sessions(now: datetime, idle: timedelta) -> Select[ConsoleSession]:
    return select(ConsoleSession).where(
        ConsoleSession.ended_at.is_(None),
        ConsoleSession.seen_at > now - idle,
        ConsoleSession.created_at > now - SESSION_LIFE,
        or_(ConsoleSession.awaiting_factor.is_(False), ConsoleSession.created_at > now - HALF_OPEN_LIFE),
    )
