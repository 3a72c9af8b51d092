"""An election's view for tests of pure rules, without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.elections.areas import AreaTree, AreaView
from app.elections.models import ElectionStatus, Mode
from app.elections.taxonomy import load_builtin, parse
from app.elections.view import ElectionView, StationView

AREAS = (
    ("KG", None, 0), ("KG-GO", "KG", 1), ("KG-O", "KG", 1), ("KG-GB", "KG", 1),
    ("KG-O-1", "KG-O", 2), ("KG-O-2", "KG-O", 2),
)  # fmt: skip


def view(time_zone: str = "Asia/Bishkek") -> ElectionView:
    """Three levels of areas, stations T-0001 to T-0003, the taxonomy that comes with the project."""
    return ElectionView(
        id=1,
        slug="test-election",
        code="TE",
        name={"en": "Test election"},
        time_zone=ZoneInfo(time_zone),
        languages=("en",),
        voting_on=date(2020, 10, 4),
        phases=(),
        status=ElectionStatus.OPEN,
        mode=Mode.REHEARSAL,
        synthetic=False,
        anonymous_reports=True,
        four_eyes=True,
        cell_resolution=7,
        publication_delay_minutes=60,
        emergency_number="102",
        parties=(),
        cited_figures={},
        closed_at=None,
        changed_at=datetime(2020, 10, 4, tzinfo=UTC),
        version=1,
        taxonomy=parse(load_builtin()),
        areas=AreaTree.of(AreaView(code, parent, level, {"en": code}) for code, parent, level in AREAS),
        stations={
            code: StationView(code, {"en": code}, "KG-GO", None, None, None)
            for code in ("T-0001", "T-0002", "T-0003")
        },
    )
