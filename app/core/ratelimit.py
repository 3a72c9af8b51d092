"""Token buckets in memory, keyed so that no address can be read out of them."""

import hashlib
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Final

from app.core.errors import TooManyRequests

_ROTATE_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Policy:
    """`quota` requests each `window_seconds`, refilled evenly; `name` stands in the headers."""

    name: str
    quota: int
    window_seconds: int

    @property
    def header(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window_seconds}'


class RateLimited(TooManyRequests):
    """429 with the headers of the policy that was exceeded."""

    def __init__(self, retry_after_seconds: int, headers: dict[str, str]) -> None:
        super().__init__("Wait as long as Retry-After says.", retry_after_seconds)
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Verdict:
    """`headers` go on the answer either way (IETF draft: RateLimit-Policy, RateLimit)."""

    allowed: bool
    retry_after_seconds: int
    headers: dict[str, str]

    def require(self) -> None:
        if not self.allowed:
            raise self.refusal()

    def refusal(self) -> RateLimited:
        return RateLimited(self.retry_after_seconds, self.headers)


class RateLimiter:
    """Bounded: beyond `max_keys` the key unused for longest is forgotten, and every hour all are."""

    def __init__(
        self, policy: Policy, max_keys: int = 100_000, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.policy = policy
        self._max_keys = max_keys
        self._monotonic = monotonic
        self._per_second = policy.quota / policy.window_seconds
        self._lock = Lock()
        self._forget(monotonic())

    def take(self, source: str | None, cost: float = 1.0) -> Verdict:
        """`source` is an address or any other name of a caller; None are all whose address is unknown."""
        with self._lock:
            now = self._monotonic()
            if now - self._since >= _ROTATE_SECONDS:
                self._forget(now)
            key = self._key(source)
            tokens = self._tokens(key, now)
            allowed = tokens >= cost
            self._put(key, tokens - cost if allowed else tokens, now)
        return self._verdict(allowed, tokens - cost if allowed else tokens, cost)

    def look(self, source: str | None) -> Verdict:
        """What `take` would say, without taking: for what counts only once it has turned out badly."""
        with self._lock:
            tokens = self._tokens(self._key(source), self._monotonic())
        return self._verdict(tokens >= 1.0, tokens, 1.0)

    def give_back(self, source: str | None, cost: float = 1.0) -> None:
        """For what must not be punished, such as an identical replay."""
        with self._lock:
            now = self._monotonic()
            key = self._key(source)
            self._put(key, min(self._tokens(key, now) + cost, float(self.policy.quota)), now)

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        self._secret = secrets.token_bytes(32)
        self._since = now
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def _key(self, source: str | None) -> bytes:
        text = network_of(source or "")
        return hashlib.blake2b(text.encode(), key=self._secret, digest_size=16).digest()

    def _tokens(self, key: bytes, now: float) -> float:
        kept, at = self._buckets.get(key, (float(self.policy.quota), now))
        return min(kept + (now - at) * self._per_second, float(self.policy.quota))

    def _put(self, key: bytes, tokens: float, now: float) -> None:
        self._buckets[key] = (tokens, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)

    def _verdict(self, allowed: bool, tokens: float, cost: float) -> Verdict:
        missing = max(cost - tokens, 0.0)
        seconds = max(math.ceil(missing / self._per_second), 0 if allowed else 1)
        state = f'"{self.policy.name}";r={int(tokens)};t={seconds}'
        return Verdict(allowed, seconds, {"RateLimit-Policy": self.policy.header, "RateLimit": state})


def network_of(source: str) -> str:
    """The /24 or /48 of an address, so that a neighbour's port or privacy address makes no difference."""
    try:
        address = ip_address(source.partition("%")[0])
    except ValueError:
        return source
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))
