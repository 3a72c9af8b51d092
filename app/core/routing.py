"""Every JSON body goes through the strict parser, whichever endpoint takes it."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, params
from fastapi.routing import APIRoute
from starlette.responses import Response

from app.core.refusals import MediaTypeNotSupported
from app.core.strict_json import loads


class StrictRoute(APIRoute):
    """FastAPI's own parser takes NaN, repeated keys, lone surrogates."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        body = self.body_field
        if body is None or isinstance(body.field_info, params.Form):
            return answer

        async def strict(request: Request) -> Response:
            await parse(request)
            return await answer(request)

        return strict


class Router(APIRouter):
    """Strict about JSON; operations are named after their endpoints."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            route_class=StrictRoute, generate_unique_id_function=lambda route: route.name, **options
        )


async def parse(request: Request) -> Any:
    """The body as JSON, once: FastAPI and `request.json()` find the same value afterwards."""
    raw = await request.body()
    if not raw:
        return None  # the endpoint's own declaration says whether a body is required
    if not is_json(request.headers.get("content-type", "")):
        raise MediaTypeNotSupported("Send application/json.")
    request._json = loads(raw)
    return request._json


def is_json(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return essence == "application/json" or (essence.startswith("application/") and essence.endswith("+json"))
