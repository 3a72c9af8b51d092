"""Signing in to the console: name and password become a session, known to the database by its digest."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.accounts import passwords, queries, tokens
from app.accounts.actor import Actor
from app.accounts.device_class import DeviceClass
from app.accounts.errors import (
    PasswordNotAllowed,
    SecondFactorNotAwaited,
    SessionNotFound,
    SignInRefused,
)
from app.accounts.guess_limit import GuessLimit
from app.accounts.models import Account, ConsoleSession
from app.accounts.next_step import NextStep
from app.audit import record
from app.audit.record import Kind
from app.db.session import ReadSession, WriteSession


def check(
    session: ReadSession, guesses: GuessLimit, name: str, password: str, source: str
) -> tuple[Account, str | None]:
    """The account whose name and password these are, and its new hash where the old one has become cheap.

    An unknown name, a wrong password and a disabled account take the same time and get the same answer.
    Hashing happens here, on a reading session, so that the write lock is never held meanwhile.
    """
    guesses.attempt(name, source)
    account = queries.find_by_name(session, name)
    right = passwords.matches(None if account is None else account.password_hash, password)
    if account is None or not right or account.disabled_at is not None:
        raise SignInRefused("Check both and try again. An administrator can give you a one-time password.")
    guesses.succeeded(name, source)
    outdated = account.password_hash is not None and passwords.is_outdated(account.password_hash)
    return account, passwords.hash_password(password) if outdated else None


def open_session(
    session: WriteSession,
    account_id: UUID,
    device: DeviceClass,
    now: datetime,
    *,
    awaiting_factor: bool = False,
    new_hash: str | None = None,
) -> str:
    """The cookie's secret. Awaiting the second factor, the session opens nothing, and ends after minutes."""
    secret = tokens.new_secret(tokens.SESSION)
    if new_hash is not None:
        queries.get(session, account_id).password_hash = new_hash
    session.add(
        ConsoleSession(
            digest=tokens.digest(secret),
            id=uuid4(),
            account_id=account_id,
            device=device,
            awaiting_factor=awaiting_factor,
            created_at=now,
            seen_at=now,
            ended_at=None,
        )
    )
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "signed_in", awaiting_factor=awaiting_factor)
    return secret


def renew_session(session: WriteSession, account_id: UUID, device: DeviceClass, now: datetime) -> str:
    """The secret of a new session in place of all others: what opened them has just changed."""
    end_sessions(session, account_id, now)
    return open_session(session, account_id, device, now)


def change_password(session: WriteSession, account_id: UUID, new_hash: str, now: datetime) -> Account:
    """Ends every session of the account, the one that asks included: it gets a new one, or none."""
    account = queries.get(session, account_id)
    account.password_hash = new_hash
    account.password_temporary = False
    end_sessions(session, account_id, now)
    record.act(session, Kind.ACCOUNT, account_id, "password_changed")
    return account


def half_open(actor: Actor) -> bytes:
    """The digest of the session, if it awaits a second factor."""
    if actor.session_digest is None or actor.next_step is not NextStep.SECOND_FACTOR:
        raise SecondFactorNotAwaited("Sign in with name and password first; then send the code once.")
    return actor.session_digest


def hash_new(current: str, new: str) -> str:
    if current == new:
        raise PasswordNotAllowed("The new password is the old one.")
    return passwords.hash_password(new)


def end_session(session: WriteSession, digest: bytes, now: datetime) -> None:
    this = update(ConsoleSession).where(ConsoleSession.digest == digest, ConsoleSession.ended_at.is_(None))
    session.execute(this.values(ended_at=now))


def end_session_of(session: WriteSession, account_id: UUID, session_id: UUID, now: datetime) -> None:
    """Twice is once; somebody else's is not found."""
    theirs = select(ConsoleSession).where(
        ConsoleSession.id == session_id, ConsoleSession.account_id == account_id
    )
    found = session.scalar(theirs)
    if found is None:
        raise SessionNotFound("There is no session with this id, or it is not yours.")
    found.ended_at = found.ended_at or now
    session.flush()


def end_sessions(session: WriteSession, account_id: UUID, now: datetime, but: bytes | None = None) -> None:
    open_ones = update(ConsoleSession).where(
        ConsoleSession.account_id == account_id, ConsoleSession.ended_at.is_(None)
    )
    if but is not None:
        open_ones = open_ones.where(ConsoleSession.digest != but)
    session.execute(open_ones.values(ended_at=now))
