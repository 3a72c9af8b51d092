"""What can be set, run and held is written down, and what the README shows works."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.main import get_group

from app.accounts.roles import Role
from app.cli.main import cli
from app.settings import Settings
from tests.cli.command import Command

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(r"^curl .*?(?=\n```|\n\n|\Z)", re.MULTILINE | re.DOTALL)

one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_explained(name: str) -> None:
    assert f"`APP_{name.upper()}`" in page("docs/operations.md")


def test_no_setting_is_explained_that_does_not_exist() -> None:
    explained = set(re.findall(r"`APP_([A-Z0-9_]+)`", page("docs/operations.md")))

    assert explained <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(get_group(cli).commands))
def test_every_command_is_explained(name: str) -> None:
    assert f"`pollwatch {name}`" in page("docs/operations.md")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_explained(role: Role) -> None:
    assert f"| `{role}` |" in page("docs/api.md")


@one_database_is_enough
def test_the_description_of_the_api_is_that_of_the_code(app: FastAPI) -> None:
    """`make docs` writes it anew."""
    written: dict[str, Any] = json.loads(page("docs/openapi.json"))

    assert written == json.loads(json.dumps(app.openapi()))


@pytest.mark.slow
@one_database_is_enough
@pytest.mark.parametrize("name", ["README.md", "docs/api.md"])
def test_every_curl_works_on_the_demo(
    name: str, database_url: str, tmp_path: Path, client: TestClient
) -> None:
    assert Command(tmp_path, database_url)("demo", "load").code == 0
    commands = [shlex.split(found.replace("\\\n", " ")) for found in COMMAND.findall(page(name))]

    assert len(commands) >= 1
    for command in commands:
        answer = client.request(**_request(command))
        assert answer.status_code in {200, 201}, command


def _request(words: list[str]) -> dict[str, Any]:
    """What this curl sends."""
    request: dict[str, Any] = {"method": "GET", "headers": {}}
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            request["method"] = next(rest)
        elif word == "-H":
            header, _, value = next(rest).partition(": ")
            request["headers"][header] = value
        elif word == "-d":
            request["content"] = next(rest).encode()
        else:
            request["url"] = word.removeprefix("http://127.0.0.1:8000")
    return request
