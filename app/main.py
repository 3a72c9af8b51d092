"""What each process of `pollwatch serve --workers N` loads; also `uvicorn --factory app.main:build`."""

from fastapi import FastAPI

from app.core import logs
from app.core.garbage import freeze_what_stays
from app.core.loading import loading
from app.core.threads import take_short_turns
from app.settings import Settings

with loading():
    from app.bootstrap import create_app


def build() -> FastAPI:
    logs.configure()
    take_short_turns()
    freeze_what_stays()
    with loading():
        return create_app(Settings())
