"""Every failure is a problem document."""

import json
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Form, Query, Response
from fastapi.exceptions import HTTPException
from fastapi.testclient import TestClient
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core import problems
from app.core.errors import (
    AppError,
    Forbidden,
    InvalidRequest,
    NotFound,
    PreconditionFailed,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from app.core.middleware import stack
from app.core.routing import Router
from app.core.schema import Schema

CANARY = "canary-4711"


class PointIn(Schema):
    latitude_deg: float


RAISED: dict[str, Exception] = {
    "401": Unauthenticated("Send a token."),
    "403": Forbidden("This needs a lead."),
    "404": NotFound("There is no such report."),
    "412": PreconditionFailed(7),
    "429": TooManyRequests("Wait.", 17),
    "503": Unavailable("Busy.", 3),
    "500": RuntimeError(CANARY),
    "framework-400": HTTPException(400, CANARY),
    "framework-418": HTTPException(418, CANARY, {"X-Tea": "yes"}),
    "framework-429": HTTPException(429, CANARY),
    "framework-503": HTTPException(503, CANARY),
}


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI(middleware=stack())
    router = Router()
    problems.install(app)

    @router.post("/points/{number}", responses=problems.documents(NotFound, Forbidden, InvalidRequest))
    async def take(point: PointIn, number: int, page: Annotated[int, Query(ge=1)] = 1) -> PointIn:
        return point

    @router.get("/points/{number}")
    async def give(number: int) -> int:
        return number

    @router.get("/raise/{name}")
    async def fail(name: str) -> None:
        raise RAISED[name]

    @router.get("/raise-in-thread/{name}")
    def fail_in_thread(name: str) -> None:
        raise RAISED[name]

    @router.post("/form")
    async def form(name: Annotated[str, Form()]) -> str:
        return name

    @router.get("/bad-answer")
    async def bad_answer() -> PointIn:
        return CANARY  # type: ignore[return-value]

    @router.get("/plain")
    async def plain() -> Response:
        return Response(CANARY, 409, media_type="text/plain")

    app.include_router(router, prefix="/v1")
    app.mount("/static", StaticFiles(directory="tests/core"))
    return app


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def check(
    client: TestClient, method: str, path: str, status: int, code: str, **request: Any
) -> dict[str, Any]:
    answer = client.request(method, path, **request)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problems/{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    assert CANARY not in answer.text
    assert "canary" not in str(answer.headers)
    return body | {"headers": answer.headers}


class TestEveryFailure:
    @pytest.mark.parametrize("path", ["/v1/raise/", "/v1/raise-in-thread/"])
    @pytest.mark.parametrize(
        ("name", "status", "code"),
        [
            ("401", 401, "unauthenticated"),
            ("403", 403, "forbidden"),
            ("404", 404, "not-found"),
            ("412", 412, "version-changed"),
            ("429", 429, "too-many-requests"),
            ("503", 503, "unavailable"),
            ("500", 500, "internal"),
            ("framework-400", 422, "malformed-request"),
            ("framework-418", 418, "request-failed"),
            ("framework-429", 429, "too-many-requests"),
            ("framework-503", 503, "unavailable"),
        ],
    )
    def test_of_an_endpoint(self, client: TestClient, path: str, name: str, status: int, code: str) -> None:
        found = check(client, "GET", path + name, status, code)

        headers = found["headers"]
        assert ("retry-after" in headers) == (status in (429, 503))
        assert ("www-authenticate" in headers) == (status == 401)
        if name == "429":
            assert headers["retry-after"] == "17"
        if name == "412":
            assert found["current_version"] == 7

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", f"/{CANARY}", 404, "not-found"),
            ("GET", "/static/none.css", 404, "not-found"),
            ("POST", "/static/__init__.py", 405, "method-not-allowed"),
            ("GET", "/v1/bad-answer", 500, "internal"),
            ("GET", "/v1/plain", 409, "request-failed"),
            ("GET", f"/v1/points/{CANARY}", 422, "invalid-request"),
            ("GET", "/v1/points/%00", 422, "malformed-request"),
            ("GET", "/v1/points/1?x=%00", 422, "malformed-request"),
        ],
    )
    def test_of_the_framework(
        self, client: TestClient, method: str, path: str, status: int, code: str
    ) -> None:
        check(client, method, path, status, code)

    def test_names_all_methods_of_an_address(self, client: TestClient) -> None:
        headers = check(client, "DELETE", "/v1/points/1", 405, "method-not-allowed")["headers"]
        assert headers["allow"] == "GET, POST"

    @pytest.mark.parametrize(
        ("content", "content_type", "status", "code"),
        [
            (b"{", "application/json", 422, "malformed-json"),
            (b'{"latitude_deg": NaN}', "application/json", 422, "malformed-json"),
            (b"[" * 10**5, "application/json", 422, "malformed-json"),
            (b'{"latitude_deg": 1, "latitude_deg": 2}', "application/vnd.x+json", 422, "malformed-json"),
            (b'{"latitude_deg": "canary-4711"}', "application/json", 422, "invalid-request"),
            (b'{"canary-4711": 1}', "application/json; charset=UTF-8", 422, "invalid-request"),
            (b"", "application/json", 422, "invalid-request"),
            (b'"x"', "application/json", 422, "invalid-request"),
            (b'{"latitude_deg": 1}', "text/plain", 415, "media-type-not-supported"),
            (b'{"latitude_deg": 1}', None, 415, "media-type-not-supported"),
            (b'{"latitude_deg": 1}', "application/jsonp", 415, "media-type-not-supported"),
            (b'{"latitude_deg": 1}', "application/json; charset=latin-1", 415, "charset-not-supported"),
        ],
    )
    def test_of_a_json_body(
        self, client: TestClient, content: bytes, content_type: str | None, status: int, code: str
    ) -> None:
        headers = {"content-type": content_type} if content_type else {}
        check(client, "POST", "/v1/points/1", status, code, content=content, headers=headers)

    def test_of_a_form(self, client: TestClient) -> None:
        multipart = {"content-type": "multipart/form-data; boundary=x"}
        check(client, "POST", "/v1/form", 422, "malformed-request", content=b"canary-4711", headers=multipart)
        check(client, "POST", "/v1/form", 422, "invalid-request", data={"other": CANARY})
        many = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' for _ in range(10**4))
        check(
            client, "POST", "/v1/form", 422, "malformed-request", content=many + b"--x--", headers=multipart
        )

    def test_lists_pointers(self, client: TestClient) -> None:
        found = check(client, "POST", "/v1/points/x?page=0", 422, "invalid-request", json={})
        assert [(e["pointer"], e["code"]) for e in found["errors"]] == [
            ("path/number", "int-parsing"),
            ("query/page", "greater-than-equal"),
            ("/latitude_deg", "missing"),
        ]

    def test_without_our_middleware_too(self) -> None:
        app = FastAPI()
        problems.install(app)

        @app.get("/")
        async def fail() -> None:
            raise RuntimeError(CANARY)

        answer = TestClient(app, raise_server_exceptions=False).get("/")
        assert answer.json()["type"] == "/problems/internal"
        assert answer.json()["request_id"]


