"""P14: ten thousand incidents as GeoJSON cost little more than building dictionaries for orjson.

Both sides begin with the same rows in memory and end with the bytes of the same features; processor time.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from sqlalchemy import select

from app.core.negotiation import GEOJSON
from app.core.table_files import Wanted
from app.db.session import Database
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView
from app.incidents.grammar import Filters
from app.incidents.public import PublicIncident
from app.publication.listings import Incidents
from benchmarks.counted_day import prepare
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio

REPORTS, FEATURES = 300_000, 10_000
HOUR = timedelta(hours=1)


def textbook(view: ElectionView, records: Sequence[PublicIncident]) -> bytes:
    """What somebody would write who has nothing else to keep to."""
    return orjson.dumps(
        {"type": "FeatureCollection", "features": [_feature(view, record) for record in records]},
        option=orjson.OPT_UTC_Z,
    )


def _feature(view: ElectionView, record: PublicIncident) -> dict[str, Any]:
    day, hour = record.occurred_on, record.occurred_hour
    assert day is not None
    assert hour is not None
    since = datetime(day.year, day.month, day.day, hour, tzinfo=view.time_zone).astimezone(UTC)
    return {
        "type": "Feature",
        "id": record.ref,
        "geometry": None
        if record.longitude_deg is None
        else {"type": "Point", "coordinates": [record.longitude_deg, record.latitude_deg]},
        "properties": {
            "ref": record.ref,
            "synthetic": view.synthetic,
            "category": record.category,
            "group": record.category.partition(".")[0],
            "counts_as": record.counts_as,
            "severity": record.severity,
            "veracity": record.veracity,
            "disputed": record.disputed,
            "occurred_from": since,
            "occurred_to": since + HOUR,
            "time_precision": record.time_precision,
            "area": record.area_code,
            "station": record.station_code,
            "location_precision": record.location_precision,
            "public_text": record.public_text,
            "harm": record.harm,
            "reports": record.reports,
            "sources": record.sources,
            "statements": record.statements,
            "related": record.related_refs,
            "continues": [ref for ref, kind in record.continuations.items() if kind == "continues"],
            "continued_by": [ref for ref, kind in record.continuations.items() if kind == "continued_by"],
            "published_at": record.published_at,
            "changed_at": record.changed_at,
        },
    }


def ours(view: ElectionView, state: PublicState, records: Sequence[PublicIncident]) -> bytes:
    listing = Incidents(view, Filters(), state)
    return b"".join(listing.whole(records, Wanted(GEOJSON)))


def _cpu_ms(build: Callable[[], bytes]) -> float:
    began = time.process_time()
    build()
    return (time.process_time() - began) * 1000


def main() -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'day.db'}"
        view = prepare(url, REPORTS)
        with Database(url).read() as session:
            records = session.scalars(select(PublicIncident).limit(FEATURES)).all()
            state = public_state(session, view.id)
            assert len(records) == FEATURES
            whole = orjson.loads(ours(view, state, records))
            assert whole["features"] == orjson.loads(textbook(view, records))["features"]
            served, plain = interleaved(
                ROUNDS,
                lambda: _cpu_ms(lambda: ours(view, state, records)),
                lambda: _cpu_ms(lambda: textbook(view, records)),
            )
    conclude(
        "p14",
        f"{FEATURES:,} incidents as GeoJSON : dictionaries and orjson",
        [Goal("CPU", ratio(served, plain), most=1.3)],
        {"served, CPU ms": median(served), "textbook, CPU ms": median(plain)},
    )


if __name__ == "__main__":
    main()
