"""A bad connection: slow, and cut after a random number of bytes, again and again."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

# 4 Mbit/s. What a line carries while the service looks an upload up is lost with the line, so one without
# limit would measure how busy the machine is.
BYTES_PER_SECOND: Final = 500_000


@dataclass
class Proxy:
    port: int = 0
    sent_bytes: int = 0  # by the client, over all connections
    cuts: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)


@contextmanager
def cutting(target_port: int, seed: int, mean_bytes: int) -> Iterator[Proxy]:
    """Each connection lives for an exponentially distributed number of bytes from the client."""
    proxy, chance = Proxy(), random.Random(seed)
    started, stopping = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = int(chance.expovariate(1 / mean_bytes)) + 1
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target_port)
        back = asyncio.create_task(_pump(far_reader, writer))
        with suppress(ConnectionError):
            while left > 0 and (piece := await reader.read(min(8192, left))):
                proxy.sent_bytes += len(piece)
                left -= len(piece)
                far_writer.write(piece)
                await far_writer.drain()
                await asyncio.sleep(len(piece) / BYTES_PER_SECOND)
        proxy.cuts += left <= 0
        far_writer.close()
        if left <= 0:
            writer.transport.abort()
        await back
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(carry, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        started.set()
        await stopping.wait()
        server.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    started.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
