"""Group commit: one thread owns the writing transaction; what arrives during a commit shares the next one."""

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import sessionmaker

from app.core.errors import Unavailable
from app.db.session import WriteSession

Item = TypeVar("Item")
Answer = TypeVar("Answer")
MAX_BATCH: Final = 256
MAX_WAITING: Final = 4096


@dataclass(slots=True)
class _Waiting(Generic[Item, Answer]):
    item: Item
    future: "asyncio.Future[Answer]"

    def resolve(self, answer: Answer | None, error: BaseException | None = None) -> None:
        def tell() -> None:
            if self.future.cancelled():
                return
            if error is not None:
                self.future.set_exception(error)
            else:
                self.future.set_result(answer)  # type: ignore[arg-type]  # an answer is given when no error is

        self.future.get_loop().call_soon_threadsafe(tell)


class GroupWriter(Generic[Item, Answer]):
    """Each item is atomic: it is stored whole, or its caller hears why not."""

    def __init__(
        self, write: sessionmaker[WriteSession], store: Callable[[WriteSession, list[Item]], list[Answer]]
    ) -> None:
        self._write, self._store = write, store
        self._queue: queue.Queue[_Waiting[Item, Answer] | None] = queue.Queue(MAX_WAITING)
        self._thread = threading.Thread(target=self._run, name="group-writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Readiness: without its thread nothing can be taken in."""
        return self._thread.is_alive()

    async def submit(self, item: Item) -> Answer:
        """Return once the transaction that holds `item` is committed, or raise what storing it raised."""
        if not self.alive:
            raise Unavailable("Reports cannot be stored right now; keep yours and send it again.")
        waiting: _Waiting[Item, Answer] = _Waiting(item, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            raise Unavailable("Too many reports at once; send yours again in a moment.") from None
        return await waiting.future

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            self._commit([first, *self._following()])

    def _following(self) -> "list[_Waiting[Item, Answer]]":
        """What has arrived meanwhile, without waiting for more."""
        batch: list[_Waiting[Item, Answer]] = []
        while len(batch) < MAX_BATCH - 1:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                self._queue.put(None)
                break
            batch.append(following)
        return batch

    def _commit(self, batch: "list[_Waiting[Item, Answer]]") -> None:
        try:
            with self._write.begin() as session:
                answers = self._store(session, [waiting.item for waiting in batch])
        except (IntegrityError, DataError) as error:
            if len(batch) == 1:
                batch[0].resolve(None, error)
                return
            for waiting in batch:  # one bad row must not sink its neighbours
                self._commit([waiting])
        except BaseException as error:  # noqa: BLE001 - disk full, database gone: nobody was stored, everybody is told
            for waiting in batch:
                waiting.resolve(None, error)
        else:
            for waiting, answer in zip(batch, answers, strict=True):
                waiting.resolve(answer)
