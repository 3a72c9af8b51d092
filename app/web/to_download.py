"""What the page of an election offers to take away, and how much each is."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from app.aggregation.coverage_question import FILTERS as OF_COVERAGE
from app.aggregation.question import DEFAULT_LEVEL
from app.elections.view import ElectionView
from app.incidents.public import Snapshot
from app.publication import snapshots
from app.publication.snapshot_files import SUMS

Pairs = Sequence[tuple[str, str]]
_OF_INCIDENTS: Final = frozenset({"incidents.csv", "incidents.geojson"})


class Download(NamedTuple):
    """`rows` is None for what is no table, `size_bytes` for what is made when it is asked for."""

    name: str
    address: str
    rows: int | None = None
    size_bytes: int | None = None


class Kept(NamedTuple):
    """The files of a version that is kept."""

    version: str
    files: Sequence[Download]


def to_download(view: ElectionView, given: Pairs, cells: int, incidents: int) -> list[Download]:
    """The question of the page, asked of the API: so many cells and incidents."""
    level = [] if view.areas.table_level == DEFAULT_LEVEL else [("level", str(view.areas.table_level))]
    by = [("by", "category,area"), *level, *given]
    of_coverage = [pair for pair in given if pair[0] in OF_COVERAGE]
    wanted: tuple[tuple[str, str, Pairs, int | None], ...] = (
        ("counts_csv", "counts.csv", by, cells),
        ("counts_xlsx", "counts.xlsx", by, cells),
        ("counts_json", "counts.json", by, cells),
        ("incidents_csv", "incidents.csv", given, incidents),
        ("incidents_xlsx", "incidents.xlsx", given, incidents),
        ("incidents_json", "incidents.json", given, None),  # page by page
        ("incidents_geojson", "incidents.geojson", given, incidents),
        ("coverage_csv", "coverage.csv", of_coverage, None),
        ("incidents_atom", "incidents.atom", given, None),
        ("changes_atom", "changes.atom", given, None),
        ("snapshots", "snapshots", (), None),
    )
    return [Download(name, _address(view, file, query), rows) for name, file, query, rows in wanted]


def kept_files(view: ElectionView, newest: Snapshot | None) -> Kept | None:
    """None while there are none, or while they are summed anew."""
    files = snapshots.files_of(view, newest) if newest else None
    if newest is None or files is None:
        return None
    version = snapshots.state_of(newest).version
    found = [
        Download(
            file["name"],
            _address(view, f"snapshots/{version}/{file['name']}"),
            newest.incidents if file["name"] in _OF_INCIDENTS else None,
            file["size_bytes"],
        )
        for file in files
    ]
    return Kept(version, [*found, Download(SUMS, _address(view, f"snapshots/{version}/{SUMS}"))])


def _address(view: ElectionView, file: str, query: Pairs = ()) -> str:
    path = f"/api/v1/elections/{view.slug}/{file}"
    return f"{path}?{urlencode(query)}" if query else path
