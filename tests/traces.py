"""What is kept, row by row and file by file, so that a refusal can be shown to have kept nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from sqlalchemy import func, select

from app.db.session import Database
from app.models import Model

MAX_CPU_SECONDS = 1.0
# Not the request's: a session notes when it was last used.
_OF_THE_TEST = frozenset({"accounts", "grants", "api_tokens", "console_sessions"})


@dataclass(frozen=True)
class Traces:
    database: Database
    photos: Path

    def kept(self) -> dict[str, int]:
        """How many rows each table has, and how many files the store, finished or not."""
        with self.database.read() as session:
            rows = {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Model.metadata.sorted_tables
                if table.name not in _OF_THE_TEST
            }
        return rows | {"files": sum(path.is_file() for path in self.photos.rglob("*"))}

    @contextmanager
    def nothing(self, max_cpu_seconds: float = MAX_CPU_SECONDS) -> Iterator[None]:
        """Is kept of what happens inside; and it happens quickly."""
        before, began = self.kept(), process_time()
        yield
        spent_seconds = process_time() - began
        assert self.kept() == before
        assert spent_seconds < max_cpu_seconds
