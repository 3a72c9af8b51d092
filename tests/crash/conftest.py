"""A data directory with an open election, on which `pollwatch` is started, killed and started again."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.bootstrap import create_app
from app.settings import Settings
from app.storage.bucket import Bucket
from tests.cli.command import Command
from tests.factories import Factory

WITHOUT_LIMITS = {"APP_ANONYMOUS_REPORTS_PER_MINUTE": "1000000"}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url, worker="outside", _env_file=None)


@pytest.fixture
def pollwatch(settings: Settings) -> Command:
    app = create_app(settings)
    with TestClient(app) as client:
        Factory(app, client).election()
    return Command(settings.data_dir, settings.url, installed=True)


def starting_for(kill: int, pollwatch: Command) -> Command:
    """The installed script before the first kill; between kills, what it is once it has imported itself.

    Whatever comes up to prove that nothing was lost is the installed script again.
    """
    return replace(pollwatch, installed=kill == 0)


def on_s3(bucket: Bucket) -> dict[str, str]:
    """The settings of a service that keeps its photos there."""
    return {
        "APP_PHOTO_STORE": "s3",
        "APP_S3_BUCKET": bucket.name,
        "APP_S3_ENDPOINT": bucket.endpoint or "",
        "APP_S3_ACCESS_KEY_ID": bucket.access_key_id or "",
        "APP_S3_SECRET_ACCESS_KEY": bucket.secret_access_key or "",
    }
