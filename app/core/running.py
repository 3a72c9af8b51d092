"""A task that lives as long as a block."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import anyio


@asynccontextmanager
async def running(work: Callable[[], Coroutine[Any, Any, None]]) -> AsyncGenerator[None]:
    """Begun with the block and cancelled at its end, once what it has in a thread is done."""
    async with anyio.create_task_group() as group:
        group.start_soon(work)
        try:
            yield
        finally:
            group.cancel_scope.cancel()
