"""People and what they hold. Global: an account may work in several elections."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

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


class ConsoleSession(Model):
    """A signed-in browser, known only by the SHA-256 of its cookie."""

    __tablename__ = "console_sessions"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
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
