"""Changing accounts: people, their roles, tokens, invitations and organisations."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.accounts import factors, passwords, queries, token_rules, tokens
from app.accounts.actor import EVERY_ELECTION, Actor
from app.accounts.errors import (
    LastAdmin,
    NameTaken,
    OrganisationNotFound,
    TokenNotFound,
)
from app.accounts.models import Account, ApiToken, Grant, Organisation
from app.accounts.roles import Role, covered
from app.accounts.sign_in import end_sessions
from app.audit import record
from app.audit.record import Kind
from app.core.errors import Forbidden
from app.core.text import unique_key
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
        "name_key": unique_key(name),
        "password_hash": password_hash,
        "password_temporary": temporary,
        "organisation_id": organisation_id,
        "created_at": now,
        "disabled_at": None,
    }
    if not insert_if_absent(session, Account, [values]):
        raise NameTaken("Another account has this name, or one that is written nearly the same.")
    record.act(session, Kind.ACCOUNT, account_id, "created")
    if role is not None:
        grant(session, account_id, role, election_id)
    return queries.get(session, account_id)


def grant(session: WriteSession, account_id: UUID, role: Role, election_id: int = EVERY_ELECTION) -> None:
    """Granting what is already held changes nothing."""
    queries.get(session, account_id)
    values = {"account_id": account_id, "election_id": election_id, "role": role}
    if insert_if_absent(session, Grant, [values]):
        record.act(session, Kind.ACCOUNT, account_id, "granted", election_id=election_id, role=role)


def revoke(session: WriteSession, account_id: UUID, role: Role, election_id: int = EVERY_ELECTION) -> None:
    """Revoking what is not held changes nothing; somebody always stays who can administer."""
    queries.get(session, account_id)
    if role is Role.ADMIN and election_id == EVERY_ELECTION:
        _keep_an_admin(session, account_id)
    held = session.get(Grant, (account_id, election_id, role))
    if held is not None:
        session.delete(held)
        session.flush()
        record.act(session, Kind.ACCOUNT, account_id, "revoked", election_id=election_id, role=role)


def disable(session: WriteSession, account_id: UUID, now: datetime) -> Account:
    """Ends every session at once; tokens stay, and work again if the account is enabled again."""
    _keep_an_admin(session, account_id)
    account = queries.get(session, account_id)
    account.disabled_at = account.disabled_at or now
    end_sessions(session, account_id, now)
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "disabled")
    return account


def enable(session: WriteSession, account_id: UUID) -> Account:
    account = queries.get(session, account_id)
    account.disabled_at = None
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "enabled")
    return account


def reset(session: WriteSession, account_id: UUID, now: datetime) -> str:
    """A one-time password, which is all that opens the account until its owner sets up more.

    Every session and token of the account ends, its second factors are removed: they may be in the wrong
    hands, or lost.
    """
    password = passwords.one_time_password()
    password_hash = passwords.hash_password(password)
    account = queries.get(session, account_id)
    account.password_hash = password_hash
    account.password_temporary = True
    reset_factors(session, account_id, now)
    held = update(ApiToken).where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
    session.execute(held.values(revoked_at=now))
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "password_reset")
    return password


def reset_factors(session: WriteSession, account_id: UUID, now: datetime) -> None:
    """Removes second factors and recovery codes, and ends every session; the password stays."""
    factors.remove_all(session, queries.get(session, account_id).id)
    end_sessions(session, account_id, now)


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


def issue_for(
    session: WriteSession,
    actor: Actor,
    account_id: UUID | None,
    label: str,
    now: datetime,
    *,
    role: Role | None,
    expires_at: datetime | None,
) -> tuple[ApiToken, str]:
    """A token of one's own, no wider than whoever asks; or, for an administrator, of another account."""
    owner_id = owner(actor, account_id)
    own = owner_id == actor.account_id
    queries.lock(session, owner_id)
    held = covered(frozenset().union(*queries.grants_of(session, owner_id).values()))
    token_rules.check_width(role, held, actor.narrowed_to if own else None)
    token_rules.check_count(len(queries.tokens_of(session, owner_id, now)))
    ends = token_rules.expiry(expires_at, now, own=own)
    return new_token(session, owner_id, label, now, role=role, expires_at=ends)


def new_token(
    session: WriteSession,
    account_id: UUID,
    label: str,
    now: datetime,
    *,
    role: Role | None = None,
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
        role=role,
        used_at=None,
    )
    session.add(token)
    session.flush()
    record.act(session, Kind.TOKEN, token.id, "created", account=str(account_id), role=role)
    return token, secret


def owner(actor: Actor, account_id: UUID | None) -> UUID:
    """Whose tokens are meant: one's own, or, for an administrator, anybody's."""
    if account_id in (None, actor.account_id):
        return actor.account_id
    if Role.ADMIN not in actor.roles_in(None):
        raise Forbidden("Other people's tokens are for administrators.")
    return account_id


def revoke_token(session: WriteSession, actor: Actor, token_id: UUID, now: datetime) -> None:
    """Twice is once; somebody else's token is not found, except by an administrator."""
    token = session.scalar(select(ApiToken).where(ApiToken.id == token_id))
    may = token is not None and (token.account_id == actor.account_id or Role.ADMIN in actor.roles_in(None))
    if token is None or not may:
        raise TokenNotFound("There is no token with this id, or it is not yours.")
    token.revoked_at = token.revoked_at or now
    session.flush()
    record.act(session, Kind.TOKEN, token.id, "revoked", account=str(token.account_id))


def _keep_an_admin(session: WriteSession, account_id: UUID) -> None:
    if queries.lock_admins(session) == [account_id]:
        raise LastAdmin("Make somebody else administrator first.")


def create_organisation(session: WriteSession, name: str, now: datetime) -> Organisation:
    organisation_id = uuid4()
    values = {
        "id": organisation_id,
        "name": " ".join(name.split()),
        "name_key": unique_key(name),
        "created_at": now,
    }
    if not insert_if_absent(session, Organisation, [values]):
        raise NameTaken("Another organisation has this name, or one that is written nearly the same.")
    record.act(session, Kind.ORGANISATION, organisation_id, "created")
    return session.get_one(Organisation, organisation_id)
