"""Signing in to the console: name and password become a session, known to the database by its digest."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import update

from app.accounts import passwords, queries, tokens
from app.accounts.errors import PasswordNotAllowed, SignInRefused
from app.accounts.guess_limit import GuessLimit
from app.accounts.models import Account, ConsoleSession
from app.db.session import ReadSession, WriteSession


class NextStep(StrEnum):
    """What stands between this session and the console; a second factor will be another step."""

    READY = "ready"
    CHANGE_PASSWORD = "change_password"  # noqa: S105  a step, not a secret


def next_step(password_temporary: bool) -> NextStep:
    return NextStep.CHANGE_PASSWORD if password_temporary else NextStep.READY


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


def open_session(session: WriteSession, account_id: UUID, now: datetime, new_hash: str | None = None) -> str:
    """The cookie's secret."""
    secret = tokens.new_secret(tokens.SESSION)
    if new_hash is not None:
        queries.get(session, account_id).password_hash = new_hash
    session.add(
        ConsoleSession(
            digest=tokens.digest(secret), account_id=account_id, created_at=now, seen_at=now, ended_at=None
        )
    )
    session.flush()
    return secret


def change_password(session: WriteSession, account_id: UUID, new_hash: str, now: datetime) -> None:
    """Ends every session of the account, the one that asks included: it gets a new one, or none."""
    account = queries.get(session, account_id)
    account.password_hash = new_hash
    account.password_temporary = False
    end_sessions(session, account_id, now)


def hash_new(current: str, new: str) -> str:
    if current == new:
        raise PasswordNotAllowed("The new password is the old one.")
    return passwords.hash_password(new)


def end_session(session: WriteSession, digest: bytes, now: datetime) -> None:
    this = update(ConsoleSession).where(ConsoleSession.digest == digest, ConsoleSession.ended_at.is_(None))
    session.execute(this.values(ended_at=now))


def end_sessions(session: WriteSession, account_id: UUID, now: datetime) -> None:
    open_ones = update(ConsoleSession).where(
        ConsoleSession.account_id == account_id, ConsoleSession.ended_at.is_(None)
    )
    session.execute(open_ones.values(ended_at=now))
