"""RFC 9457: every failure leaves as application/problem+json, whoever raised it."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Scope

from app.core.errors import AppError
from app.core.validation import explain

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 5
PUBLIC_DATA: Final = "/api/v1/elections/"


class InvalidMember(BaseModel):
    pointer: str = Field(
        description="JSON Pointer into the body, or `query/…`, `path/…`, `header/…`.",
        examples=["/latitude_deg"],
    )
    code: str = Field(examples=["less-than-equal"])
    message: str = Field(examples=["Input should be less than or equal to 90"])


class Problem(BaseModel):
    """RFC 9457; some problems have further members, which their page explains."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="A page that explains cause and remedy.", examples=["/problems/not-found"])
    title: str = Field(examples=["No such resource"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no election of this name."])
    request_id: str = Field(description="Name it when you ask for help.", examples=["5f2b0c6e9a1d4e37"])


class InvalidProblem(Problem):
    errors: list[InvalidMember]


# What the framework raises, by status: what it says itself may quote the request.
_FRAMEWORK: Final[dict[int, tuple[int, str, str, str]]] = {
    400: (
        422,
        "malformed-request",
        "The request is not HTTP that we can read",
        "The body is broken or has too many parts.",
    ),
    401: (401, "unauthenticated", "Sign in first", "This needs a token or a session."),
    403: (403, "forbidden", "Your role does not allow this", "This is not for you."),
    404: (404, "not-found", "No such resource", "Nothing is at this address."),
    405: (
        405,
        "method-not-allowed",
        "This address does not take this method",
        "Allow lists the methods it takes.",
    ),
    406: (406, "not-acceptable", "Not to be had in this form", "Ask for another media type."),
    408: (408, "body-too-slow", "The body did not arrive in time", "Send it again."),
    413: (413, "body-too-large", "The body is larger than this address takes", "Send less."),
    415: (
        415,
        "media-type-not-supported",
        "This address does not take this kind of body",
        "Send another type.",
    ),
    416: (416, "range-not-satisfiable", "There is no such range", "Ask for a range inside the file."),
    429: (429, "too-many-requests", "Slow down", "Wait as long as Retry-After says."),
    503: (503, "unavailable", "Not available for a moment", "Wait as long as Retry-After says."),
}
INTERNAL: Final = ("internal", "Something broke on our side", "It has been logged under this request id.")


def request_id(scope: Scope) -> str:
    """The id of this request, made by us; made now where no middleware did."""
    made: str = scope.setdefault("state", {}).setdefault("request_id", secrets.token_hex(8))
    return made


def render(
    scope: Scope,
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> Response:
    if status == 422:  # so that whoever shows what is wrong need not ask whether there is a list
        extra.setdefault("errors", [])
    body = Problem(
        type=f"/problems/{code}",
        title=title,
        status=status,
        detail=detail,
        request_id=request_id(scope),
        **extra,  # what RFC 9457 calls extension members
    )
    given = {"cache-control": "no-store", **_required_headers(status), **_origins(scope), **(headers or {})}
    return Response(body.model_dump_json(), status, given, MEDIA_TYPE)


def _required_headers(status: int) -> dict[str, str]:
    if status in (429, 503):
        return {"retry-after": str(RETRY_AFTER_SECONDS)}
    return {"www-authenticate": "Bearer"} if status == 401 else {}


def _origins(scope: Scope) -> dict[str, str]:
    """A page of another origin may read public data, and so why it was refused."""
    is_public = scope.get("method") in ("GET", "HEAD") and scope.get("path", "").startswith(PUBLIC_DATA)
    return {"access-control-allow-origin": "*"} if is_public else {}


def from_error(scope: Scope, error: AppError) -> Response:
    """An error may bring headers of its own (`headers`) and say when to come back (`retry_after_seconds`)."""
    headers = {name.lower(): value for name, value in getattr(error, "headers", {}).items()}
    seconds = getattr(error, "retry_after_seconds", None)
    if seconds is not None:
        headers["retry-after"] = str(seconds)
    return render(scope, error.status, error.code, error.title, error.detail, headers=headers, **error.extra)


def from_framework(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """What FastAPI, Starlette or a server says by status alone."""
    fallback = (status, "request-failed", "The request failed", "The server did not take it.")
    answered, code, title, detail = _FRAMEWORK.get(status, fallback)
    kept = {name.lower(): value for name, value in (headers or {}).items()}
    return render(scope, answered, code, title, detail, headers=kept)


def from_bug(scope: Scope) -> Response:
    return render(scope, 500, *INTERNAL)


def from_exception(scope: Scope, exc: Exception) -> Response | None:
    """The problem an expected exception stands for; None means that it is a bug."""
    if isinstance(exc, AppError):
        return from_error(scope, exc)
    if isinstance(exc, HTTPException):
        return from_framework(scope, exc.status_code, exc.headers)
    if isinstance(exc, ClientDisconnect):  # nobody listens, but it is no bug of ours
        return from_framework(scope, 400)
    return None


def documents(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` value for an endpoint that may raise these errors."""
    by_status: dict[int, list[type[AppError]]] = {}
    for error in errors:
        by_status.setdefault(error.status, []).append(error)
    return {status: _documented(status, kinds) for status, kinds in by_status.items()}


def _documented(status: int, kinds: list[type[AppError]]) -> dict[str, Any]:
    examples = {
        kind.code: {
            "summary": kind.title,
            "value": {
                "type": f"/problems/{kind.code}",
                "title": kind.title,
                "status": status,
                "detail": f"{kind.title}.",
                "request_id": "5f2b0c6e9a1d4e37",
            },
        }
        for kind in kinds
    }
    return {  # without a `model`, for which FastAPI would build a field for each failure of each operation
        "description": ". ".join(dict.fromkeys(kind.title for kind in kinds)) + ".",
        "content": {MEDIA_TYPE: {"examples": examples}},
    }


def install(app: FastAPI) -> None:
    """Every failure of `app` is answered, and documented, as a problem."""
    _document(app)

    @app.exception_handler(AppError)
    async def _expected(request: Request, exc: AppError) -> Response:
        return from_error(request.scope, exc)

    @app.exception_handler(HTTPException)
    async def _framework(request: Request, exc: HTTPException) -> Response:
        headers = dict(exc.headers or {})
        if exc.status_code == 405:
            headers = {"allow": ", ".join(_methods_at(app, request.url.path))}
        return from_framework(request.scope, exc.status_code, headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, exc: RequestValidationError) -> Response:
        title, detail = "The request is not valid", "Each of `errors` says where and why."
        return render(request.scope, 422, "invalid-request", title, detail, errors=explain(exc.errors()))

    @app.exception_handler(ClientDisconnect)
    async def _gone(request: Request, _exc: ClientDisconnect) -> Response:
        return from_framework(request.scope, 400)

    @app.exception_handler(Exception)
    async def _bug(request: Request, _exc: Exception) -> Response:
        return from_bug(request.scope)


def _document(app: FastAPI) -> None:
    """Problems under their own media type, and one for every failure an operation does not list itself."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document, examples = plain(), dict[str, Any]()
            for operation in _operations(document):
                operation["responses"] = _as_problems(operation["responses"], examples)
            components = document.setdefault("components", {})
            components["examples"] = dict(sorted(examples.items()))
            schemas = components.setdefault("schemas", {})
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for model in (Problem, InvalidMember, InvalidProblem):
                schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
                schemas[model.__name__] = {name: part for name, part in schema.items() if name != "$defs"}
            components["schemas"] = dict(sorted(schemas.items()))
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document.get("paths", {}).values():
        yield from (operation for operation in item.values() if "responses" in operation)


def _as_problems(responses: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    failures = {status: response for status, response in responses.items() if status[0] in "45"}
    other = {"default": {"description": "Any other failure."}}
    described = {status: _as_problem(status, found, examples) for status, found in (failures | other).items()}
    return responses | described


def _as_problem(status: str, response: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    """Its examples go into `examples`, by code: nearly every operation can fail in the same ways."""
    name = "InvalidProblem" if status == "422" else "Problem"
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    if own := response.get("content", {}).get(MEDIA_TYPE, {}).get("examples"):
        examples |= own
        content["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in own}
    return response | {"content": {MEDIA_TYPE: content}}


def _methods_at(app: FastAPI, path: str) -> list[str]:
    """All methods of an address: the framework names those of the first route only."""
    found: set[str] = set()
    for context in iter_route_contexts(app.routes):
        pattern = getattr(context, "path_regex", None)
        if pattern is not None and pattern.match(path):
            found |= context.methods or set()
    return sorted(found)
