"""Tracking codes and upload tokens: derived from the report, so a replay gets the same ones."""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.core.keyring import Keyring

DIGITS: Final = 20
_CODE: Final = re.compile(r"[0-9]{20}")


@dataclass(frozen=True, slots=True)
class Codes:
    """The keys behind codes, tokens and identities, each for its one purpose."""

    tracking: bytes
    tracking_digest: bytes
    upload: bytes
    identity: bytes
    idempotency: bytes

    @classmethod
    def of(cls, keyring: Keyring) -> "Codes":
        return cls(*(keyring.derive(f"intake-{name}") for name in cls.__slots__))

    def tracking_code(self, election_id: int, report_id: UUID) -> str:
        """19 digits and a Luhn check digit."""
        mac = _mac(self.tracking, f"{election_id}/{report_id}".encode())
        body = f"{int.from_bytes(mac, 'big') % 10**19:019d}"
        return body + luhn(body)

    def digest_of(self, tracking_code: str) -> bytes:
        """All that the database knows of a code."""
        return _mac(self.tracking_digest, tracking_code.encode())

    def upload_token(self, election_id: int, report_id: UUID) -> str:
        mac = _mac(self.upload, f"{election_id}/{report_id}".encode())
        return urlsafe_b64encode(mac[:24]).decode()

    def holds_upload_token(self, election_id: int, report_id: UUID, token: str) -> bool:
        return hmac.compare_digest(self.upload_token(election_id, report_id).encode(), token.encode())

    def identity_of(self, canonical: bytes) -> bytes:
        return _mac(self.identity, canonical)

    def report_id_for(self, election_id: int, idempotency_key: str) -> UUID:
        """The id of the report that this key makes: the same key always means the same report."""
        mac = _mac(self.idempotency, f"{election_id}/{idempotency_key}".encode())
        return UUID(bytes=mac[:16], version=4)


def luhn(digits: str) -> str:
    """The check digit for `digits` (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def normalise(tracking_code: str) -> str | None:
    """The 20 digits of a code as a person types it, or None when it cannot be one."""
    digits = re.sub(r"[\s-]", "", tracking_code)
    if not _CODE.fullmatch(digits) or luhn(digits[:-1]) != digits[-1]:
        return None
    return digits


def spaced(tracking_code: str) -> str:
    """In five groups of four, as it is shown."""
    return " ".join(tracking_code[start : start + 4] for start in range(0, DIGITS, 4))


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")
