"""An election to report to, and the reports of a busy day."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import cycle
from random import Random
from uuid import UUID

from sqlalchemy import insert

from app.db.migrate import migrate
from app.db.session import Database
from app.elections import service
from app.elections.models import Area, ElectionStatus
from app.elections.schemas import ElectionIn
from app.elections.taxonomy import load_builtin, parse
from benchmarks.load import request

SLUG = "bench-2020"
NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
WEST_DEG, SOUTH_DEG, COLUMNS, ROWS, WIDTH_DEG, HEIGHT_DEG = 69.5, 39.5, 10, 6, 1.05, 0.6
AREAS = [f"KG-{number:02d}" for number in range(COLUMNS * ROWS)]


def prepare(url: str) -> int:
    """A migrated database with one open election of sixty areas; its id."""
    migrate(url)
    database = Database(url)
    with database.write.begin() as session:
        election = service.create(
            session,
            ElectionIn(
                slug=SLUG,
                code="BENCH",
                name={"en": "Benchmark"},
                time_zone="Asia/Bishkek",
                voting_on=date(2020, 10, 4),
            ),
            NOW,
        )
        election.status = ElectionStatus.OPEN
        session.flush()
        named = {"election_id": election.id, "level": 1, "parent_code": None, "approximate": False}
        areas = [
            named | {"code": code, "name": {"en": code}, "polygon": _rectangle(number)}
            for number, code in enumerate(AREAS)
        ]
        session.execute(insert(Area), areas)
        election_id = election.id
    database.close()
    return election_id


def _rectangle(number: int) -> dict[str, object]:
    west, south = WEST_DEG + number % COLUMNS * WIDTH_DEG, SOUTH_DEG + number // COLUMNS * HEIGHT_DEG
    east, north = west + WIDTH_DEG, south + HEIGHT_DEG
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def bodies(count: int = 500, seed: int = 4) -> list[bytes]:
    """As phones send them: all kinds, all areas, more in some hours than in others, in Cyrillic."""
    dice, kinds = Random(seed), sorted(parse(load_builtin()).kinds)
    return [json.dumps(_report(dice, kinds), ensure_ascii=False).encode() for _ in range(count)]


def _report(dice: Random, kinds: list[str]) -> dict[str, object]:
    hour = min(int(dice.gammavariate(6, 1.5)) + 3, 23)
    return {
        "category": dice.choice(kinds),
        "description": "Три белых микроавтобуса, те же люди, что и час назад. " * dice.randint(1, 4),
        "language": "ru",
        "occurred_at": f"2020-10-04T{hour:02d}:{dice.randrange(60):02d}:00+06:00",
        "latitude_deg": round(SOUTH_DEG + dice.random() * ROWS * HEIGHT_DEG, 5),
        "longitude_deg": round(WEST_DEG + dice.random() * COLUMNS * WIDTH_DEG, 5),
        "accuracy_m": dice.randint(5, 60),
        "location_precision": "exact",
        "area": dice.choice(AREAS),
        "knowledge": "witnessed",
        "reporter_type": "observer_citizen",
        "device_time": f"2020-10-04T{hour:02d}:59:00+06:00",
    }


def submissions(seed: int, path: str = f"/api/v1/elections/{SLUG}/reports") -> Iterator[bytes]:
    """PUTs without end, each under an id of its own."""
    dice = Random(seed)
    for body in cycle(bodies()):
        report_id = UUID(int=dice.getrandbits(128), version=4)
        yield request("PUT", f"{path}/{report_id}", body)
