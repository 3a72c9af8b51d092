"""Opaque secrets that stand for an account: random, shown once, stored only as their digest."""

import hashlib
import secrets
from typing import Final

# The prefix lets a leaked secret be recognised in a log or a repository, and tells our bearer tokens
# from the other things a sender may carry in the same header (the upload token of a report).
API_TOKEN: Final = "pw_"  # noqa: S105  a prefix, not a secret
SESSION: Final = "pws_"
INVITATION: Final = "pwi_"
_RANDOM_BYTES: Final = 32


def new_secret(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def digest(secret: str) -> bytes:
    """SHA-256 without salt or stretching: 256 random bits cannot be guessed, and the row is found by it."""
    return hashlib.sha256(secret.encode()).digest()
