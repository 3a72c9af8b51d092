"""Bodies of any size and pace, over a real socket."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, File, Request, UploadFile
from starlette.responses import PlainTextResponse, StreamingResponse

from app.core import problems
from app.core.bodies import MIB, Pace
from app.core.middleware import stack
from app.core.routing import Router
from app.core.schema import Lenient
from tests.core.server import Client, serving

GIB = 1024 * MIB
LIMIT = 64 * 1024


class AnyIn(Lenient):
    pass


seen_bytes = 0


def limits(_method: str, path: str) -> int:
    return 2 * MIB if path.startswith("/large") else LIMIT


def build() -> FastAPI:  # noqa: C901
    app = FastAPI(middleware=stack(limits, Pace(grace_seconds=1, min_bytes_per_second=20_000, max_seconds=3)))
    problems.install(app)
    router = Router()

    @router.post("/json")
    async def take_json(body: AnyIn) -> int:
        return len(body.model_extra or {})

    @router.post("/large/form")
    async def take_form(file: UploadFile = File()) -> int:  # noqa: B008
        return len(await file.read())

    @router.post("/stream")
    @router.post("/large/stream")
    async def take_stream(request: Request) -> int:
        global seen_bytes  # noqa: PLW0603
        seen_bytes = 0
        async for piece in request.stream():
            seen_bytes += len(piece)
        return seen_bytes

    @router.post("/careless")
    async def swallow_everything(request: Request) -> str:
        try:
            await request.body()
        except Exception:  # noqa: BLE001  # what a careless endpoint does
            return "all is well"
        return "read"

    @router.post("/unread")
    async def answer_without_reading() -> str:
        return "done"

    @router.post("/early")
    async def answer_while_it_arrives(request: Request) -> StreamingResponse:
        async def pieces() -> Any:
            yield b"begun"
            await request.body()
            yield b"ended"

        return StreamingResponse(pieces())

    app.include_router(router)
    return app


@pytest.fixture(scope="module", params=["httptools", "h11"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with serving(build(), http=request.param) as port:
        yield port


PATHS = ["/json", "/stream", "/careless", "/unread", "/nowhere", "/early"]


class TestSize:
    @pytest.mark.parametrize("path", PATHS)
    def test_an_honest_gigabyte_is_refused_before_it_is_sent(self, port: int, path: str) -> None:
        with Client(port) as client:
            client.head("POST", path, "Content-Type: application/json", f"Content-Length: {GIB}")
            answer = client.answer()

            assert (answer.status, answer.problem, answer.closed) == (413, "body-too-large", True)
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-request-id"]
            assert client.is_closed_by_server()

    @pytest.mark.parametrize("path", ["/json", "/stream", "/careless"])
    def test_a_gigabyte_without_length_is_refused_at_the_limit(self, port: int, path: str) -> None:
        with Client(port) as client:
            client.head("POST", path, "Content-Type: application/json", "Transfer-Encoding: chunked")
            piece = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
            client.send_until_refused(piece, GIB // 0x4000)
            answer = client.answer()

            assert (answer.status, answer.problem, answer.closed) == (413, "body-too-large", True)
            assert client.sent_bytes < 32 * MIB

    def test_an_endpoint_never_sees_more_than_the_limit(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/large/stream", "Transfer-Encoding: chunked")
            client.send_until_refused(b"4000\r\n" + b" " * 0x4000 + b"\r\n", GIB // 0x4000)

            assert client.answer().status == 413
            assert 0 < seen_bytes <= 2 * MIB

    def test_a_length_that_says_too_little_counts_for_nothing_beyond_it(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/json", "Content-Type: application/json", "Content-Length: 2")
            client.send_until_refused(b"{}" + b" " * MIB, 1)

            # The surplus is a bad next request; whether the answer to the first still goes out is a race.
            assert client.answer().status in (200, 400)
            assert client.sent_bytes < 2 * MIB

    @pytest.mark.parametrize("length", ["-1", "1e9", "9" * 5000, "0x10", "10, 20"])
    def test_a_length_that_is_none_is_refused(self, port: int, length: str) -> None:
        with Client(port) as client:
            client.head("POST", "/json", "Content-Type: application/json", f"Content-Length: {length}")
            answer = client.answer()
            assert answer.status in (400, 413)
            assert client.is_closed_by_server()

    def test_multipart_beyond_the_limit_is_refused(self, port: int) -> None:
        with Client(port) as client:
            client.head(
                "POST",
                "/large/form",
                "Content-Type: multipart/form-data; boundary=x",
                "Transfer-Encoding: chunked",
            )
            head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
            client.send(b"%x\r\n%s\r\n" % (len(head), head))
            client.send_until_refused(b"4000\r\n" + b" " * 0x4000 + b"\r\n", GIB // 0x4000)
            assert (answer := client.answer()).status == 413
            assert answer.problem == "body-too-large"

    def test_the_limit_itself_is_taken(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/stream", f"Content-Length: {LIMIT}")
            client.send(b" " * LIMIT)
            assert (client.answer().body, LIMIT) == (str(LIMIT).encode(), LIMIT)

    def test_a_client_that_asks_first_need_not_send(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/stream", f"Content-Length: {GIB}", "Expect: 100-continue")
            began = time.monotonic()
            assert client.answer().status == 413
            assert client.is_closed_by_server()
            assert time.monotonic() - began < 0.9


@pytest.mark.slow
class TestPace:
    def test_a_body_that_never_comes_ends_as_408(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/json", "Content-Type: application/json", "Content-Length: 10")
            client.send(b"{")
            answer = client.answer()

            assert (answer.status, answer.problem, answer.closed) == (408, "body-too-slow", True)
            assert client.is_closed_by_server()

    @pytest.mark.parametrize("path", ["/stream", "/careless"])
    def test_a_body_that_trickles_ends_as_408(self, port: int, path: str) -> None:
        with Client(port) as client:
            client.head("POST", path, "Content-Length: 60000")
            client.send_until_refused(b" ", 60000, pause_seconds=0.02)
            assert client.answer().status == 408

    def test_slow_but_steady_is_taken(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/stream", "Content-Length: 60000")
            for _ in range(30):
                client.send(b" " * 2000)
                time.sleep(0.05)
            assert client.answer().body == b"60000"

    def test_many_slow_clients_do_not_hurt_an_honest_one(self, port: int) -> None:
        slow = [Client(port) for _ in range(200)]
        for client in slow:
            client.head("POST", "/json", "Content-Type: application/json", "Content-Length: 10")

        with Client(port) as honest:
            began = time.monotonic()
            honest.head("POST", "/json", "Content-Type: application/json", "Content-Length: 2")
            honest.send(b"{}")
            assert honest.answer().status == 200
            assert time.monotonic() - began < 0.9
        for client in slow:
            with client:
                assert client.answer().status == 408


class TestConnection:
    def test_stays_open_when_the_body_was_read(self, port: int) -> None:
        with Client(port) as client:
            for _ in range(3):
                client.head("POST", "/json", "Content-Type: application/json", "Content-Length: 2")
                client.send(b"{}")
                answer = client.answer()
                assert (answer.status, answer.closed) == (200, False)

    def test_is_closed_when_it_was_not(self, port: int) -> None:
        with Client(port) as client:
            client.head("POST", "/unread", "Content-Length: 60000")
            answer = client.answer()
            assert (answer.status, answer.body, answer.closed) == (200, b'"done"', True)

    def test_a_client_that_goes_away_is_no_bug(self, port: int, caplog: pytest.LogCaptureFixture) -> None:
        with Client(port) as client:
            client.head("POST", "/json", "Content-Type: application/json", "Content-Length: 10")
            client.send(b"{")
        with Client(port) as client:
            client.head("POST", "/json", "Content-Type: application/json", "Content-Length: 2")
            client.send(b"{}")
            assert client.answer().status == 200
        assert "unhandled" not in caplog.text
        assert "Exception in ASGI" not in caplog.text


def test_plain_text_of_the_frameworks_own_limit_becomes_a_problem() -> None:
    from fastapi.testclient import TestClient

    app = FastAPI(middleware=stack())
    problems.install(app)

    @app.post("/", max_body_size=10)
    async def small(body: AnyIn) -> None: ...

    @app.get("/")
    async def plain() -> PlainTextResponse:
        return PlainTextResponse("x", 413)

    client = TestClient(app)
    for answer in (client.post("/", json={"a": "b" * 20}), client.get("/")):
        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/body-too-large"
