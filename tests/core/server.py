"""A real uvicorn on a real socket, and a client that may misbehave byte by byte."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serving(app: ASGIApp, **config: Any) -> Iterator[int]:
    """The port; the server is gone afterwards."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # from here on a client may connect and wait
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none", **config)
        )
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    closed: bool

    @property
    def problem(self) -> str:
        code: str = json.loads(self.body)["type"]
        return code.removeprefix("/problems/")


class Client:
    """One connection; what it sends and when is the test's business."""

    def __init__(self, port: int, timeout_seconds: float = 10) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout_seconds)
        self.sent_bytes = 0

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def head(self, method: str, path: str, *headers: str) -> None:
        self.send("\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode())

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)
        self.sent_bytes += len(data)

    def send_until_refused(self, piece: bytes, times: int, pause_seconds: float = 0) -> None:
        """Keeps sending until the answer lies there, the other side has closed, or all is sent."""
        for _ in range(times):
            self._socket.setblocking(False)
            try:
                self._socket.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                pass
            else:
                return
            finally:
                self._socket.settimeout(10)
            try:
                self.send(piece)
            except OSError:
                return
            time.sleep(pause_seconds)

    def answer(self) -> Answer:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._piece()
        head, _, body = received.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            body += self._piece()
        closed = headers.get("connection") == "close"
        return Answer(int(status.split()[1]), headers, body, closed)

    def is_closed_by_server(self) -> bool:
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _piece(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("closed before the answer was complete")
        return piece
