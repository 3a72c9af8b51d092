"""A client that costs less than the server it loads: bare sockets, requests made beforehand, no parsing
of what is not needed."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles

import uvloop


@dataclass
class Load:
    seconds: float
    statuses: Counter[int]
    latencies_ms: list[float] = field(repr=False)

    @property
    def requests(self) -> int:
        return self.statuses.total()

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    def percentile_ms(self, percent: int) -> float:
        return quantiles(self.latencies_ms, n=100)[percent - 1]


class _Connection(asyncio.Protocol):
    """One client: the next request once the answer to the last is complete."""

    def __init__(
        self, requests: Iterator[bytes], load: Load, until: float, ended: "asyncio.Future[None]"
    ) -> None:
        self._requests, self._load, self._until, self._ended = requests, load, until, ended
        self._received = b""
        self._expected = 0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP: it writes
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        request = next(self._requests, None) if time.perf_counter() < self._until else None
        if request is None:
            self._transport.close()
            return
        self._expected = 0
        self._received = b""
        self._asked_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if not self._expected:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            self._expected = end + 4 + _content_length(self._received[: end + 2])
        if len(self._received) >= self._expected:
            self._load.statuses[int(self._received[9:12])] += 1
            self._load.latencies_ms.append((time.perf_counter() - self._asked_at) * 1000)
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._ended.done():
            self._ended.set_result(None)


def _content_length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    return 0 if at < 0 else int(head[at + 17 : head.index(b"\r\n", at + 2)])


def drive(port: int, requests: Iterator[bytes], *, clients: int = 64, seconds: float = 3.0) -> Load:
    """`clients` connections, each asking as fast as it is answered, until time or requests are used up."""

    async def run() -> Load:
        loop = asyncio.get_running_loop()
        load = Load(0.0, Counter(), [])
        began = time.perf_counter()
        ends = [loop.create_future() for _ in range(clients)]
        for ended in ends:
            connection = partial(_Connection, requests, load, began + seconds, ended)
            await loop.create_connection(connection, "127.0.0.1", port)
        await asyncio.gather(*ends)
        load.seconds = time.perf_counter() - began
        return load

    return uvloop.run(run())


def request(method: str, path: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
