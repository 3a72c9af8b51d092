"""How long a connection may keep us waiting, and for how much: uvicorn itself sets no limits."""

import asyncio
import resource
from collections import Counter
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.core.errors import AppError, TooManyRequests
from app.core.problems import from_error
from app.core.refusals import MalformedHttp
from app.core.security_headers import protect

KIB: Final = 1024
# Left for the database, the photos and the log.
_OTHER_FILES: Final = 256
_MOST_CONNECTIONS: Final = 20_000


class HeadersTooSlow(AppError):
    status = 408
    code = "headers-too-slow"
    title = "The request did not arrive in time"


class HeadersTooLarge(AppError):
    status = 431
    code = "headers-too-large"
    title = "The headers are larger than any request needs"


class TooManyConnections(TooManyRequests):
    code = "too-many-connections"
    title = "Too many connections from one address"


def raise_file_limit() -> None:
    """Let this process and its children have as many connections as the system permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_FILES
    granted = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft != resource.RLIM_INFINITY and soft < granted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))


def share_of_one_address() -> int:
    """However greedy one address is, others get in."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = (
        _MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(soft - _OTHER_FILES, _MOST_CONNECTIONS)
    )
    return max(most // 2, 1)


class GuardedProtocol(HttpToolsProtocol):
    """For `uvicorn.Config(http=…)`: headers have a deadline and a size, an address a share of connections,
    and whoever asks has to read the answer.

    The pace and the size of bodies are BodyGuard's. Behind a proxy every connection comes from the proxy,
    so there the shares are its business.
    """

    header_seconds: ClassVar[float] = 10.0
    max_header_bytes: ClassVar[int] = 64 * KIB
    stalled_seconds: ClassVar[float] = 60.0
    min_read_bytes_per_second: ClassVar[int] = 500
    _open: ClassVar[Counter[str]] = Counter()

    _deadline: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _address: str | None = None
    # What is not body: headers, trailers, the frames of chunks; from the second piece of a message on.
    _overhead_bytes = 0
    _body_bytes = 0
    _asked = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        super().connection_made(transport)
        self._expect_headers()
        if self.client is None or self.config.proxy_headers:
            return
        self._address = self.client[0]
        self._open[self._address] += 1
        if self._open[self._address] > share_of_one_address():
            self._refuse(TooManyConnections("Close some, or use them for more than one request.", 10))

    def shutdown(self) -> None:
        """An answer without an end, such as a stream of events, must not hold up the server's own end."""
        super().shutdown()
        if not self._idle and self.scope.get("state", {}).get("endless"):
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._headers_arrived()
        self._answer_is_read()
        if self._address is not None:
            self._open[self._address] -= 1
            if not self._open[self._address]:
                del self._open[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._idle:
            self._expect_headers()
        self._overhead_bytes += len(data)
        super().data_received(data)
        # A chunk of one byte comes in a frame of five.
        if self._overhead_bytes > self.max_header_bytes + 6 * self._body_bytes:
            self._refuse(HeadersTooLarge(f"All of them together may have {self.max_header_bytes} bytes."))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._overhead_bytes = self._body_bytes = 0

    def on_headers_complete(self) -> None:
        self._headers_arrived()
        super().on_headers_complete()
        self._asked = True

    def on_body(self, body: bytes) -> None:
        self._overhead_bytes -= len(body)
        self._body_bytes += len(body)
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        self._refuse(MalformedHttp())

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._answer_is_read()

    @property
    def _idle(self) -> bool:
        """Nothing has been asked yet, or all of it is answered."""
        return not self._asked or self.cycle.response_complete

    def _expect_headers(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.header_seconds, self._too_slow)

    def _headers_arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        self._refuse(HeadersTooSlow(f"Its headers have {self.header_seconds:.0f} seconds."))

    def _watch_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(self.stalled_seconds, self._check_reader, unread)

    def _check_reader(self, unread_before: int) -> None:
        read = unread_before - self.transport.get_write_buffer_size()
        if read < self.stalled_seconds * self.min_read_bytes_per_second:
            self.transport.abort()
        else:
            self._watch_reader()

    def _answer_is_read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _refuse(self, error: AppError) -> None:
        """A problem document, as from anybody else; nothing is answered into an answer that has begun."""
        if self.transport.is_closing():
            return
        if self._idle:
            answer = from_error({}, error)
            protect(answer.headers, secure=False)
            lines: list[bytes] = [STATUS_LINE[error.status]]
            for name, value in [*answer.raw_headers, (b"connection", b"close")]:
                lines += [name, b": ", value, b"\r\n"]
            self.transport.write(b"".join([*lines, b"\r\n", bytes(answer.body)]))
        self.transport.close()
