"""What coverage showed last, before it was kept, is kept; of ticks before, nothing is known."""

from collections.abc import Callable

from sqlalchemy import MetaData, Table, insert, select, update

from tests.migrations.rows import NOON, seed
from tests.migrations.test_migrations import connected, step

BEFORE, AFTER = "0032", "0033"
AREAS = {"T-0001": "KG-GO", "T-0002": "KG-GO", "T-0003": "KG-GO", "O-0001": "KG-O"}
VISITED = [
    ("T-0001", "Common Cause", "random", True),
    ("T-0001", "", "other", False),
    ("T-0002", "Common Cause", "random", False),
]


def test_coverage_is_kept_from_the_latest_tick_on(migrated_to: Callable[[str], str]) -> None:
    url = migrated_to(BEFORE)
    with connected(url) as connection:
        seed(connection)
        tables = MetaData()
        tables.reflect(connection)
        elections = tables.tables["elections"]
        election_id = connection.execute(select(elections.c.id)).scalar_one()
        connection.execute(update(elections).values(public_sequence=3, tick=2))

        def put(table: str, **values: object) -> None:
            connection.execute(insert(tables.tables[table]), {"election_id": election_id} | values)

        for code, area in AREAS.items():
            put("stations", code=code, area_code=area, name={})
        for station, organisation, method, recorded in VISITED:
            put(
                "visited_stations",
                station_code=station,
                organisation=organisation,
                method=method,
                recorded=recorded,
            )
        for sequence, tick in ((2, 1), (2, 2), (3, 2)):
            put("public_versions", sequence=sequence, tick=tick, as_of=NOON, withdrawal=False)

    step(url, AFTER)

    with connected(url) as connection:
        versions = Table("public_versions", MetaData(), autoload_with=connection).c
        found = connection.execute(select(versions.sequence, versions.tick, versions.coverage))
        assert {tuple(row) for row in found} >= {(2, 1, False), (2, 2, True), (3, 2, True)}
        kept = Table("watched_areas", MetaData(), autoload_with=connection).c
        rows = connection.execute(select(kept.area_code, kept.tick, kept.stations))
        assert {area: (tick, stations) for area, tick, stations in rows if area in AREAS.values()} == {
            "KG-GO": (
                2,
                [
                    [1, []],
                    [1, [["", "other", False], ["Common Cause", "random", True]]],
                    [1, [["Common Cause", "random", False]]],
                ],
            ),
            "KG-O": (2, [[1, []]]),
        }
