"""The laws of counting: what is moved is neither lost nor doubled, and every grain says the same."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.incidents.veracity import Veracity
from app.tallies.cells import ANY_PHASE, ANY_SEVERITY, NO_AREA, UNDATED, Cell, Grain, Key
from app.tallies.deltas import Deltas
from app.tallies.sums import COUNTERS, INCIDENTS, REPORTS

cells = st.builds(
    Cell,
    day=st.sampled_from([UNDATED, "2020-10-03", "2020-10-04"]),
    hour=st.sampled_from([None, 0, 9, 23]),
    area=st.sampled_from([NO_AREA, "KG-GO", "KG-O"]),
    category=st.sampled_from(["media.assault", "voter_transport.bussing"]),
    counts_as=st.sampled_from(["violation", "context"]),
    severity=st.integers(1, 5),
    phase=st.just("voting"),
    triage=st.sampled_from(["received", "linked"]),
    veracity=st.sampled_from(["", "verified", "refuted"]),
    counts=st.booleans(),
)
changes = st.lists(st.tuples(cells, st.integers(-3, 3), st.integers(-3, 3)), max_size=30)

NINE_IN_OSH = Cell("2020-10-04", 9, "KG-GO", "media.assault", "violation", 4, "voting", "received")


def added(given_changes: list[tuple[Cell, int, int]]) -> Deltas:
    deltas = Deltas()
    for cell, reports, incidents in given_changes:
        deltas.add(cell, reports=reports, incidents=incidents)
    return deltas


def sums(deltas: Deltas) -> dict[Key, tuple[int, int]]:
    return {key: (reports, incidents) for key, reports, incidents in deltas.rows()}


class TestCell:
    def test_has_one_key_at_each_grain(self) -> None:
        keys = NINE_IN_OSH.at_every_grain()

        assert [(key.grain, key.bucket) for key in keys] == [
            ("total", ""),
            ("day", "2020-10-04"),
            ("hour", "2020-10-04T09"),
        ]

    @given(cells)
    def test_without_an_hour_is_in_the_row_of_its_day_and_without_a_day_in_the_undated_one(
        self, cell: Cell
    ) -> None:
        _, day, hour = cell.at_every_grain()

        assert day.bucket == cell.day
        assert hour.bucket.startswith(cell.day)
        assert (len(hour.bucket) == len("2020-10-04T09")) == (cell.day != UNDATED and cell.hour is not None)

    @given(cells)
    def test_keeps_every_other_coordinate_but_severity_and_phase_in_the_total(self, cell: Cell) -> None:
        total, day, hour = cell.at_every_grain()

        assert day[2:] == hour[2:]
        assert total == day._replace(grain="total", bucket="", severity=ANY_SEVERITY, phase=ANY_PHASE)


class TestDeltas:
    @given(changes)
    def test_say_the_same_at_every_grain(self, given_changes: list[tuple[Cell, int, int]]) -> None:
        totals: Counter[str] = Counter()
        for key, reports, _ in added(given_changes).rows():
            totals[key.grain] += reports

        expected = sum(reports for _, reports, _ in given_changes)
        assert {totals[grain] for grain in Grain} == {expected}

    @given(changes)
    def test_are_the_same_in_whatever_order_they_came(
        self, given_changes: list[tuple[Cell, int, int]]
    ) -> None:
        assert added(given_changes).rows() == added(given_changes[::-1]).rows()

    @given(changes, changes)
    def test_of_two_changes_are_the_sums_of_both(
        self, one: list[tuple[Cell, int, int]], other: list[tuple[Cell, int, int]]
    ) -> None:
        first, second = sums(added(one)), sums(added(other))

        both = {
            key: (
                first.get(key, (0, 0))[0] + second.get(key, (0, 0))[0],
                first.get(key, (0, 0))[1] + second.get(key, (0, 0))[1],
            )
            for key in first.keys() | second.keys()
        }
        assert sums(added([*one, *other])) == {key: pair for key, pair in both.items() if pair != (0, 0)}

    @given(changes)
    def test_that_are_undone_write_nothing(self, given_changes: list[tuple[Cell, int, int]]) -> None:
        undone = [(cell, -reports, -incidents) for cell, reports, incidents in given_changes]

        assert added([*given_changes, *undone]).rows() == []

    @given(cells, cells)
    def test_of_a_move_change_no_total(self, old: Cell, new: Cell) -> None:
        deltas = Deltas()
        deltas.move(old, new, reports=3, incidents=1)

        assert sum(reports for _, reports, _ in deltas.rows()) == 0
        assert sum(incidents for _, _, incidents in deltas.rows()) == 0

    @given(changes)
    def test_come_sorted_each_key_once(self, given_changes: list[tuple[Cell, int, int]]) -> None:
        keys = [key for key, _, _ in added(given_changes).rows()]

        assert keys == sorted(set(keys))


class TestSums:
    @given(changes)
    def test_hold_what_counts_once_in_the_whole_and_once_in_the_days(
        self, given_changes: list[tuple[Cell, int, int]]
    ) -> None:
        of_spans: dict[int, Counter[str]] = {0: Counter(), 1: Counter(), 8: Counter()}
        for key, counters in added(given_changes).sums():
            of_spans[key.days].update(dict(zip(COUNTERS, counters, strict=True)))

        expected = Counter[str](dict.fromkeys(COUNTERS, 0))
        for cell, reports, incidents in given_changes:
            if cell.counts:
                expected.update({INCIDENTS[cell.veracity]: incidents} if cell.veracity else {})
                expected.update({REPORTS[cell.veracity]: reports} if cell.veracity != "refuted" else {})
        assert all(of_spans[0][name] == of_spans[1][name] == expected[name] for name in COUNTERS)

    def test_know_every_veracity(self) -> None:
        assert set(INCIDENTS) == set(Veracity)
        assert set(REPORTS) == {"", *Veracity} - {Veracity.REFUTED}
