"""Challenges that nobody has to remember: signed, short-lived, and good for one purpose of one person."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

VALID_FOR: Final = timedelta(minutes=5)
SIGN_IN: Final = b"sign-in"
REGISTER: Final = b"register:"  # followed by the digest of the session that registers
_CHALLENGE_BYTES: Final = 32
_EXPIRY_BYTES: Final = 8
_MAC_BYTES: Final = 32


class Tickets:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, purpose: bytes, now: datetime) -> tuple[bytes, str]:
        """The challenge, and the ticket that comes back with the answer to it."""
        challenge = secrets.token_bytes(_CHALLENGE_BYTES)
        expiry = int((now + VALID_FOR).timestamp()).to_bytes(_EXPIRY_BYTES)
        return challenge, urlsafe_b64encode(
            expiry + challenge + self._mac(purpose, expiry + challenge)
        ).decode()

    def challenge(self, ticket: str, purpose: bytes, now: datetime) -> bytes | None:
        """None when it was not issued for this purpose, or too long ago."""
        try:
            raw = urlsafe_b64decode(ticket)
        except ValueError:
            return None
        signed, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if len(raw) != _EXPIRY_BYTES + _CHALLENGE_BYTES + _MAC_BYTES:
            return None
        if not hmac.compare_digest(mac, self._mac(purpose, signed)):
            return None
        expired = int.from_bytes(signed[:_EXPIRY_BYTES]) <= now.timestamp()
        return None if expired else signed[_EXPIRY_BYTES:]

    def _mac(self, purpose: bytes, signed: bytes) -> bytes:
        return hmac.digest(self._key, signed + purpose, "sha256")
