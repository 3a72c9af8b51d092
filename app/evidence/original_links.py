"""Signed addresses under which one account may fetch one original for one minute."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

VALID_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class OriginalLinks:
    """`key` belongs to this purpose alone."""

    key: bytes

    def issue(self, election_id: int, photo_id: UUID, account_id: UUID, expires_at: datetime) -> str:
        expires = str(int(expires_at.timestamp()))
        return f"{photo_id}.{expires}.{self._signature(election_id, photo_id, account_id, expires)}"

    def open(self, election_id: int, account_id: UUID, token: str, now: datetime) -> UUID | None:
        """The photo's id, or None for what has expired, was altered or was issued to somebody else."""
        photo, _, rest = token.partition(".")
        expires, _, signature = rest.partition(".")
        try:
            photo_id = UUID(photo)
        except ValueError:
            return None
        expected = self._signature(election_id, photo_id, account_id, expires)
        if not hmac.compare_digest(signature.encode(), expected.encode()):
            return None
        return photo_id if now.timestamp() < int(expires) else None

    def _signature(self, election_id: int, photo_id: UUID, account_id: UUID, expires: str) -> str:
        message = f"{election_id}/{photo_id}/{account_id}/{expires}".encode()
        return urlsafe_b64encode(hmac.new(self.key, message, hashlib.sha256).digest()).rstrip(b"=").decode()
