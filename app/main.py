"""What uvicorn loads: `uvicorn --factory app.main:build`."""

from fastapi import FastAPI

from app.bootstrap import create_app
from app.settings import Settings


def build() -> FastAPI:
    return create_app(Settings())
