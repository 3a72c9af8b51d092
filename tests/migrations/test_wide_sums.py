"""An election that was counted before there were wide sums gets them from its days."""

from collections.abc import Callable

from sqlalchemy import MetaData, Table, insert, select

from tests.migrations.rows import seed
from tests.migrations.test_migrations import connected, step

BEFORE, AFTER = "0024", "0025"
SAME = {
    "grain": "day",
    "area": "KG-GO",
    "category": "media.filming_obstructed",
    "counts_as": "violation",
    "severity": 3,
    "phase": "voting",
    "publication": "internal",
}
LINKED = {"triage": "linked", "veracity": "verified", "incidents": 1}
DAYS = [
    LINKED | {"bucket": "2020-10-04", "reports": 2},
    LINKED | {"bucket": "2020-10-05", "reports": 4},
    LINKED | {"bucket": "2020-10-05", "veracity": "refuted", "reports": 64},
    LINKED | {"bucket": "2020-10-05", "publication": "withdrawn", "reports": 64},
    {"bucket": "", "triage": "received", "veracity": "", "reports": 8, "incidents": 0},
    {"bucket": "", "triage": "rejected", "veracity": "", "reports": 64, "incidents": 0},
]


def test_sums_follow_from_the_days(migrated_to: Callable[[str], str]) -> None:
    url = migrated_to(BEFORE)
    with connected(url) as connection:
        seed(connection)
        tallies = Table("staff_tallies", MetaData(), autoload_with=connection)
        election_id = connection.execute(select(tallies.c.election_id)).scalars().first()
        for day in DAYS:
            connection.execute(insert(tallies), {"election_id": election_id} | SAME | day)

    step(url, AFTER)

    with connected(url) as connection:
        sums = Table("staff_sums", MetaData(), autoload_with=connection).c
        numbers = (sums.reports_alone, sums.reports_verified, sums.incidents_verified, sums.incidents_refuted)
        found = connection.execute(
            select(sums.days, sums.starts, *numbers).where(sums.category == SAME["category"])
        )
        assert sorted(tuple(row) for row in found) == [
            (0, "", 8, 6, 2, 1),
            (1, "", 8, 0, 0, 0),
            (1, "2020-10-04", 0, 2, 1, 0),
            (1, "2020-10-05", 0, 4, 1, 1),
            (8, "2020-09-29", 0, 6, 2, 1),
        ]
