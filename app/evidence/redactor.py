"""Makes redacted pictures: reads the original from the store, has it blackened, and stores the new file."""

from dataclasses import dataclass
from uuid import UUID

from app.db.session import Database
from app.evidence import queries
from app.evidence.errors import PhotoUnusable, PicturesUnavailable
from app.evidence.sandbox import Inspected, Problem, SandboxBroken, redact
from app.evidence.shapes import Shape
from app.storage.base import PhotoStore, StoredBlob, store_bytes


@dataclass(frozen=True, slots=True)
class Redacted:
    """A file that no row names yet; if none ever does, it is swept."""

    blob: StoredBlob
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Redactor:
    database: Database
    store: PhotoStore
    may_be_unfiltered: bool

    def make(self, election_id: int, photo_id: UUID, shapes: list[Shape]) -> Redacted:
        """Takes up to 15 seconds, during which no database connection is held."""
        with self.database.read() as session:
            key = queries.stored(queries.photo(session, election_id, photo_id))
        found = self._redact(key, shapes)
        (made,), (content,) = found.picture.renditions, found.contents
        return Redacted(store_bytes(self.store, content), made.width_px, made.height_px)

    def _redact(self, key: str, shapes: list[Shape]) -> Inspected:
        polygons = [polygon for shape in shapes for polygon in shape.covers()]
        try:
            with self.store.open(key) as content:
                return redact(content, polygons, may_be_unfiltered=self.may_be_unfiltered)
        except Problem as problem:
            raise PhotoUnusable(
                f"The file cannot be redacted ({problem.code}). It is kept as it came."
            ) from None
        except SandboxBroken:
            raise PicturesUnavailable("Whoever runs this service should look at its log of jobs.") from None
