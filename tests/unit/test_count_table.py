"""Sums along every side of a table of counts."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.aggregation.figures import Cell, Figures, numbers_of
from app.web.count_table import STEPS, Row, Sum, along_one, by_group_and_area, fits, hours_of

AREAS = ("A", "B")
GROUPS = ("media", "violence", "secrecy")


def figures(violations: int, context: int, verified: int, reports: int) -> Figures:
    sure = min(verified, violations)
    kinds = (
        numbers_of("violation", "verified", 0, sure),
        numbers_of("violation", "unverifiable", reports, violations - sure),
        numbers_of("context", "unverifiable", 0, context),
    )
    return Figures([sum(column) for column in zip(*kinds, strict=True)])


counts = st.integers(0, 50)
cells = st.lists(
    st.builds(
        lambda group, area, violation, count, verified, reports: Cell(
            (f"{group}.kind", area),
            figures(count if violation else 0, 0 if violation else count, verified, reports),
        ),
        st.sampled_from(GROUPS),
        st.sampled_from([*AREAS, None]),
        st.booleans(),
        st.integers(1, 50),
        counts,
        counts,
    ),
    max_size=30,
)


def added(parts: Any) -> tuple[int, int, int]:
    found = list(parts)
    return (
        sum(part.incidents for part in found),
        sum(part.verified for part in found),
        sum(part.reports for part in found),
    )


@given(cells)
def test_every_row_and_column_adds_up(given_cells: list[Cell]) -> None:
    table = by_group_and_area(given_cells, AREAS, GROUPS)

    for row in (*table.groups.values(), table.violations, table.context, table.total):
        assert added([row.total]) == added(row[column] for column in (*AREAS, None))
    for column in table.columns:
        parts = [row[column] for row in table.groups.values()]
        assert added(parts) == added([table.violations[column]])
        both = [table.violations[column], table.context[column]]
        assert added(both) == added([table.total[column]])
    assert table.total.total.incidents == sum(cell.figures.total for cell in given_cells)
    assert (None in table.columns) == any(cell.key[1] is None for cell in given_cells)


@given(cells)
def test_cells_are_darker_the_more_they_hold(given_cells: list[Cell]) -> None:
    table = by_group_and_area(given_cells, AREAS, GROUPS)
    shades = [table.step(incidents) for incidents in range(table.largest + 1)]
    assert shades == sorted(shades)
    assert set(shades) <= set(range(STEPS + 1))
    assert (shades[0], [shade for shade in shades[1:] if shade == 0]) == (0, [])


def test_groups_keep_their_order_and_what_is_empty_is_left_out() -> None:
    found = by_group_and_area(
        [Cell(("secrecy.a", "A"), figures(1, 0, 0, 1)), Cell(("media.a", "A"), figures(1, 0, 0, 1))],
        AREAS,
        GROUPS,
    )
    assert list(found.groups) == ["media", "secrecy"]


def test_a_column_that_holds_nothing_is_zero() -> None:
    assert Row()["nowhere"] == Sum()


def test_along_one_keeps_the_order_and_nothing_known_stays() -> None:
    found = along_one([Cell(("2020-10-04",), figures(2, 0, 1, 3)), Cell((None,), figures(1, 0, 0, 1))])
    assert list(found) == ["2020-10-04", None]
    assert (found["2020-10-04"].incidents, found["2020-10-04"].unverified) == (2, 1)


def test_quiet_hours_between_are_shown_and_other_days_are_not() -> None:
    by_hour: dict[str | int | None, Sum] = {
        "2020-10-03T23:00:00+06:00": Sum(9, 0, 9),
        "2020-10-04T09:00:00+06:00": Sum(2, 1, 3),
        "2020-10-04T11:00:00+06:00": Sum(1, 0, 1),
        None: Sum(5, 0, 5),
    }

    found = hours_of(date(2020, 10, 4), by_hour)

    assert found == {9: Sum(2, 1, 3), 10: Sum(), 11: Sum(1, 0, 1)}
    assert hours_of(date(2020, 10, 5), by_hour) == {}


def test_an_hour_that_the_clock_shows_twice_is_one() -> None:
    twice: dict[str | int | None, Sum] = {
        "2026-10-25T02:00:00+02:00": Sum(1, 0, 1),
        "2026-10-25T02:00:00+01:00": Sum(2, 2, 2),
    }

    assert hours_of(date(2026, 10, 25), twice) == {2: Sum(3, 2, 3)}


def wide(heads: list[str], incidents: int, reports: int) -> bool:
    each = Sum(incidents=incidents, reports=reports)
    return fits([(head, each) for head in heads], ("Total", each))


def test_columns_stand_side_by_side_as_long_as_their_longest_pieces_have_room() -> None:
    assert wide(["Jalal-Abad Region"] * 11, 5, 9)
    assert not wide(["Jalal-Abad Region"] * 15, 5, 9)
    assert wide(["Иссык-Кульская область"] * 10, 5, 9)
    assert not wide(["ИссыкКульская область"] * 10, 5, 9), "nothing breaks a word without a hyphen"
    assert not wide(["Jalal-Abad Region"] * 11, 123_456, 234_567), "figures need room as well"
