"""Passwords: argon2id, the same time for a name that does not exist, re-hashed when the cost is raised."""

import secrets
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.accounts.errors import PasswordNotAllowed

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 200
# RFC 9106, second recommended option: 64 MiB and four threads, hence never more than HASHING_TURNS at once.
HASHING_TURNS: Final = 2
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)
# What an unknown name is compared with, made like a real one, of a password that nobody knows.
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe(32))
# Read out over the telephone: no letters or digits that are taken for one another.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5


def check(password: str) -> None:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise PasswordNotAllowed(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.")


def hash_password(password: str) -> str:
    check(password)
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Takes the same time whether or not there is a hash to compare with."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    return _HASHER.check_needs_rehash(password_hash)


def one_time_password() -> str:
    """About 99 bits, in four groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
