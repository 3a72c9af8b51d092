"""The line between browsers and the service, which can be cut and comes back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Line:
    """Leads from a port of its own to the service; both ends of a cut connection hear of it at once."""

    target_port: int
    port: int = 0
    _listening: socket.socket | None = None
    _open: set[socket.socket] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def cut(self) -> None:
        for each in (self._listening, *self._open):
            if each is not None:
                _end(each)
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", self.target_port))
                self._open |= {near, far}
                for reading, writing in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(reading, writing), daemon=True).start()


@contextmanager
def line_to(target_port: int) -> Iterator[Line]:
    line = Line(target_port)
    line.connect()
    try:
        yield line
    finally:
        line.cut()


def _carry(reading: socket.socket, writing: socket.socket) -> None:
    with suppress(OSError):
        while piece := reading.recv(65536):
            writing.sendall(piece)
    _end(reading)
    _end(writing)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
