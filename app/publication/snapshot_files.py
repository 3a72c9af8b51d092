"""The files of a snapshot, written from its rows whenever they are read."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from app.aggregation.caveat import about
from app.aggregation.counts import kept_counts
from app.aggregation.coverage import coverage
from app.aggregation.coverage_forms import coverage_table
from app.aggregation.coverage_question import CoverageBy, CoverageQuestion
from app.aggregation.question import By, Question
from app.aggregation.table import counts_table
from app.core import csv_table
from app.core.negotiation import CSV, GEOJSON, JSON, Format
from app.core.pagination import cut
from app.core.tables import Column, Holds, Table
from app.db.session import Reads, ReadSession
from app.elections.view import ElectionView
from app.incidents.coverage import stations_in_public
from app.incidents.public import Snapshot, SnapshotIncident
from app.publication import snapshots
from app.publication.downloads import After, Downloads
from app.publication.members import feature
from app.publication.metadata import metadata
from app.publication.rendering import collection, head, in_bytes, written_out
from app.publication.schemas import PublicIncidentOut
from app.publication.table import COLUMNS, POSITION, row

FILES: Final[dict[str, Format]] = {
    "incidents.csv": CSV,
    "incidents.geojson": GEOJSON,
    "counts.csv": CSV,
    "coverage.csv": CSV,
    "rates.csv": CSV,
    "rates-by-area.csv": CSV,
    "metadata.json": JSON,
}
SUMS: Final = "SHA256SUMS"
COUNTED: Final = Question(by=(By.CATEGORY, By.AREA, By.DAY))
# What is asked of coverage; there are no such files of a version whose coverage was not kept.
WATCHED: Final[dict[str, tuple[CoverageBy, ...]]] = {
    "coverage.csv": (CoverageBy.AREA,),
    "rates.csv": (CoverageBy.ORGANISATION, CoverageBy.METHOD),
    "rates-by-area.csv": (CoverageBy.AREA, CoverageBy.ORGANISATION, CoverageBy.METHOD),
}
_WITHDRAWN: Final = Column("withdrawn", "Withdrawn since, and without its words and place.", Holds.TRUTH)


class SnapshotFiles:
    def __init__(self, downloads: Downloads, licence: str) -> None:
        self._downloads, self._licence = downloads, licence

    def written(self, reads: Reads, view: ElectionView, snapshot: Snapshot, name: str) -> Iterator[bytes]:
        """One of FILES, piece by piece. Breaks off if something in it is withdrawn meanwhile."""
        if name in WATCHED:
            return self._watched(reads, view, snapshot, WATCHED[name])
        write: dict[str, Callable[[Reads, ElectionView, Snapshot], Iterator[bytes]]] = {
            "incidents.csv": self._table,
            "incidents.geojson": self._map,
            "counts.csv": self._counts,
            "metadata.json": self._metadata,
        }
        return write[name](reads, view, snapshot)

    def sums(self, reads: Reads, view: ElectionView, snapshot: Snapshot) -> list[dict[str, Any]]:
        with reads() as session:
            covered = snapshots.is_covered(session, snapshot)
        return [self._sum(reads, view, snapshot, name) for name in FILES if covered or name not in WATCHED]

    def _sum(self, reads: Reads, view: ElectionView, snapshot: Snapshot, name: str) -> dict[str, Any]:
        digest, size = hashlib.sha256(), 0
        for piece in self.written(reads, view, snapshot, name):
            digest.update(piece)
            size += len(piece)
        return {"name": name, "size_bytes": size, "sha256": digest.hexdigest()}

    def _table(self, reads: Reads, view: ElectionView, snapshot: Snapshot) -> Iterator[bytes]:
        state = snapshots.state_of(snapshot)
        beside = about(view, state.changed_at, state.version, {})
        rows = (
            [*row(PublicIncidentOut.of(view, record)), record.withdrawn]
            for record in self._incidents(reads, view, snapshot)
        )
        return csv_table.write(Table("incidents", (*COLUMNS, _WITHDRAWN), rows, beside, POSITION))

    def _map(self, reads: Reads, view: ElectionView, snapshot: Snapshot) -> Iterator[bytes]:
        features = (
            written_out(_marked(feature(view, record), record.withdrawn))
            for record in self._incidents(reads, view, snapshot)
        )
        return collection(view, features, head(view, snapshots.state_of(snapshot), {}))

    def _counts(self, reads: Reads, view: ElectionView, snapshot: Snapshot) -> Iterator[bytes]:
        with reads() as session:
            counts = kept_counts(session, view, COUNTED, snapshots.state_of(snapshot))
        return csv_table.write(counts_table(counts, view, COUNTED))

    def _watched(
        self, reads: Reads, view: ElectionView, snapshot: Snapshot, by: tuple[CoverageBy, ...]
    ) -> Iterator[bytes]:
        state = snapshots.state_of(snapshot)
        question = CoverageQuestion(by=by, level=view.areas.table_level)
        with reads() as session:
            found = coverage(stations_in_public(session, view.id, state.tick), view, question)
        return csv_table.write(coverage_table(found, view, question, state))

    def _metadata(self, _reads: Reads, view: ElectionView, _snapshot: Snapshot) -> Iterator[bytes]:
        yield in_bytes(metadata(view, self._licence))

    def _incidents(self, reads: Reads, view: ElectionView, snapshot: Snapshot) -> Iterator[SnapshotIncident]:
        def read(session: ReadSession, after: After, limit: int) -> tuple[list[SnapshotIncident], After]:
            (ref,) = after or ("",)
            records, last = cut(snapshots.page(session, snapshot, ref, limit), limit)
            return list(records), None if last is None else (last.ref,)

        def unmoved(session: ReadSession) -> bool:
            step = (snapshot.sequence, snapshot.tick)
            return snapshots.get(session, view, step).revised == snapshot.revised

        return self._downloads.following(reads, ("",), read, unmoved)


def _marked(feature: dict[str, Any], withdrawn: bool) -> dict[str, Any]:
    feature["properties"]["withdrawn"] = withdrawn
    return feature
