"""The address that people reach the service by, for links that are taken elsewhere."""

from fastapi import Request


def origin_of(request: Request) -> str:
    """`https://host`, without a slash: as the operator says it, else as the caller wrote it."""
    base: str | None = request.app.state.base_url
    return (base or str(request.base_url)).rstrip("/")
