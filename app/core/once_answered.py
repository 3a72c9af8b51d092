"""Work that a request leaves behind, and that its answer does not wait for."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.types import Message, Send


class OnceAnswered:
    """Stands in for `send` and begins the work as soon as the answer begins; nothing begins without one.

    The request is over only when the work is `done`: a server that stops waits for it.
    """

    def __init__(self, send: Send, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._send, self._work = send, work
        self._begun: asyncio.Task[None] | None = None

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if self._begun is None:
            self._begun = asyncio.create_task(self._work())

    async def done(self) -> None:
        if self._begun is not None:
            await self._begun
