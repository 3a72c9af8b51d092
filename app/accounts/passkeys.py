"""Passkeys in the database: registering one, and finding whose it is."""

import hashlib
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from app.accounts import queries
from app.accounts.errors import PasskeyNotRegistered, PasskeyRefused, TooManyPasskeys
from app.accounts.factors import Factors, held_by, new_recovery_codes
from app.accounts.models import Account, Passkey, SpentTicket
from app.accounts.passkey_site import Site
from app.accounts.passkey_tickets import REGISTER, SIGN_IN, VALID_FOR
from app.audit import record
from app.audit.record import Kind
from app.db.portable import insert_if_absent
from app.db.session import ReadSession, WriteSession

MOST: Final = 20

Offer = tuple[dict[str, Any], str]  # options for the browser, and the ticket that comes back with its answer


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser sent: `credential` as `PublicKeyCredential.toJSON()` says it."""

    site: Site
    ticket: str
    credential: dict[str, Any]


def offer_registration(
    session: ReadSession, factors: Factors, site: Site, account: Account, session_digest: bytes, now: datetime
) -> Offer:
    from app.accounts import ceremonies  # with WebAuthn behind it, loaded with the first passkey

    known = [each.credential_id for each in held_by(session, account.id).passkeys]
    if len(known) >= MOST:
        raise TooManyPasskeys("Remove one that you no longer use.")
    challenge, ticket = factors.tickets.issue(REGISTER + session_digest, now)
    return ceremonies.registration_options(site, challenge, account.id, account.name, known), ticket


def register(
    session: WriteSession,
    factors: Factors,
    attempt: Attempt,
    account_id: UUID,
    session_digest: bytes,
    name: str,
    now: datetime,
) -> tuple[Passkey, list[str] | None]:
    """The passkey, and recovery codes where this is the first factor."""
    from app.accounts import ceremonies

    challenge = factors.tickets.challenge(attempt.ticket, REGISTER + session_digest, now)
    if challenge is None:
        raise PasskeyNotRegistered("It took too long, or was begun in another session: begin again.")
    made = ceremonies.registered(attempt.site, challenge, attempt.credential)
    first = not queries.has_factor(session, account_id)
    values = {
        "id": uuid4(),
        "account_id": account_id,
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "name": name,
        "created_at": now,
        "used_at": None,
    }
    if not insert_if_absent(session, Passkey, [values]):
        raise PasskeyNotRegistered("It is registered already.")
    passkey = session.get_one(Passkey, values["id"])
    record.act(session, Kind.ACCOUNT, account_id, "passkey_added")
    return passkey, new_recovery_codes(session, factors, account_id) if first else None


def offer_sign_in(factors: Factors, site: Site, now: datetime) -> Offer:
    from app.accounts import ceremonies

    challenge, ticket = factors.tickets.issue(SIGN_IN, now)
    return ceremonies.sign_in_options(site, challenge), ticket


def check(
    session: ReadSession, factors: Factors, attempt: Attempt, now: datetime
) -> tuple[Passkey, bytes, int]:
    """The passkey, the challenge it answered and its new sign count; on a session that writes nothing."""
    from app.accounts import ceremonies

    credential = attempt.credential
    challenge = factors.tickets.challenge(attempt.ticket, SIGN_IN, now)
    passkey = session.scalar(select(Passkey).where(Passkey.credential_id == _decoded(credential, "rawId")))
    if challenge is None or passkey is None:
        raise PasskeyRefused
    owner = _decoded(credential["response"], "userHandle")
    sign_count = ceremonies.new_sign_count(
        attempt.site, challenge, credential, passkey.public_key, passkey.sign_count
    )
    account = queries.get(session, passkey.account_id)
    if not compare_digest(owner, account.id.bytes) or account.disabled_at is not None:
        raise PasskeyRefused
    return passkey, challenge, sign_count


def use(session: WriteSession, passkey: Passkey, challenge: bytes, sign_count: int, now: datetime) -> Account:
    """Once for each challenge, and never with a count that somebody else has got beyond meanwhile."""
    session.execute(delete(SpentTicket).where(SpentTicket.expires_at <= now))
    spent = {"digest": hashlib.sha256(challenge).digest(), "expires_at": now + VALID_FOR}
    used = (
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, used_at=now)
        .returning(Passkey.id)
    )
    if not insert_if_absent(session, SpentTicket, [spent]) or session.execute(used).first() is None:
        raise PasskeyRefused
    return queries.get(session, passkey.account_id)


def _decoded(members: dict[str, Any], name: str) -> bytes:
    """Empty where it is missing or not base64url: no passkey and no account has an empty name."""
    text = members.get(name) or ""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
