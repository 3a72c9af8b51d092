"""Slow, greedy and malformed clients, over real sockets."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from app.core import connections, problems
from app.core.connections import GuardedProtocol
from app.core.middleware import stack
from tests.core.server import Client, serving

SLOW = 1000


class Impatient(GuardedProtocol):
    header_seconds = 0.5
    stalled_seconds = 0.5


def build() -> FastAPI:
    app = FastAPI(middleware=stack())
    problems.install(app)

    @app.get("/large")
    async def answer_much() -> PlainTextResponse:
        return PlainTextResponse("x" * 50_000_000)

    @app.get("/")
    async def answer() -> str:
        return "here"

    @app.post("/")
    async def take(body: dict[str, str]) -> int:
        return len(body)

    return app


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class TestHeaders:
    def test_have_a_deadline(self) -> None:
        with serving(build(), http=Impatient) as port, Client(port) as client:
            client.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")

            answer = client.answer()

            assert (answer.status, answer.problem) == (408, "headers-too-slow")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert client.is_closed_by_server()

    @pytest.mark.parametrize("first", [b"", b"\r\n", b"\r\n\r\n"])
    def test_have_a_deadline_before_they_begin(self, first: bytes) -> None:
        with serving(build(), http=Impatient) as port, Client(port) as client:
            client.send(first)

            assert client.answer().problem == "headers-too-slow"

    def test_have_a_deadline_on_a_connection_that_was_used_before(self) -> None:
        with serving(build(), http=Impatient, timeout_keep_alive=60) as port, Client(port) as client:
            client.head("GET", "/")
            assert client.answer().status == 200

            client.send(b"\r\n")

            assert client.answer().problem == "headers-too-slow"

    def test_may_not_go_on_for_ever(self) -> None:
        with serving(build(), http=GuardedProtocol) as port, Client(port) as client:
            client.send(b"GET / HTTP/1.1\r\nHost: x\r\n")

            client.send_until_refused(b"X-Filler: " + b"x" * 10_000 + b"\r\n", times=1000)

            assert client.answer().problem == "headers-too-large"
            assert client.sent_bytes < 2_000_000

    def test_nor_may_what_follows_a_body(self) -> None:
        with serving(build(), http=GuardedProtocol) as port, Client(port) as client:
            client.head("POST", "/", "Content-Type: application/json", "Transfer-Encoding: chunked")
            client.send(b"2\r\n{}\r\n0\r\n")

            client.send_until_refused(b"X-Trailer: " + b"x" * 10_000 + b"\r\n", times=1000)

            assert client.is_closed_by_server()
            assert client.sent_bytes < 2_000_000

    def test_small_chunks_are_no_offence(self) -> None:
        with serving(build(), http=GuardedProtocol) as port, Client(port) as client:
            client.head("POST", "/", "Content-Type: application/json", "Transfer-Encoding: chunked")
            body = b'{"a": "' + b"x" * 60_000 + b'"}'
            for start in range(0, len(body), 1000):
                piece = body[start : start + 1000]
                client.send(b"".join(b"1\r\n%c\r\n" % byte for byte in piece))
            client.send(b"0\r\n\r\n")

            assert client.answer().status == 200

    def test_what_is_not_http_is_answered_as_a_problem(self) -> None:
        with serving(build(), http=GuardedProtocol) as port, Client(port) as client:
            client.send(b"HELLO\r\n\r\n")

            answer = client.answer()

            assert (answer.status, answer.problem) == (400, "malformed-http")
            assert client.is_closed_by_server()


class TestSlowSockets:
    def test_a_thousand_of_them_do_not_hurt_an_honest_request(self) -> None:
        with serving(build(), http=GuardedProtocol) as port, ExitStack() as slow:
            for number in range(SLOW):
                client = slow.enter_context(Client(port))
                client.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " if number % 2 else b"")

            began = time.monotonic()
            with Client(port) as honest:
                honest.head("GET", "/")
                assert honest.answer().status == 200

            assert time.monotonic() - began < 1

    def test_one_address_gets_its_share_and_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connections, "share_of_one_address", lambda: 5)
        with serving(build(), http=GuardedProtocol, proxy_headers=False) as port, ExitStack() as held:
            for _ in range(5):
                held.enter_context(Client(port)).head("GET", "/")

            with Client(port) as one_more:
                answer = one_more.answer()

            assert (answer.status, answer.problem) == (429, "too-many-connections")
            assert answer.headers["retry-after"] == "10"

    def test_whoever_does_not_read_the_answer_is_dropped(self) -> None:
        with serving(build(), http=Impatient, proxy_headers=False) as port:
            with socket.create_connection(("127.0.0.1", port)) as idler:
                idler.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
                _wait_until(lambda: bool(Impatient._open))
                _wait_until(lambda: not Impatient._open)

                received = 0
                with suppress(ConnectionResetError):
                    while piece := idler.recv(1_000_000):
                        received += len(piece)

            assert received < 50_000_000
