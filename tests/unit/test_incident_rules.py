"""The rules of an incident: how many independent sources, how sure we are, who may see what others said."""

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.corroboration import (
    ENOUGH_CHARACTERS,
    OneSource,
    Origin,
    counted_as_one,
    independent_sources,
)
from app.incidents.lifecycle import Publication, may_merge, may_publish, may_withdraw
from app.incidents.veracity import (
    MAY_BE_GIVEN,
    NEEDS_TWO,
    Given,
    Standing,
    Veracity,
    may_see_verdicts,
    standing,
)

ANNA, BEK, LENA = (UUID(int=number) for number in range(1, 4))
V = Veracity
TEXT = "Three white minibuses carried the same people from one school to the next."
ORIGINS = st.lists(
    st.builds(
        Origin,
        source=st.sampled_from([None, "a", "b", "c", "d"]),
        organisation=st.sampled_from([None, "one", "two"]),
        text=st.sampled_from(["", "short", TEXT]),
        photos=st.frozensets(st.sampled_from(["1", "2", "3"]), max_size=2),
    ),
    max_size=8,
)


def stands(
    *verdicts: tuple[UUID, Veracity],
    sources: int = 0,
    denied: bool = False,
    witness: bool = False,
    before: Veracity = V.UNREVIEWED,
    four_eyes: bool = True,
) -> Standing:
    return standing(
        [Given(person, veracity) for person, veracity in verdicts],
        independent_sources=sources,
        denied=denied,
        accredited_witness=witness,
        before=before,
        four_eyes=four_eyes,
    )


class TestCorroboration:
    @pytest.mark.parametrize(
        ("origins", "expected"),
        [
            ([], 0),
            ([Origin(None)], 0),
            ([Origin(None), Origin(None, text=TEXT)], 0),
            ([Origin("kloop")], 1),
            ([Origin("kloop"), Origin(None)], 1),
            ([Origin("kloop"), Origin("kloop", text=TEXT)], 1),
            ([Origin("kloop"), Origin("cec")], 2),
            ([Origin("m-1", "common cause"), Origin("m-2", "common cause")], 1),
            ([Origin("m-1", "common cause"), Origin("m-2", "another")], 2),
            ([Origin("a", text=TEXT), Origin("b", text=TEXT)], 1),
            ([Origin("a", text="vote buying"), Origin("b", text="vote buying")], 2),
            ([Origin("a", text=""), Origin("b", text="")], 2),
            ([Origin("a", photos=frozenset({"1"})), Origin("b", photos=frozenset({"1", "2"}))], 1),
            ([Origin("a", photos=frozenset({"1"})), Origin("b", photos=frozenset({"2"}))], 2),
            (
                # a and b share an organisation, b and c a photo: all three hang together
                [
                    Origin("a", "one"),
                    Origin("c", photos=frozenset({"1"})),
                    Origin("b", "one", photos=frozenset({"1"})),
                ],
                1,
            ),
        ],
    )
    def test_counts_those_that_do_not_depend_on_one_another(
        self, origins: list[Origin], expected: int
    ) -> None:
        assert independent_sources(origins) == expected

    @given(ORIGINS)
    def test_the_order_and_repeats_make_no_difference(self, origins: list[Origin]) -> None:
        count = independent_sources(origins)

        assert independent_sources(reversed(origins)) == count
        assert independent_sources([*origins, *origins]) == count
        assert independent_sources([*origins, Origin(None, text=TEXT)]) == count
        assert count <= len({origin.source for origin in origins if origin.source})
        assert (count > 0) == any(origin.source for origin in origins)

    def test_says_which_count_as_one_and_why(self) -> None:
        found = counted_as_one(
            [
                Origin("a", "one", report="1"),
                Origin(None, report="2"),
                Origin("b", "one", photos=frozenset({"x"}), report="3"),
                Origin("c", text=TEXT, report="4"),
                Origin(None, text=TEXT, report="5"),
                Origin("d", relayed=True, text=TEXT, report="6"),
            ]
        )

        assert found == [
            OneSource(True, ("a", "b"), ("1", "3"), ("organisation",)),
            OneSource(True, ("c",), ("4",), ()),
            OneSource(False, (), ("2", "5"), ("anonymous",)),
            OneSource(False, ("d",), ("6",), ("relayed",)),
        ]

    def test_who_passes_on_what_others_say_corroborates_nothing(self) -> None:
        assert independent_sources([Origin("a"), Origin("b", relayed=True)]) == 1

    @given(ORIGINS)
    def test_every_report_stands_in_exactly_one_place(self, origins: list[Origin]) -> None:
        named = [replace(origin, report=str(number)) for number, origin in enumerate(origins)]

        found = counted_as_one(named)

        reports = [report for each in found for report in each.reports]
        assert sorted(reports) == sorted(origin.report for origin in named)
        assert all(each.because for each in found if not each.known or len(each.sources) > 1)

    def test_short_texts_are_no_copies(self) -> None:
        long, short = "x" * ENOUGH_CHARACTERS, "x" * (ENOUGH_CHARACTERS - 1)

        assert independent_sources([Origin("a", text=long), Origin("b", text=long)]) == 1
        assert independent_sources([Origin("a", text=short), Origin("b", text=short)]) == 2


