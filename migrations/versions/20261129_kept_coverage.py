"""What coverage is answered from, by area and without its stations, as it became with each tick."""

from collections import Counter, defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0033", "0032", None, None


def upgrade() -> None:
    """What coverage shows now is kept as it is, for every version of the latest tick. Of ticks before,
    nothing is known."""
    op.create_table(
        "watched_areas",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(40), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("stations", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_watched_areas_election_id")),
        sa.PrimaryKeyConstraint("election_id", "area_code", "tick", name=op.f("pk_watched_areas")),
    )
    with op.batch_alter_table("public_versions") as table:
        table.add_column(sa.Column("coverage", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("public_versions") as table:
        table.alter_column("coverage", existing_type=sa.Boolean(), server_default=None)
    _keep_what_is()
    op.drop_table("visited_stations")


def downgrade() -> None:
    """The next tick of an election writes what is visited again."""
    op.create_table(
        "visited_stations",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("station_code", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_visited_stations_election_id")
        ),
        sa.PrimaryKeyConstraint(
            "election_id", "station_code", "organisation", "method", name=op.f("pk_visited_stations")
        ),
    )
    with op.batch_alter_table("public_versions") as table:
        table.drop_column("coverage")
    op.drop_table("watched_areas")


def _keep_what_is() -> None:
    elections = sa.table("elections", sa.column("id"), sa.column("tick"))
    versions = sa.table("public_versions", *map(sa.column, ("election_id", "tick", "coverage")))
    areas = sa.table(
        "watched_areas",
        *map(sa.column, ("election_id", "area_code", "tick")),
        sa.column("stations", sa.JSON()),
    )
    for election_id, tick in op.get_bind().execute(sa.select(elections.c.id, elections.c.tick)).all():
        of_the_tick = sa.and_(versions.c.election_id == election_id, versions.c.tick == tick)
        op.execute(versions.update().where(of_the_tick).values(coverage=sa.true()))
        rows = [
            {"election_id": election_id, "area_code": area, "tick": tick, "stations": stations}
            for area, stations in _stations(election_id).items()
        ]
        if rows and tick:  # before the first tick nobody is known to have been anywhere
            op.bulk_insert(areas, rows)


def _stations(election_id: int) -> dict[str, list[Any]]:
    """By area: how many of them, and who visited these, as `incidents.coverage` wrote it at the time."""
    stations = sa.table("stations", *map(sa.column, ("election_id", "code", "area_code")))
    visited = sa.table(
        "visited_stations",
        *map(sa.column, ("election_id", "station_code", "organisation", "method")),
        sa.column("recorded", sa.Boolean()),
    )
    watches: defaultdict[str, set[tuple[str, str, bool]]] = defaultdict(set)
    of_election = sa.select(*visited.c).where(visited.c.election_id == election_id)
    for _, station, organisation, method, recorded in op.get_bind().execute(of_election):
        watches[station].add((organisation, method, recorded))
    alike: defaultdict[str, Counter[tuple[tuple[str, str, bool], ...]]] = defaultdict(Counter)
    all_there_are = sa.select(stations.c.code, stations.c.area_code).where(
        stations.c.election_id == election_id
    )
    for station, area in op.get_bind().execute(all_there_are):
        alike[area][tuple(sorted(watches[station]))] += 1
    return {
        area: [[many, [list(watch) for watch in found]] for found, many in sorted(groups.items())]
        for area, groups in alike.items()
    }
