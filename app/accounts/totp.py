"""Codes of an authenticator app (RFC 6238): six digits, thirty seconds, one step to either side."""

from datetime import datetime
from hmac import compare_digest
from typing import Final

import pyotp

ISSUER: Final = "Pollwatch"
STEP_SECONDS: Final = 30
TOLERATED_STEPS: Final = 1


def new_secret() -> str:
    """160 bits in base 32, as apps and people type it."""
    return pyotp.random_base32()


def uri(secret: str, account_name: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=account_name, issuer_name=ISSUER)


def qr_rows(text: str) -> list[str]:
    """One string for each row, `1` where it is dark: to be drawn by whoever shows it."""
    import segno  # loaded where drawn

    return ["".join("1" if module else "0" for module in row) for row in segno.make_qr(text).matrix]


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is; every step is compared, so that the time it takes says nothing."""
    current = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.HOTP(secret)
    given = code.encode()
    found = None
    for step in range(current - TOLERATED_STEPS, current + TOLERATED_STEPS + 1):
        if compare_digest(codes.at(step).encode(), given):
            found = step
    return found
