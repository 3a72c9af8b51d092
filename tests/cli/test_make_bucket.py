"""`pollwatch media make-bucket`: a new S3 service becomes a store without another tool."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.command import Command
from tests.crash.conftest import on_s3
from tests.swift import Swift

pytestmark = pytest.mark.slow


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path / "data")


def test_makes_it_once_and_photos_can_be_written(s3: Swift, command: Command) -> None:
    there = on_s3(replace(s3.bucket(f"another-{uuid4().hex}"), name=f"photos-{uuid4().hex}"))

    done = [command("media", "make-bucket", **there) for _ in range(2)]

    assert [each.code for each in done] == [0, 0]
    assert "Photos can be written." in command("doctor", **there).out


def test_a_directory_has_none(command: Command) -> None:
    assert command("media", "make-bucket").code == 2
