"""One database that is taken up from revision to revision and copied at each: no test begins at nothing."""

import shutil
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from alembic.config import Config
from alembic.script import ScriptDirectory

from app.core.shipped import shipped
from app.db.migrate import migrate
from tests.postgres import administer

SCRIPTS = ScriptDirectory.from_config(Config(shipped("alembic.ini")))
BASE = "base"
CHAIN = [BASE, *(script.revision for script in reversed(list(SCRIPTS.walk_revisions())))]


class Databases(Protocol):
    """Of one kind, by name."""

    def url(self, name: str) -> str: ...
    def make(self, name: str) -> None: ...
    def copy(self, name: str, to: str) -> None: ...
    def drop(self, name: str) -> None: ...


class Files:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def url(self, name: str) -> str:
        return f"sqlite:///{self._directory}/{name}.db"

    def make(self, name: str) -> None:
        """Whoever connects does."""

    def copy(self, name: str, to: str) -> None:
        shutil.copy(self._directory / f"{name}.db", self._directory / f"{to}.db")

    def drop(self, name: str) -> None:
        (self._directory / f"{name}.db").unlink()


class OnServer:
    def __init__(self, server_url: str) -> None:
        self._server_url = server_url

    def url(self, name: str) -> str:
        return f"{self._server_url}/{name}"

    def make(self, name: str) -> None:
        administer(self._server_url, f'CREATE DATABASE "{name}"')

    def copy(self, name: str, to: str) -> None:
        administer(self._server_url, f'CREATE DATABASE "{to}" TEMPLATE "{name}"')

    def drop(self, name: str) -> None:
        administer(self._server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


class Rising:
    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self._name, self._at = "", BASE

    def copied_at(self, revision: str) -> str:
        """The name of a database with this schema and no rows, the caller's to change and to drop."""
        if not self._name or CHAIN.index(self._at) > CHAIN.index(revision):
            self._name = f"rising_{uuid4().hex}"
            self.databases.make(self._name)
        migrate(self.databases.url(self._name), revision)
        self._at = revision
        copy = f"migrated_{uuid4().hex}"
        self.databases.copy(self._name, copy)
        return copy
