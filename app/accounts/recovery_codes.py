"""Ten codes on paper, each of which stands in once for a second factor that is lost."""

import hmac
import secrets
from typing import Final
from uuid import UUID

COUNT: Final = 10
# No letters or digits that are taken for one another; 16 of them are 79 bits, more than anybody can guess.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def new_codes() -> list[str]:
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(COUNT)]


def digest(key: bytes, account_id: UUID, code: str) -> bytes:
    """HMAC-SHA-256 with a key that is not in the database; hyphens, spaces and case make no difference."""
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    return hmac.digest(key, account_id.bytes + typed.encode(), "sha256")


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH))
