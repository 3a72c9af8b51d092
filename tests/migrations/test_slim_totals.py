"""The totals that older rows had are summed up anew, in both directions, and nothing else moves."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, select

from tests.migrations.rows import seed
from tests.migrations.test_migrations import connected, step

BEFORE, AFTER = "0007", "0008"
SAME = {
    "area": "KG-GO",
    "category": "media.filming_obstructed",
    "counts_as": "violation",
    "triage": "linked",
    "veracity": "verified",
    "publication": "published",
}
DAYS = [
    {"bucket": "2020-10-04", "severity": 3, "phase": "voting", "reports": 2, "incidents": 1},
    {"bucket": "2020-10-05", "severity": 3, "phase": "post_election", "reports": 4, "incidents": 2},
    {"bucket": "", "severity": 5, "phase": "voting", "reports": 1, "incidents": 1},
    {"bucket": "2020-10-04", "severity": 5, "phase": "voting", "reports": 8, "incidents": 4},
]


def test_totals_follow_from_the_days(migrated_to: Callable[[str], str]) -> None:
    url = migrated_to(BEFORE)
    with connected(url) as connection:
        seed(connection)
        for name in ("staff_tallies", "public_tallies"):
            table = _table(connection, name)
            election_id = connection.execute(select(table.c.election_id)).scalar_one()
            known = {"election_id": election_id, "grain": "day"} | SAME
            connection.execute(insert(table), [known | day for day in DAYS])

    step(url, AFTER)

    for name in ("staff_tallies", "public_tallies"):
        assert _totals(url, name) == [(0, "", 15, 8)]
        assert len(_rows(url, name, "day")) == len(DAYS)

    step(url, BEFORE)

    for name in ("staff_tallies", "public_tallies"):
        assert _totals(url, name) == [
            (3, "post_election", 4, 2),
            (3, "voting", 2, 1),
            (5, "voting", 9, 5),
        ]


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection)


def _rows(url: str, name: str, grain: str) -> list[Any]:
    with connected(url) as connection:
        table = _table(connection, name)
        return list(connection.execute(select(table).where(table.c.grain == grain)).all())


def _totals(url: str, name: str) -> list[tuple[int, str, int, int]]:
    rows = _rows(url, name, "total")
    return sorted((row.severity, row.phase, row.reports, row.incidents) for row in rows)
