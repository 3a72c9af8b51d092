"""What a token may be: how many somebody has, how long one lives, and as what it acts."""

from datetime import datetime, timedelta
from typing import Final

from app.accounts.errors import TokenExpiryNotAllowed, TokenTooWide, TooManyTokens
from app.accounts.roles import Role, covered

MOST_TOKENS: Final = 20  # that work, of one account
LONGEST_OWN: Final = timedelta(days=366)
NOTE_USE_AFTER: Final = timedelta(hours=1)


def check_count(working: int) -> None:
    if working >= MOST_TOKENS:
        raise TooManyTokens(f"{working} tokens of this account work. Revoke one first.")


def expiry(asked: datetime | None, now: datetime, *, own: bool) -> datetime | None:
    """When it ends. One's own lives a year at most, and so long where nothing is said; only what an
    administrator issues to another account, for a program that nobody signs in as, may have no end."""
    if asked is None:
        return now + LONGEST_OWN if own else None
    if asked <= now:
        raise TokenExpiryNotAllowed("A token has to end in the future.")
    if own and asked > now + LONGEST_OWN:
        raise TokenExpiryNotAllowed(f"A token of one's own lives {LONGEST_OWN.days} days at most.")
    return asked


def check_width(asked: Role | None, held: frozenset[Role], narrowed_to: Role | None) -> None:
    """`held` is all that the account may act as; `narrowed_to` as what the asking token acts, if as less."""
    if asked is not None and asked not in held:
        raise TokenTooWide(f"This account may not act as {asked}.")
    if narrowed_to is not None and (asked is None or asked not in covered(frozenset({narrowed_to}))):
        raise TokenTooWide(f"A token that acts as {narrowed_to} issues none that may more.")


def narrowed(grants: dict[int, frozenset[Role]], role: Role | None) -> dict[int, frozenset[Role]]:
    """`role` alone, in each election where the account may act as it."""
    if role is None:
        return grants
    return {election_id: frozenset({role}) for election_id, held in grants.items() if role in covered(held)}
