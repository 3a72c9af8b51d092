"""Slows down guessing at a password without letting the guesser lock its owner out."""

import hashlib
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final, Generic, TypeVar

from app.accounts.errors import SignInSlowedDown
from app.core.ratelimit import network_of
from app.core.text import unique_key

FREE_TRIES: Final = 4
LONGEST_DELAY_SECONDS: Final = 900.0
FORGOTTEN_AFTER_SECONDS: Final = 3600.0
_REMEMBERED: Final = 100_000

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Everywhere:
    """How many tries from all networks together, before each waits for the last."""

    tries: int
    delay_seconds: float


# A hundred wrong passwords an hour do not hurt, ten thousand are an attack.
PASSWORDS: Final = Everywhere(100, 30.0)
# Three of a million codes are right at any time, and whoever gets as far as guessing them has the password.
CODES: Final = Everywhere(20, 300.0)


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last_at: float


class _Memory(OrderedDict[bytes, ValueT], Generic[ValueT]):
    """Bounded: what was used least recently is forgotten first."""

    def keep(self, key: bytes, value: ValueT) -> None:
        self[key] = value
        self.move_to_end(key)
        if len(self) > _REMEMBERED:
            self.popitem(last=False)


class GuessLimit:
    """Counts by account and client network, each doubling its own waiting time.

    An account that is guessed at from everywhere is slowed down for all networks but those from which its
    owner has signed in before. In memory, under keyed hashes: neither names nor addresses can be read out.
    """

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, everywhere: Everywhere = PASSWORDS
    ) -> None:
        self._monotonic = monotonic
        self._everywhere = everywhere
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._by_network: _Memory[_Tries] = _Memory()
        self._by_account: _Memory[_Tries] = _Memory()
        self._trusted: _Memory[None] = _Memory()

    def attempt(self, name: str, source: str) -> None:
        """Counts this try as wrong until `succeeded` says otherwise, so that many at once are many tries."""
        here, everywhere = self._keys(name, source)
        with self._lock:
            now = self._monotonic()
            tries = _recent(self._by_network.get(here), now)
            overall = _recent(self._by_account.get(everywhere), now)
            wait = tries.last_at + _delay(tries.count) - now
            if overall.count >= self._everywhere.tries and here not in self._trusted:
                wait = max(wait, overall.last_at + self._everywhere.delay_seconds - now)
            if wait > 0:
                raise SignInSlowedDown("Wait as long as Retry-After says, then try again.", math.ceil(wait))
            self._by_network.keep(here, _Tries(tries.count + 1, now))
            self._by_account.keep(everywhere, _Tries(overall.count + 1, now))

    def succeeded(self, name: str, source: str) -> None:
        here, everywhere = self._keys(name, source)
        with self._lock:
            tries = self._by_network.pop(here, None)
            overall = self._by_account.get(everywhere)
            if tries is not None and overall is not None:
                left = max(overall.count - tries.count, 0)
                self._by_account.keep(everywhere, _Tries(left, overall.last_at))
            self._trusted.keep(here, None)

    def _keys(self, name: str, source: str) -> tuple[bytes, bytes]:
        account = self._hash(unique_key(name).encode(errors="replace"))
        return self._hash(account + network_of(source).encode()), account

    def _hash(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._key, digest_size=16).digest()


def _recent(tries: _Tries | None, now: float) -> _Tries:
    if tries is None or now - tries.last_at > FORGOTTEN_AFTER_SECONDS:
        return _Tries(0, -math.inf)
    return tries


def _delay(count: int) -> float:
    """After so many wrong passwords: nothing, then 1, 2, 4 … seconds."""
    if count < FREE_TRIES:
        return 0.0
    return min(2.0 ** min(count - FREE_TRIES, 20), LONGEST_DELAY_SECONDS)
