"""Group commit: one thread owns the writing transaction; what arrives during a commit shares the next one."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import sessionmaker

from app.core.errors import Unavailable
from app.db.outages import TransactionUndone
from app.db.session import WriteSession

Item = TypeVar("Item")
Answer = TypeVar("Answer")
MAX_BATCH: Final = 256
MIN_BATCH: Final = 64
BATCH_SECONDS: Final = 0.02  # of storing, without the commit: then the connection is somebody else's turn
MAX_WAITING: Final = 4096  # in each lane
TRIES: Final = 4

# What one item can cause by what it holds. The last two are drivers' words for values they cannot send.
_ITEMS_FAULT: Final = (IntegrityError, DataError, ValueError, OverflowError)


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Item, Answer]):
    item: Item
    future: "asyncio.Future[Answer]"


class GroupWriter(Generic[Item, Answer]):
    """Each item is atomic: it is stored whole, or its caller hears why not."""

    def __init__(
        self,
        write: sessionmaker[WriteSession],
        store: Callable[[WriteSession, list[Item]], list[Answer]],
        on_batch: Callable[[int], None] = lambda _size: None,
    ) -> None:
        """`on_batch` hears how many items shared each commit."""
        self._write, self._store, self._on_batch = write, store, on_batch
        self._first: deque[_Waiting[Item, Answer]] = deque()
        self._then: deque[_Waiting[Item, Answer]] = deque()
        self._arrived = threading.Condition()
        self._closed = False
        self._batch_size = MIN_BATCH
        self._thread = threading.Thread(target=self._run, name="group-writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Readiness: without its thread nothing can be taken in."""
        return self._thread.is_alive()

    @property
    def waiting(self) -> int:
        """How many items nobody has begun to store."""
        return len(self._first) + len(self._then)

    async def submit(self, item: Item, *, first: bool = False) -> Answer:
        """Return once the transaction that holds `item` is committed, or raise what storing it raised.

        Those who come `first` wait for none of the others, and have a queue of their own.
        """
        waiting: _Waiting[Item, Answer] = _Waiting(item, asyncio.get_running_loop().create_future())
        lane = self._first if first else self._then
        with self._arrived:
            if self._closed:
                raise _not_taking_any()
            if len(lane) >= MAX_WAITING:
                raise Unavailable("Too many reports at once; send yours again in a moment.")
            lane.append(waiting)
            self._arrived.notify()
        return await waiting.future

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        with self._arrived:
            self._closed = True
            self._arrived.notify()
        self._thread.join()

    def _run(self) -> None:
        batch: list[_Waiting[Item, Answer]] = []
        try:
            while batch := self._next():
                self._commit(batch)
        finally:  # only an error that nobody foresaw leaves anybody waiting here
            with self._arrived:
                self._closed = True
                left = [*batch, *self._first, *self._then]
            _tell((waiting, None, _not_taking_any()) for waiting in left)

    def _next(self) -> list[_Waiting[Item, Answer]]:
        """What has arrived meanwhile, without waiting for more; nothing once closed and done."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._first or self._then or self._closed)
            batch: list[_Waiting[Item, Answer]] = []
            for lane in (self._first, self._then):
                while lane and len(batch) < self._batch_size:
                    batch.append(lane.popleft())
            return batch

    def _commit(self, batch: list[_Waiting[Item, Answer]]) -> None:
        try:
            answers = self._stored([waiting.item for waiting in batch])
        except _ITEMS_FAULT as error:
            if len(batch) == 1:
                _tell([(batch[0], None, error)])
                return
            for waiting in batch:  # one bad row must not sink its neighbours
                self._commit([waiting])
        except Exception as error:  # noqa: BLE001 - disk full, database gone: nobody was stored, everybody is told
            _tell((waiting, None, error) for waiting in batch)
        else:
            self._on_batch(len(batch))
            _tell((waiting, answer, None) for waiting, answer in zip(batch, answers, strict=True))

    def _stored(self, items: list[Item]) -> list[Answer]:
        """In one transaction, and in another one if the database has undone that."""
        for _ in range(TRIES - 1):
            try:
                return self._store_and_commit(items)
            except TransactionUndone:
                continue
        return self._store_and_commit(items)

    def _store_and_commit(self, items: list[Item]) -> list[Answer]:
        with self._write.begin() as session:
            began = perf_counter()
            answers = self._store(session, items)
            seconds_each = (perf_counter() - began) / len(items)
        self._batch_size = max(MIN_BATCH, min(MAX_BATCH, int(BATCH_SECONDS / seconds_each)))
        return answers


Outcome = tuple[_Waiting[Item, Answer], Answer | None, BaseException | None]


def _tell(outcomes: Iterable[Outcome[Item, Answer]]) -> None:
    """Wake those who wait, each event loop once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Outcome[Item, Answer]]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].future.get_loop(), []).append(outcome)
    for loop, theirs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, theirs)
        except RuntimeError:  # the loop has ended, and with it all who waited in it
            continue


def _resolve(outcomes: list[Outcome[Item, Answer]]) -> None:
    for waiting, answer, error in outcomes:
        if waiting.future.done():  # whoever waited has gone
            continue
        if error is not None:
            waiting.future.set_exception(error)
        else:
            waiting.future.set_result(answer)  # type: ignore[arg-type]  # an answer is given when no error is


def _not_taking_any() -> Unavailable:
    return Unavailable("Reports cannot be stored right now; keep yours and send it again.")
