"""Streams of server-sent events: how many there may be, how they look, and when they end."""

from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import lru_cache
from typing import Final
from uuid import UUID

import orjson
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.accounts.actor import Actor
from app.activity.errors import TooManyStreams
from app.activity.live import Live
from app.activity.live_queries import LiveEvent
from app.activity.schemas import Change
from app.elections.view import ElectionView

MOST: Final = 500  # of a process
MOST_OF_ONE: Final = 6  # of an account: a browser has one, whatever its number of tabs
ALIVE_SECONDS: Final = 5.0  # without events, a sign of life, and a look whether this person still may
RECONNECT_MS: Final = 2000

Entitled = Callable[[], Awaitable[bool]]


class Streams:
    """Those that are open in this process."""

    def __init__(self) -> None:
        self._open: Counter[UUID] = Counter()

    @contextmanager
    def one_of(self, actor: Actor) -> Iterator[None]:
        self._open[actor.account_id] += 1
        try:
            yield
        finally:
            self._open[actor.account_id] -= 1
            if not self._open[actor.account_id]:
                del self._open[actor.account_id]

    def check(self, actor: Actor) -> None:
        if self._open[actor.account_id] >= MOST_OF_ONE:
            raise TooManyStreams("Close another window of yours; one stream is enough for a browser.", 10)
        if self._open.total() >= MOST:
            raise TooManyStreams("Ask for …/changes instead; the same is told there.", 30)


class EventStream(StreamingResponse):
    """Counted while it is open, and closed in order whoever ends it."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes], streams: Streams, actor: Actor) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(frames, headers=headers)
        self._frames, self._streams, self._actor = frames, streams, actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["endless"] = True  # the server need not wait for its end
        with self._streams.one_of(self._actor):
            async with aclosing(self._frames):
                await super().__call__(scope, receive, send)


async def frames(
    live: Live, view: ElectionView, number: int | None, entitled: Entitled, *, once: bool
) -> AsyncGenerator[bytes]:
    """First where the stream begins, then every event after it; without `number`, those from now on.

    A number that was never given is of a database that has since been restored: `reset` says that what
    was read before has to be read again. `once` tells what there is and ends.
    """
    newest = await live.newest(view.id)
    if number is None or number > newest:
        yield _begin("position" if number is None else "reset", newest)
        number = newest
    else:
        yield _begin("position", number)
    async with aclosing(live.follow(view.id, number, 0 if once else ALIVE_SECONDS)) as batches:
        async for batch in batches:
            if not await entitled():
                yield b"event: ended\ndata: {}\n\n"
                return
            if once and not batch:
                return
            yield _shown(batch)


def change(event: LiveEvent) -> Change:
    return Change(
        id=event.number,
        at=event.at,
        kind="report" if event.kind == "report" else "incident",
        object_id=UUID(event.object_id),
        version=event.version,
        event=event.event,
        actor=event.actor,
    )


def _begin(name: str, number: int) -> bytes:
    return f'retry: {RECONNECT_MS}\nid: {number}\nevent: {name}\ndata: {{"id":{number}}}\n\n'.encode()


def _shown(batch: Sequence[LiveEvent]) -> bytes:
    return b"".join(_frame(event) for event in batch) or b": alive\n\n"


@lru_cache(maxsize=2048)  # every stream sends the same
def _frame(event: LiveEvent) -> bytes:
    data = orjson.dumps(change(event).model_dump(mode="json"))
    return b"id: %d\nevent: change\ndata: %b\n\n" % (event.number, data)
