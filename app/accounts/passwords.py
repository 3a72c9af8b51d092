"""Passwords: argon2id, the same time for a name that does not exist, re-hashed when the cost is raised."""

import secrets
from base64 import b64encode
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.accounts.errors import PasswordNotAllowed

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 200
# RFC 9106, second recommended option: 64 MiB and four threads, hence never more than HASHING_TURNS at once.
HASHING_TURNS: Final = 2
_TIME_COST, _MEMORY_COST_KIB, _PARALLELISM = 3, 64 * 1024, 4
_HASHER: Final = PasswordHasher(_TIME_COST, _MEMORY_COST_KIB, _PARALLELISM, type=Type.ID)
# What an unknown name is compared with: as long and as costly as a real one, and the hash of no password.
_NOBODY: Final = (
    f"$argon2id$v=19$m={_MEMORY_COST_KIB},t={_TIME_COST},p={_PARALLELISM}"
    f"${b64encode(secrets.token_bytes(16)).decode().rstrip('=')}"
    f"${b64encode(secrets.token_bytes(32)).decode().rstrip('=')}"
)
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
