"""What is withheld cannot be had by subtraction, and every cell says what it lacks."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aggregation.coverage import coverage
from app.aggregation.coverage_question import CoverageBy, CoverageQuestion
from app.aggregation.small_areas import Withheld, smallest, withheld
from app.elections.areas import AreaTree, AreaView
from app.elections.models import VisitMethod
from app.incidents.coverage import Stations, Watch
from tests.unit.elections import view

TREE = AreaTree.of(
    AreaView(code, parent, level, {})
    for code, parent, level in [
        ("K", None, 0),
        ("K-A", "K", 1),
        ("K-B", "K", 1),
        ("K-C", "K", 1),
        ("K-A-1", "K-A", 2),
        ("K-A-2", "K-A", 2),
    ]
)


@pytest.mark.parametrize(
    ("sizes", "gone"),
    [
        ({"a": 9, "b": 5}, set()),
        ({"a": 9, "b": 4, "c": 7}, {"b", "c"}),
        ({"a": 9, "b": 4, "c": 1, "d": 8}, {"b", "c"}),
        ({"a": 4, "b": 0}, {"a"}),
        ({"a": 9, "b": 0}, set()),
        ({}, set()),
    ],
)
def test_the_smallest_take_the_next_along(sizes: Mapping[str, int], gone: set[str]) -> None:
    assert smallest(sizes, 5) == gone


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 20)))
def test_what_is_gone_is_never_alone(sizes: dict[str, int]) -> None:
    gone = smallest(sizes, 5)
    rest = [size for name, size in sizes.items() if name not in gone and size]

    assert all(size >= 5 for size in rest)
    assert not gone or not rest or sum(sizes[name] for name in gone) >= 5


def test_below_what_is_withheld_everything_is() -> None:
    found = withheld(TREE, {"K-A-1": 6, "K-A-2": 6, "K-B": 1, "K-C": 40})

    assert found == Withheld(
        False, frozenset({"K-A", "K-A-1", "K-A-2", "K-B"}), frozenset({"K-A", "K-A-1", "K-A-2", "K-B"})
    )


def test_what_lies_in_an_area_itself_is_a_part_of_it() -> None:
    found = withheld(TREE, {"K-A": 2, "K-A-1": 6, "K-A-2": 30, "K-B": 20, "K-C": 20})

    assert found == Withheld(False, frozenset({"K-A-1"}), frozenset({"K-A", "K-A-1"}))


def test_of_less_than_the_least_nothing_is_shown() -> None:
    found = withheld(TREE, {"K-B": 4})

    assert found.everything
    assert found.areas == frozenset(TREE.by_code)


def test_stations_of_an_area_that_the_election_in_memory_does_not_know_yet_wait() -> None:
    watch = Watch("", VisitMethod.OTHER, recorded=False)
    stations = [Stations(area, 1, frozenset({watch})) for area in ("KG-GO", "KG-NEW")]

    totals = coverage(stations, view(), CoverageQuestion(), least=0).totals

    assert (totals.stations, totals.visited) == (1, 1)


def test_a_station_counts_once_for_each_that_watched_it_and_once_for_all() -> None:
    both = frozenset(Watch(name, VisitMethod.RANDOM, recorded=name == "A") for name in ("A", "B"))
    one = frozenset({Watch("B", VisitMethod.RANDOM, recorded=True)})
    stations = [Stations("KG-GO", 3, both), Stations("KG-GO", 2, one), Stations("KG-O", 4)]

    split = coverage(stations, view(), CoverageQuestion(by=(CoverageBy.ORGANISATION,)), least=0)
    of_b = coverage(
        stations,
        view(),
        CoverageQuestion(organisations=("B",), methods=(VisitMethod.RANDOM,)),
        least=0,
    )

    assert [(cell.key, cell.visited) for cell in split.cells] == [(("A",), 3), (("B",), 5)]
    assert (split.totals.visited, split.totals.stations) == (5, 9)
    assert (of_b.totals.visited, of_b.totals.recorded) == (5, 2)
