"""Changing accounts: people, their roles, tokens, invitations and organisations."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.accounts import passwords, queries, tokens
from app.accounts.actor import EVERY_ELECTION
from app.accounts.errors import (
    LastAdmin,
    NameTaken,
    OrganisationNotFound,
    TokenNotFound,
)
from app.accounts.models import Account, ApiToken, ConsoleSession, Grant, Organisation
from app.accounts.names import name_key
from app.accounts.roles import Role
from app.db.portable import insert_if_absent
from app.db.session import ReadSession, WriteSession


def name_of(session: ReadSession) -> Callable[[UUID | None], str]:
    """A look-up that asks once per account; nobody, and somebody unknown, is "–"."""
    return queries.name_of(session)


def create_account(
    session: WriteSession,
    name: str,
    role: Role | None,
    now: datetime,
    *,
    election_id: int = EVERY_ELECTION,
    password: str | None = None,
    temporary: bool = False,
    organisation_id: UUID | None = None,
) -> Account:
    """An account that may act as `role`; without a password it can only use tokens.

    The password is hashed before the session is touched, so that the write lock is not held meanwhile.
    """
    password_hash = None if password is None else passwords.hash_password(password)
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise OrganisationNotFound("There is no organisation with this id.")
    account_id = uuid4()
    values = {
        "id": account_id,
        "name": " ".join(name.split()),
        "name_key": name_key(name),
        "password_hash": password_hash,
        "password_temporary": temporary,
        "organisation_id": organisation_id,
        "created_at": now,
        "disabled_at": None,
    }
    if not insert_if_absent(session, Account, [values]):
        raise NameTaken("Another account has this name, or one that is written nearly the same.")
    if role is not None:
        grant(session, account_id, role, election_id)
    return queries.get(session, account_id)


def grant(session: WriteSession, account_id: UUID, role: Role, election_id: int = EVERY_ELECTION) -> None:
    """Granting what is already held changes nothing."""
    queries.get(session, account_id)
    values = {"account_id": account_id, "election_id": election_id, "role": role}
    insert_if_absent(session, Grant, [values])


def revoke(session: WriteSession, account_id: UUID, role: Role, election_id: int = EVERY_ELECTION) -> None:
    """Revoking what is not held changes nothing; somebody always stays who can administer."""
    queries.get(session, account_id)
    if role is Role.ADMIN and election_id == EVERY_ELECTION:
        _keep_an_admin(session, account_id)
    held = session.get(Grant, (account_id, election_id, role))
    if held is not None:
        session.delete(held)
        session.flush()


def disable(session: WriteSession, account_id: UUID, now: datetime) -> Account:
    """Ends every session at once; tokens stay, and work again if the account is enabled again."""
    account = queries.get(session, account_id)
    _keep_an_admin(session, account_id)
    account.disabled_at = account.disabled_at or now
    _end_sessions(session, account_id, now)
    session.flush()
    return account


def enable(session: WriteSession, account_id: UUID) -> Account:
    account = queries.get(session, account_id)
    account.disabled_at = None
    session.flush()
    return account


def reset(session: WriteSession, account_id: UUID, now: datetime) -> str:
    """A one-time password. Every session and token of the account ends: they may be in the wrong hands."""
    password = passwords.one_time_password()
    password_hash = passwords.hash_password(password)
    account = queries.get(session, account_id)
    account.password_hash = password_hash
    account.password_temporary = True
    _end_sessions(session, account_id, now)
    held = update(ApiToken).where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
    session.execute(held.values(revoked_at=now))
    session.flush()
    return password


def issue_token(
    session: WriteSession,
    account_id: UUID,
    label: str,
    now: datetime,
    *,
    expires_at: datetime | None = None,
) -> str:
    """The token itself, which nobody can show again."""
    return new_token(session, account_id, label, now, expires_at=expires_at)[1]


def new_token(
    session: WriteSession,
    account_id: UUID,
    label: str,
    now: datetime,
    *,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    secret = tokens.new_secret(tokens.API_TOKEN)
    token = ApiToken(
        digest=tokens.digest(secret),
        id=uuid4(),
        account_id=queries.get(session, account_id).id,
        label=label,
        created_at=now,
        expires_at=expires_at,
        revoked_at=None,
    )
    session.add(token)
    session.flush()
    return token, secret


def revoke_token(session: WriteSession, token_id: UUID, owner_id: UUID | None, now: datetime) -> None:
    """Of `owner_id` only, unless None; somebody else's token is not found. Twice is once."""
    token = session.scalar(select(ApiToken).where(ApiToken.id == token_id))
    if token is None or owner_id not in (None, token.account_id):
        raise TokenNotFound("There is no token with this id, or it is not yours.")
    token.revoked_at = token.revoked_at or now
    session.flush()


def _keep_an_admin(session: WriteSession, account_id: UUID) -> None:
    if queries.admins(session) == [account_id]:
        raise LastAdmin("Make somebody else administrator first.")


def _end_sessions(session: WriteSession, account_id: UUID, now: datetime) -> None:
    open_ones = update(ConsoleSession).where(
        ConsoleSession.account_id == account_id, ConsoleSession.ended_at.is_(None)
    )
    session.execute(open_ones.values(ended_at=now))
