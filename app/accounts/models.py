"""People and what they hold. Global: an account may work in several elections."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.device_class import DeviceClass
from app.accounts.roles import Role
from app.db.base import Model


class Organisation(Model):
    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)  # normalised
    created_at: Mapped[datetime]


class Account(Model):
    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100), unique=True)  # normalised
    password_hash: Mapped[str | None] = mapped_column(String(200))  # argon2id; none: signs in by token only
    password_temporary: Mapped[bool]  # a one-time password, to be changed at first sign-in
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Grant(Model):
    """A role in one election, or in every one (`election_id` 0, hence no foreign key)."""

    __tablename__ = "grants"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    election_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class ApiToken(Model):
    """An opaque bearer token, known only by its SHA-256."""

    __tablename__ = "api_tokens"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    role: Mapped[Role | None]  # acts as no more than this; none: as all that the account may
    used_at: Mapped[datetime | None]  # to the hour, of the team's tokens only: no trace of a monitor's device


class ConsoleSession(Model):
    """A signed-in browser, known only by the SHA-256 of its cookie."""

    __tablename__ = "console_sessions"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    device: Mapped[DeviceClass]
    awaiting_factor: Mapped[bool]  # the password was right, the second factor is yet to come
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(Model):
    """A one-time link that makes an account, known only by the SHA-256 of its code."""

    __tablename__ = "invitations"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    role: Mapped[Role]
    election_id: Mapped[int]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))


class AuthenticatorApp(Model):
    """A shared secret that makes six-digit codes; counts for nothing until a first code has confirmed it."""

    __tablename__ = "authenticator_apps"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(300))  # to the team's key, for this account
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]  # of the code that was used last: none before it works again


class Passkey(Model):
    """The public half of a key pair that a device or a password manager holds."""

    __tablename__ = "passkeys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2000))  # COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """Known only by its HMAC; works once."""

    __tablename__ = "recovery_codes"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    used_at: Mapped[datetime | None]


class SpentTicket(Model):
    """The challenge of a sign-in by passkey, kept until it would have expired, so that it works once."""

    __tablename__ = "spent_tickets"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