def test_a_valid_body_arrives(client: TestClient) -> None:
    assert client.post("/v1/points/1", json={"latitude_deg": 40.5}).json() == {"latitude_deg": 40.5}


def test_members_of_an_error_may_be_anything_json_can_say() -> None:
    class Held(AppError):
        status = 409
        code = "held"
        title = "Held"

    rendered = problems.from_error({"type": "http"}, Held("By another.", holder={"name": "a"}, until=None))
    assert json.loads(bytes(rendered.body))["holder"] == {"name": "a"}


class TestDocuments:
    def test_problems_under_their_media_type(self, app: FastAPI) -> None:
        document = app.openapi()
        responses = document["paths"]["/v1/points/{number}"]["post"]["responses"]

        assert list(responses["403"]["content"]) == ["application/problem+json"]
        assert "forbidden" in responses["403"]["content"]["application/problem+json"]["examples"]
        reference = responses["422"]["content"]["application/problem+json"]["schema"]["$ref"]
        assert reference == "#/components/schemas/InvalidProblem"
        assert "HTTPValidationError" not in json.dumps(document)

    def test_every_reference_leads_somewhere(self, app: FastAPI) -> None:
        text = json.dumps(app.openapi())
        names = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
        assert names <= set(app.openapi()["components"]["schemas"])
        assert {"Problem", "InvalidProblem", "InvalidMember"} <= names

    def test_every_operation_has_a_problem_for_the_rest(self, app: FastAPI) -> None:
        operations = [op for item in app.openapi()["paths"].values() for op in item.values()]
        assert len(operations) > 5
        for operation in operations:
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]


def test_an_error_of_a_middleware_is_a_problem_too() -> None:
    async def refuse(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise Unauthenticated("Send a token.")

    app: ASGIApp = refuse
    for middleware in reversed(stack()):
        app = middleware.cls(app, *middleware.args, **middleware.kwargs)
    check(TestClient(app), "GET", "/", 401, "unauthenticated")