class TestVeracity:
    def test_nobody_has_said_anything(self) -> None:
        assert stands() == Standing(V.UNREVIEWED, disputed=False, disagreement=False)

    @pytest.mark.parametrize("veracity", sorted(NEEDS_TWO))
    def test_two_people_are_needed(self, veracity: Veracity) -> None:
        assert stands((ANNA, veracity)).veracity is V.UNREVIEWED
        assert stands((ANNA, veracity), (ANNA, veracity)).veracity is V.UNREVIEWED
        assert stands((ANNA, veracity), (BEK, veracity)).veracity is veracity

    def test_an_accredited_witness_replaces_the_first_of_two_but_refutes_nothing(self) -> None:
        assert stands((ANNA, V.VERIFIED), witness=True).veracity is V.VERIFIED
        assert stands((ANNA, V.REFUTED), witness=True).veracity is V.UNREVIEWED
        assert stands(witness=True).veracity is V.UNREVIEWED

    @pytest.mark.parametrize("veracity", sorted(NEEDS_TWO))
    def test_a_rehearsal_without_four_eyes_needs_one(self, veracity: Veracity) -> None:
        assert stands((ANNA, veracity), four_eyes=False).veracity is veracity

    def test_weaker_words_need_one(self) -> None:
        assert stands((ANNA, V.UNVERIFIABLE)).veracity is V.UNVERIFIABLE
        assert stands((ANNA, V.CONTESTED)).veracity is V.CONTESTED
        assert stands((ANNA, V.UNVERIFIABLE), (BEK, V.CONTESTED)).veracity is V.CONTESTED

    @pytest.mark.parametrize("sources", [2, 3])
    def test_two_independent_sources_corroborate(self, sources: int) -> None:
        assert stands(sources=1).veracity is V.UNREVIEWED
        assert stands(sources=sources).veracity is V.CORROBORATED
        assert stands((ANNA, V.UNVERIFIABLE), sources=sources).veracity is V.CORROBORATED

    def test_stronger_beats_weaker(self) -> None:
        """verified/refuted > contested > corroborated > unverifiable"""
        assert stands((ANNA, V.CONTESTED), sources=2).veracity is V.CONTESTED
        assert stands(sources=2, denied=True).veracity is V.CONTESTED
        verified = stands((ANNA, V.VERIFIED), (BEK, V.VERIFIED), sources=2, denied=True)
        assert verified == Standing(V.VERIFIED, disputed=True, disagreement=False)
        refuted = stands((ANNA, V.REFUTED), (BEK, V.REFUTED), sources=2, denied=True)
        assert refuted == Standing(V.REFUTED, disputed=False, disagreement=False)

    @pytest.mark.parametrize(
        ("one", "other", "before"), list(product(sorted(MAY_BE_GIVEN), sorted(MAY_BE_GIVEN), list(Veracity)))
    )
    def test_two_that_differ_on_the_strong_words_change_nothing_and_go_before_a_lead(
        self, one: Veracity, other: Veracity, before: Veracity
    ) -> None:
        differ = one is not other and bool({one, other} & NEEDS_TWO)

        found = stands((ANNA, one), (BEK, other), before=before)

        assert found.disagreement is differ
        if differ:
            assert found.veracity is before

    def test_a_third_that_differs_leaves_what_two_have_settled(self) -> None:
        found = stands(
            (ANNA, V.VERIFIED), (BEK, V.VERIFIED), (LENA, V.REFUTED), before=V.VERIFIED, denied=True
        )

        assert found == Standing(V.VERIFIED, disputed=True, disagreement=True)

    def test_only_four_words_can_be_given(self) -> None:
        assert {V.UNVERIFIABLE, V.CONTESTED, V.VERIFIED, V.REFUTED} == MAY_BE_GIVEN

    @given(
        st.lists(
            st.tuples(st.sampled_from([ANNA, BEK, LENA]), st.sampled_from(sorted(MAY_BE_GIVEN))), max_size=3
        ),
        st.integers(0, 3),
        st.booleans(),
        st.booleans(),
        st.sampled_from(list(Veracity)),
    )
    def test_strong_words_never_come_from_one_person(
        self,
        verdicts: list[tuple[UUID, Veracity]],
        sources: int,
        denied: bool,
        witness: bool,
        before: Veracity,
    ) -> None:
        found = stands(*verdicts, sources=sources, denied=denied, witness=witness, before=before)

        if found.veracity in NEEDS_TWO and found.veracity is not before:
            people = {person for person, veracity in verdicts if veracity is found.veracity}
            assert len(people) + (witness and found.veracity is V.VERIFIED) >= 2


class TestBlindness:
    @pytest.mark.parametrize("veracity", list(Veracity))
    def test_others_verdicts_are_seen_by_those_who_gave_theirs(self, veracity: Veracity) -> None:
        given_by_anna = [Given(ANNA, V.VERIFIED)]
        settled = veracity in NEEDS_TWO

        assert may_see_verdicts(ANNA, given_by_anna, standing=veracity, settles=False)
        assert may_see_verdicts(BEK, given_by_anna, standing=veracity, settles=False) is settled
        assert may_see_verdicts(BEK, given_by_anna, standing=veracity, settles=True)
        assert may_see_verdicts(BEK, [], standing=veracity, settles=False)


class TestPublication:
    def test_a_tombstone_stays(self) -> None:
        assert [state for state in Publication if may_publish(state)] == ["internal", "published"]
        assert [state for state in Publication if may_withdraw(state)] == ["published", "merged"]

    def test_what_the_public_knows_becomes_part_of_what_it_knows_only(self) -> None:
        pairs = [(one, other) for one in Publication for other in Publication if may_merge(one, other)]
        assert pairs == [("internal", "internal"), ("internal", "published"), ("published", "published")]
