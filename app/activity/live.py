"""What changes, read from the database once per process and handed to every stream.

A task looks for new events whenever a transaction of this process has committed, and twice a second for
those of other processes. Streams hold neither a thread nor a connection: each keeps the number of the last
event it sent and takes what follows from memory, or, where it is further behind, from the database.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

import anyio
import structlog
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from app.activity import live_queries
from app.activity.live_queries import LiveEvent
from app.db.engine import MAX_LIVE
from app.db.session import Database

LOOK_SECONDS: Final = 0.5  # what another process did is seen within this time
PAUSE_SECONDS: Final = 0.05  # many commits in a row are one look
KEPT: Final = 1000  # events of an election in memory
AT_ONCE: Final = 500

_log = structlog.get_logger("pollwatch.live")


@dataclass(slots=True)
class _Tail:
    """The newest events of an election that somebody follows: all those after number `floor`."""

    floor: int
    events: deque[LiveEvent] = field(default_factory=deque)
    followers: int = 0
    grown: asyncio.Event = field(default_factory=asyncio.Event)

    def since(self, number: int) -> list[LiveEvent]:
        newest_first = takewhile(lambda each: each.number > number, reversed(self.events))
        return list(newest_first)[::-1]

    @property
    def last(self) -> int:
        return self.events[-1].number if self.events else self.floor

    def add(self, events: Sequence[LiveEvent]) -> None:
        self.events.extend(events)
        while len(self.events) > KEPT:
            self.floor = self.events.popleft().number
        self.grown.set()
        self.grown = asyncio.Event()


class Live:
    """One for the process. Everything but the notice of a commit happens in the event loop."""

    def __init__(self, database: Database) -> None:
        self._read = database.read
        self._tails: dict[int, _Tail] = {}
        self._turns = anyio.CapacityLimiter(MAX_LIVE)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._committed = asyncio.Event()
        event.listen(database.write, "after_commit", self._notice)

    async def run(self) -> None:
        """Until cancelled. What cannot be read now is read at the next look."""
        self._loop, self._committed = asyncio.get_running_loop(), asyncio.Event()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._committed.wait()
            self._committed.clear()
            try:
                await self._look()
            except SQLAlchemyError as failed:
                _log.warning("cannot look for events", reason=type(failed).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def newest(self, election_id: int) -> int:
        number: int = await self._ask(live_queries.newest, election_id)
        return number

    async def follow(
        self, election_id: int, number: int, patience_seconds: float
    ) -> AsyncGenerator[Sequence[LiveEvent]]:
        """All events after `number`, in order, none left out; nothing at all each time patience runs out."""
        with self._followed(election_id, await self.newest(election_id)) as tail:
            while True:
                grown = tail.grown
                events, number = await self._since(election_id, tail, number)
                if events:
                    yield events
                    continue
                try:
                    async with asyncio.timeout(patience_seconds):
                        await grown.wait()
                except TimeoutError:
                    yield ()

    async def _since(self, election_id: int, tail: _Tail, number: int) -> tuple[Sequence[LiveEvent], int]:
        """The next events, and the number to go on from."""
        if number >= tail.floor:
            kept = tail.since(number)
            return kept, kept[-1].number if kept else number
        floor = tail.floor
        events: list[LiveEvent] = await self._ask(live_queries.after, election_id, number, AT_ONCE)
        complete = len(events) < AT_ONCE  # then nothing is left up to where memory begins
        last = events[-1].number if events else number
        return events, max(last, floor) if complete else last

    @contextmanager
    def _followed(self, election_id: int, newest: int) -> Iterator[_Tail]:
        tail = self._tails.setdefault(election_id, _Tail(floor=newest))
        tail.followers += 1
        try:
            yield tail
        finally:
            tail.followers -= 1
            if tail.followers == 0:
                del self._tails[election_id]

    async def _look(self) -> None:
        for election_id, tail in list(self._tails.items()):
            while events := await self._ask(live_queries.after, election_id, tail.last, AT_ONCE):
                tail.add(events)

    async def _ask(self, query: Any, *arguments: Any) -> Any:
        def read() -> Any:
            with self._read() as session:
                return query(session, *arguments)

        return await anyio.to_thread.run_sync(read, limiter=self._turns)

    def _notice(self, _session: object) -> None:
        """From whatever thread has committed."""
        if self._loop is not None and self._tails:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._committed.set)
