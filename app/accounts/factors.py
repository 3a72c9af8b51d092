"""Second factors of an account: what it has, setting up and removing, and codes, each of which works once."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update

from app.accounts import queries, recovery_codes, totp
from app.accounts.errors import AppInUse, FactorNotFound, SecondFactorRefused
from app.accounts.guess_limit import CODES, GuessLimit
from app.accounts.models import AuthenticatorApp, Passkey, RecoveryCode
from app.accounts.passkey_tickets import Tickets
from app.accounts.roles import Role
from app.audit import record
from app.audit.record import Kind
from app.core.keyring import Keyring
from app.db.portable import upsert
from app.db.session import ReadSession, WriteSession

_SEALED_FOR: Final = b"pollwatch/authenticator-app/"


class FactorKind(StrEnum):
    AUTHENTICATOR_APP = "authenticator_app"
    PASSKEY = "passkey"


class Factors:
    """The keys, the rule and the memory that checking second factors needs besides the database."""

    def __init__(self, keyring: Keyring, required_of: frozenset[Role]) -> None:
        self.required_of = required_of
        self.guesses = GuessLimit(everywhere=CODES)
        self.tickets = Tickets(keyring.derive("passkey-ticket"))
        self._keyring = keyring
        self._recovery_key = keyring.derive("recovery-code")

    def seal(self, account_id: UUID, secret: str) -> bytes:
        return self._keyring.seal(secret.encode(), _SEALED_FOR + account_id.bytes)

    def unseal(self, account_id: UUID, sealed: bytes) -> str:
        return self._keyring.unseal(sealed, _SEALED_FOR + account_id.bytes).decode()

    def recovery_digest(self, account_id: UUID, code: str) -> bytes:
        return recovery_codes.digest(self._recovery_key, account_id, code)


@dataclass(frozen=True, slots=True)
class Held:
    """What an account can prove itself by, besides its password."""

    app: AuthenticatorApp | None = None
    passkeys: list[Passkey] = field(default_factory=list)
    recovery_codes_left: int = 0

    @property
    def kinds(self) -> list[FactorKind]:
        by_kind = {FactorKind.AUTHENTICATOR_APP: self.app, FactorKind.PASSKEY: self.passkeys}
        return [kind for kind, found in by_kind.items() if found]


def held_by(session: ReadSession, account_id: UUID) -> Held:
    app = session.get(AuthenticatorApp, account_id)
    unused = select(func.count()).select_from(RecoveryCode)
    return Held(
        app if app is not None and app.confirmed_at is not None else None,
        list(session.scalars(_passkeys_of(account_id))),
        session.scalar(unused.where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)))
        or 0,
    )


def start_app(session: WriteSession, factors: Factors, account_id: UUID, now: datetime) -> str:
    """The secret, which counts once a code has confirmed that it arrived; one never confirmed is replaced."""
    if queries.has_app(session, account_id):
        raise AppInUse("Remove it first, then set up the new one.")
    secret = totp.new_secret()
    values = {
        "account_id": account_id,
        "sealed": factors.seal(account_id, secret),
        "created_at": now,
        "confirmed_at": None,
        "last_step": None,
    }
    upsert(session, AuthenticatorApp, [values])
    return secret


def confirm_app(
    session: WriteSession, factors: Factors, account_id: UUID, code: str, now: datetime
) -> list[str] | None:
    """Recovery codes, where this is the first factor."""
    app = session.get(AuthenticatorApp, account_id)
    if app is None or app.confirmed_at is not None:
        raise FactorNotFound("Start setting up an authenticator app, then send its first code.")
    first = not queries.has_factor(session, account_id)
    _spend_app_code(session, factors, app, code, now)
    app.confirmed_at = now
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "app_added")
    return new_recovery_codes(session, factors, account_id) if first else None


def spend(
    session: WriteSession, factors: Factors, account_id: UUID, code: str, source: str, now: datetime
) -> None:
    """A code of the app, or a recovery code: right, and never again.

    Only the app's codes are short enough to be guessed. Recovery codes are not counted, so that whoever
    makes others wait cannot keep the owner out.
    """
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit()):
        _spend_recovery_code(session, factors, account_id, code, now)
        return
    factors.guesses.attempt(str(account_id), source)
    app = session.get(AuthenticatorApp, account_id)
    if app is None or app.confirmed_at is None:
        raise SecondFactorRefused("Use a passkey or a recovery code.")
    _spend_app_code(session, factors, app, digits, now)
    factors.guesses.succeeded(str(account_id), source)


def new_recovery_codes(session: WriteSession, factors: Factors, account_id: UUID) -> list[str]:
    """In place of all earlier ones."""
    if not queries.has_factor(session, account_id):
        raise FactorNotFound("Recovery codes stand in for a second factor: set one up first.")
    _forget_recovery_codes(session, account_id)
    codes = recovery_codes.new_codes()
    for code in codes:
        digest = factors.recovery_digest(account_id, code)
        session.add(RecoveryCode(digest=digest, account_id=account_id, used_at=None))
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "recovery_codes_made")
    return codes


def remove_app(session: WriteSession, account_id: UUID) -> None:
    app = session.get(AuthenticatorApp, account_id)
    if app is None:
        raise FactorNotFound("This account has no authenticator app.")
    session.delete(app)
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "app_removed")
    _after_removal(session, account_id)


def remove_passkey(session: WriteSession, account_id: UUID, passkey_id: UUID) -> None:
    passkey = session.scalar(_passkeys_of(account_id).where(Passkey.id == passkey_id))
    if passkey is None:
        raise FactorNotFound("This account has no passkey with this id.")
    session.delete(passkey)
    session.flush()
    record.act(session, Kind.ACCOUNT, account_id, "passkey_removed")
    _after_removal(session, account_id)


def remove_all(session: WriteSession, account_id: UUID) -> None:
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.account_id == account_id))
    session.execute(delete(Passkey).where(Passkey.account_id == account_id))
    _forget_recovery_codes(session, account_id)
    record.act(session, Kind.ACCOUNT, account_id, "factors_removed")


def _passkeys_of(account_id: UUID) -> Select[Passkey]:
    return select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)


def _spend_app_code(
    session: WriteSession, factors: Factors, app: AuthenticatorApp, code: str, now: datetime
) -> None:
    """By one statement, so that of two that come at once with the same code one is refused."""
    step = totp.matching_step(factors.unseal(app.account_id, app.sealed), code, now)
    unused = or_(AuthenticatorApp.last_step.is_(None), AuthenticatorApp.last_step < (step or 0))
    spent = (
        update(AuthenticatorApp)
        .where(AuthenticatorApp.account_id == app.account_id, unused)
        .values(last_step=step)
        .returning(AuthenticatorApp.account_id)
    )
    if step is None or session.execute(spent).first() is None:
        raise SecondFactorRefused("Wait for the next code, and check that the clock of your device is right.")


def _spend_recovery_code(
    session: WriteSession, factors: Factors, account_id: UUID, code: str, now: datetime
) -> None:
    spent = (
        update(RecoveryCode)
        .where(
            RecoveryCode.digest == factors.recovery_digest(account_id, code),
            RecoveryCode.account_id == account_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.digest)
    )
    if session.execute(spent).first() is None:
        raise SecondFactorRefused("Check how it is written, or take the next one of your recovery codes.")


def _after_removal(session: WriteSession, account_id: UUID) -> None:
    """Without a factor there is nothing that recovery codes could stand in for."""
    if not queries.has_factor(session, account_id):
        _forget_recovery_codes(session, account_id)


def _forget_recovery_codes(session: WriteSession, account_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
