"""Threads for photos alone: a store that keeps them waiting holds up nothing else."""

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

MAX_PHOTO_THREADS: Final = 16

T = TypeVar("T")
_threads: RunVar[CapacityLimiter] = RunVar("photo threads")


async def in_photo_thread(work: Callable[..., T], *arguments: object) -> T:
    """For whatever touches the photo store while a request is answered."""
    try:
        threads = _threads.get()
    except LookupError:
        threads = CapacityLimiter(MAX_PHOTO_THREADS)
        _threads.set(threads)
    return await to_thread.run_sync(work, *arguments, limiter=threads)
