"""How much one network of strangers may send before it is asked to slow down; nobody is shut out for good."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from uuid import UUID

from anyio import CapacityLimiter, to_thread

from app.core.ratelimit import Policy, RateLimiter
from app.db.engine import MAX_PACING
from app.db.session import Database
from app.reports import queries

_MINUTE: Final = 60
# A phone with a bad connection asks again and again: what is stored already costs little.
_REPEATS_PER_REPORT: Final = 10
_ADDITIONS_PER_REPORT: Final = 10
_WRONG_CODES_PER_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to do one thing. `headers` belong on the answer."""

    limiter: RateLimiter | None = None
    source: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def give_back(self) -> None:
        """It was nothing that should count, such as a report that we have already."""
        if self.limiter is not None:
            self.limiter.give_back(self.source)


class Pace:
    """The limits of one process, in memory only. A turn that is not granted is RateLimited.

    `source` is the client's address. Whoever asks from this machine is its operator, or a proxy that does
    not say for whom it asks: to count all senders as one would shut everybody out.
    """

    def __init__(self, reports_per_minute: int) -> None:
        self._reports = RateLimiter(Policy("reports", reports_per_minute, _MINUTE))
        self._repeats = RateLimiter(Policy("repeats", reports_per_minute * _REPEATS_PER_REPORT, _MINUTE))
        self._additions = RateLimiter(
            Policy("additions", reports_per_minute * _ADDITIONS_PER_REPORT, _MINUTE)
        )
        self._codes = RateLimiter(Policy("wrong-codes", _WRONG_CODES_PER_MINUTE, _MINUTE))
        self._readers = CapacityLimiter(MAX_PACING)

    async def report(self, source: str, database: Database, election_id: int, report_id: UUID | None) -> Turn:
        """A report that is stored already has a turn also when the network has none left for new ones."""
        if _is_here(source):
            return Turn()
        verdict = self._reports.take(source)
        if verdict.allowed:
            return Turn(self._reports, source, verdict.headers)
        repeat = self._repeats.take(source)
        if report_id is not None and repeat.allowed:
            known = (database, election_id, report_id)
            if await to_thread.run_sync(_is_stored, *known, limiter=self._readers):
                return Turn(None, source, repeat.headers)
        raise verdict.refusal()

    def addition(self, source: str) -> None:
        """A photo, an answer, or whatever else is added to a report."""
        if not _is_here(source):
            self._additions.take(source).require()

    def guess(self, source: str) -> "Guess":
        """Whoever has guessed wrongly too often, also from this machine, has to wait before the next code."""
        self._codes.look(source).require()
        return Guess(self._codes, source)


@dataclass(frozen=True, slots=True)
class Guess:
    """A tracking code on its way: only one that leads nowhere counts."""

    limiter: RateLimiter
    source: str

    def was_wrong(self) -> None:
        self.limiter.take(self.source)


def _is_stored(database: Database, election_id: int, report_id: UUID) -> bool:
    with database.read() as session:
        return queries.exists(session, election_id, report_id)


def _is_here(source: str) -> bool:
    try:
        return ip_address(source.partition("%")[0]).is_loopback
    except ValueError:  # a socket file, or a caller inside the process
        return True
