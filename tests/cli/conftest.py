"""The demonstration, loaded once by every process of tests for each kind of database, and then copied."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.command import Command, Done
from tests.conftest import TEMPLATE
from tests.postgres import administer

LOADED = "template_demonstration"


@dataclass(kw_only=True)
class Demonstration(Command):
    """`pollwatch` where the demonstration is; `said` is what loading it printed."""

    said: Done


def _load(data_dir: Path, database_url: str) -> Demonstration:
    command = Command(data_dir, database_url)
    assert command("migrate").code == 0
    said = command("demo", "load", "--json")
    assert said.code == 0, said.err
    return Demonstration(data_dir=data_dir, database_url=database_url, said=said)


@pytest.fixture(scope="session")
def loaded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return _load(tmp_path_factory.mktemp("demonstration") / "data", "")


@pytest.fixture(scope="session")
def loaded_postgresql(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    administer(postgres, f'CREATE DATABASE "{LOADED}" TEMPLATE "{TEMPLATE}"')
    return _load(tmp_path_factory.mktemp("demonstration") / "data", f"{postgres}/{LOADED}")


@pytest.fixture(params=["sqlite", "postgresql"])
def demonstration(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demonstration]:
    """A copy that is the test's own."""
    loaded: Demonstration = request.getfixturevalue(f"loaded_{request.param}")
    data_dir = tmp_path / "data"
    shutil.copytree(loaded.data_dir, data_dir)
    if request.param == "sqlite":
        yield replace(loaded, data_dir=data_dir, database_url=f"sqlite:///{data_dir}/pollwatch.db")
        return
    server_url, name = request.getfixturevalue("postgres"), f"demonstration_{uuid4().hex}"
    administer(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{LOADED}"')
    yield replace(loaded, data_dir=data_dir, database_url=f"{server_url}/{name}")
    administer(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')
