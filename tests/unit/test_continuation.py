"""Chains of incidents that continue one another: they never bite their own tail."""

from graphlib import TopologicalSorter
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.incidents.continuation import together, way_back, with_merged
from app.incidents.models import RelationKind

A, B, C, D = (UUID(int=number) for number in range(1, 5))
RELATED, CONTINUES, CONTINUED_BY = RelationKind
pairs = some.tuples(some.integers(0, 7), some.integers(0, 7)).map(
    lambda two: (UUID(int=two[0]), UUID(int=two[1]))
)


class TestWayBack:
    @pytest.mark.parametrize("length", [1, 2, 40])
    def test_names_all_that_lie_between(self, length: int) -> None:
        chain = [UUID(int=number) for number in range(length + 1)]

        found = way_back(pairwise(chain), chain[-1], chain[0])

        assert found == chain

    def test_is_none_where_the_chain_leads_elsewhere(self) -> None:
        assert way_back([(A, B), (A, C), (D, C)], D, A) == []
        assert way_back([], A, B) == []

    @given(some.lists(pairs, max_size=40))
    def test_once_heeded_nothing_ever_continues_itself(self, wanted: list[tuple[UUID, UUID]]) -> None:
        said: list[tuple[UUID, UUID]] = []
        for one, other in wanted:
            if not way_back(said, one, other):
                said.append((one, other))

        order = TopologicalSorter[UUID]()
        for one, other in said:
            order.add(one, other)
        order.prepare()  # raises if there is a circle


class TestWithMerged:
    def test_what_holds_a_merged_incident_stands_in_its_place(self) -> None:
        assert with_merged([(A, B), (C, D)], {B: C, C: D}) == [(A, D)]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([RELATED], RELATED),
        ([RELATED, CONTINUES, CONTINUES], CONTINUES),
        ([CONTINUED_BY], CONTINUED_BY),
        ([CONTINUES, CONTINUED_BY], RELATED),
        ([], RELATED),
    ],
)
def test_what_contradicts_itself_is_only_related(kinds: list[RelationKind], expected: RelationKind) -> None:
    assert together(kinds) is expected
