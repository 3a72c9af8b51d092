"""Shows in the OpenAPI document which policy guards each operation."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from app.accounts.policies import Policy, Strangers

BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "An opaque token beginning with `pw_`; the console sends a cookie instead.",
}


def policies_by_operation(app: FastAPI) -> dict[tuple[str, str], list[Policy]]:
    """By method and path as OpenAPI writes them; every operation shall have exactly one."""
    found: dict[tuple[str, str], list[Policy]] = {}
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        if dependant is None or not getattr(context, "include_in_schema", True):
            continue
        policies = list(_policies_in(dependant))
        path = context.path_format or ""
        found |= {(method.lower(), path): policies for method in context.methods or ()}
    return found


def install(app: FastAPI) -> None:
    """Adds `x-policy` and `security` to the document that `app.openapi` makes."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _annotate(describe(), policies_by_operation(app))
        return describe()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _annotate(schema: dict[str, Any], policies: dict[tuple[str, str], list[Policy]]) -> None:
    schema.setdefault("components", {})["securitySchemes"] = {"bearer": BEARER}
    for (method, path), found in policies.items():
        operation = schema["paths"].get(path, {}).get(method)
        if operation is not None and len(found) == 1:
            operation["x-policy"] = found[0].name
            operation["security"] = _security(found[0])


def _security(policy: Policy) -> list[dict[str, list[str]]]:
    token: dict[str, list[str]] = {"bearer": []}
    return [token] if policy.strangers is Strangers.NEVER else [{}, token]


def _policies_in(dependant: Dependant) -> Iterator[Policy]:
    if isinstance(dependant.call, Policy):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _policies_in(inner)
