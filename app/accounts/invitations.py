"""Invitations: a one-time code, shown once, from which somebody makes their own account."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update

from app.accounts import service, tokens
from app.accounts.actor import EVERY_ELECTION, Actor
from app.accounts.errors import InvitationNotFound, OrganisationNotFound, PasswordNotAllowed
from app.accounts.models import Account, Invitation, Organisation
from app.accounts.roles import Role
from app.audit import record
from app.audit.record import Kind
from app.core.errors import Forbidden
from app.db.session import ReadSession, WriteSession

VALID_FOR: Final = timedelta(days=7)
DEVICE: Final = "device"


def invite(
    session: WriteSession,
    actor: Actor | None,
    role: Role,
    now: datetime,
    *,
    election_id: int = EVERY_ELECTION,
    organisation_id: UUID | None = None,
) -> tuple[Invitation, str]:
    """Admins invite anybody, leads invite monitors; both only to elections they are that in.

    Without an actor it is the operator, who invites by the command line.
    """
    if actor is not None:
        _require_inviter(actor, role, election_id)
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise OrganisationNotFound("There is no organisation with this id.")
    code = tokens.new_secret(tokens.INVITATION)
    invitation = Invitation(
        digest=tokens.digest(code),
        id=uuid4(),
        role=role,
        election_id=election_id,
        organisation_id=organisation_id,
        created_by=actor.account_id if actor else None,
        created_at=now,
        expires_at=now + VALID_FOR,
        used_at=None,
        account_id=None,
    )
    session.add(invitation)
    session.flush()
    record.act(session, Kind.INVITATION, invitation.id, "created", election_id=election_id, role=role)
    return invitation, code


def open_ones(session: ReadSession, actor: Actor, now: datetime) -> list[Invitation]:
    """Neither used nor expired; an admin of everything sees all, others what they sent."""
    return list(session.scalars(_manageable_by(actor, now).order_by(Invitation.created_at, Invitation.id)))


def withdraw(session: WriteSession, actor: Actor, invitation_id: UUID, now: datetime) -> None:
    invitation = session.scalar(_manageable_by(actor, now).where(Invitation.id == invitation_id))
    if invitation is None:
        raise InvitationNotFound("There is no open invitation with this id.")
    invitation.expires_at = now
    session.flush()
    record.act(session, Kind.INVITATION, invitation.id, "withdrawn", election_id=invitation.election_id)


def find_open(session: ReadSession, code: str, now: datetime) -> Invitation:
    invitation = session.scalar(_open(now).where(Invitation.digest == tokens.digest(code)))
    if invitation is None:
        raise InvitationNotFound("It is unknown, used or expired. Ask for a new one.")
    return invitation


def accept(
    session: WriteSession, invitation: Invitation, name: str, password: str | None, now: datetime
) -> tuple[Account, str | None]:
    """The account, and the token of a monitor's device. One code makes one account."""
    if password is None and invitation.role is not Role.MONITOR:
        raise PasswordNotAllowed("This role signs in to the console: choose a password.")
    account = service.create_account(  # hashes before it touches the session
        session,
        name,
        invitation.role,
        now,
        election_id=invitation.election_id,
        password=password,
        organisation_id=invitation.organisation_id,
    )
    used = (
        update(Invitation)
        .where(
            Invitation.digest == invitation.digest, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
        .values(used_at=now, account_id=account.id)
        .returning(Invitation.id)
    )
    if session.execute(used).first() is None:
        raise InvitationNotFound("It is unknown, used or expired. Ask for a new one.")
    record.act(
        session,
        Kind.INVITATION,
        invitation.id,
        "accepted",
        election_id=invitation.election_id,
        account=str(account.id),
    )
    token = service.issue_token(session, account.id, DEVICE, now) if invitation.role is Role.MONITOR else None
    return account, token


def _require_inviter(actor: Actor, role: Role, election_id: int) -> None:
    held = actor.roles_in(election_id)
    if Role.ADMIN not in held and not (Role.LEAD in held and role is Role.MONITOR):
        raise Forbidden("An admin of the election invites anybody, a lead of the election invites monitors.")


def _open(now: datetime) -> Select[Invitation]:
    return select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now)


def _manageable_by(actor: Actor, now: datetime) -> Select[Invitation]:
    if Role.ADMIN in actor.roles_in(None):
        return _open(now)
    return _open(now).where(Invitation.created_by == actor.account_id)
