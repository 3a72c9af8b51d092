"""One connection at a time per upload: the newest wins, because the older one is most likely dead."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import anyio

from app.intake.upload_errors import UploadTakenOver


@dataclass(slots=True)
class _Turn:
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    ended: anyio.Event = field(default_factory=anyio.Event)


class Turns:
    """Of this process. Between processes the store refuses a second writer."""

    def __init__(self) -> None:
        self._current: dict[UUID, _Turn] = {}

    @asynccontextmanager
    async def turn(self, upload_id: UUID) -> AsyncIterator[None]:
        """Ends whoever has the turn, waits until what came over is durable, then goes on.

        Whose turn is taken away ends with UploadTakenOver.
        """
        while (before := self._current.get(upload_id)) is not None:
            before.scope.cancel()
            await before.ended.wait()
        mine = self._current[upload_id] = _Turn()
        try:
            with mine.scope:
                yield
        finally:
            del self._current[upload_id]
            mine.ended.set()
        if mine.scope.cancelled_caught:
            raise UploadTakenOver
